import { create } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { TemplateSchema } from '@frontdesk/contracts';
import type { Data, Template } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import { ofLifted, ofRestrictions, ofStandIns, ofTemplates } from '../domain/attention.ts';
import type { Attention } from '../domain/attention.ts';
import { isNew, reread, told } from '../domain/catalogue.ts';
import type { KnownTemplate, MetaTemplate } from '../domain/catalogue.ts';
import type { Switch } from '../domain/draft.ts';
import type { Restriction, StandingChange } from '../domain/standing.ts';

interface Read {
  templates: TemplateRow[];
  switches: Switch[];
  restrictions: { scope: string; restriction: string; until: number | null }[];
}

type TemplateRow = MetaTemplate & { version: number };

const templateColumns = 'id, name, language, category, status, body, variables, names, needs, quality, version';

/** Templates as Meta last named them, and the switches in force. */
@Injectable()
export class CatalogueStore {
  /** One statement: every decision reads them. @param names of the templates; a business may have thousands */
  async read(
    tx: EntityManager,
    names: readonly string[],
  ): Promise<{ switches: Switch[]; templates: Template[]; restrictions: Restriction[] }> {
    const [found]: Read[] = await tx.query(
      `SELECT coalesce((SELECT json_agg(t ORDER BY name, language, id)
           FROM (SELECT ${templateColumns} FROM templates WHERE name = ANY($2)) t), $1::json) AS templates,
         coalesce((SELECT json_agg(json_build_object('switch', switch, 'scope', scope, 'on', "on")) FROM switches), $1::json) AS switches,
         coalesce((SELECT json_agg(json_build_object('scope', scope, 'restriction', restriction,
           'until', (extract(epoch FROM until) * 1000)::float8)) FROM restrictions), $1::json) AS restrictions`,
      ['[]', names],
    );
    const { templates, switches, restrictions } = found!;
    return {
      switches,
      templates: templates.map((row) => create(TemplateSchema, { ...row, names: [...row.names] })),
      restrictions: restrictions.map(({ until, ...row }) => ({ ...row, until: until ?? 0 })),
    };
  }

  /** The catalogue, or a part of it, as it was read at `readAt`; an older reading changes nothing. @returns what of it somebody has to look at */
  async replaceTemplates(tx: EntityManager, { templates, elsewhere }: Data<'TemplateCatalogRead'>, readAt: number): Promise<Attention[]> {
    const known = await this.known(tx);
    const now = reread(
      known,
      templates.map(({ $typeName: _, $unknown: _unknown, version: _version, ...content }) => content),
      readAt,
    );
    if (!now) return [];
    await tx.query('DELETE FROM templates WHERE NOT (id = ANY($1))', [[...now.map(({ id }) => id), ...elsewhere]]);
    await this.save(tx, now);
    const lost = ofTemplates(known, now);
    const beside = known.filter(({ id }) => elsewhere.includes(id));
    // of a reading in parts the last one says what is missing in all
    if (beside.length < elsewhere.length) return lost;
    return [...lost, ...ofStandIns(isNew(known, templates) ? undefined : known, [...beside, ...now], lost)];
  }

  /** One template's news in place of what the catalogue said. @returns what of it somebody has to look at */
  async changeTemplate(tx: EntityManager, news: Data<'TemplateChanged'>, at: number): Promise<Attention[]> {
    const known = await this.known(tx);
    const now = told(known, news, at);
    await this.save(tx, now);
    const lost = ofTemplates(known, now, news.reason);
    const changed = new Map(now.map((one) => [one.id, one]));
    return [
      ...lost,
      ...ofStandIns(
        known,
        known.map((one) => changed.get(one.id) ?? one),
        lost,
      ),
    ];
  }

  /** Who changes them comes one after the other; who reads them doesn't wait. */
  private async known(tx: EntityManager): Promise<KnownTemplate[]> {
    await tx.query('LOCK TABLE templates IN SHARE ROW EXCLUSIVE MODE');
    const rows = await tx.query<(TemplateRow & { read_at: Date; changed_at: Date | null })[]>(
      `SELECT ${templateColumns}, read_at, changed_at FROM templates`,
    );
    return rows.map(({ read_at: readAt, changed_at: changedAt, ...row }) => ({
      ...row,
      readAt: readAt.getTime(),
      changedAt: changedAt?.getTime() ?? 0,
    }));
  }

  private async save(tx: EntityManager, templates: readonly KnownTemplate[]): Promise<void> {
    const rows = templates.map(({ readAt, changedAt, ...row }) => ({
      ...row,
      read_at: new Date(readAt),
      changed_at: changedAt === 0 ? null : new Date(changedAt),
    }));
    await tx.query(
      `INSERT INTO templates (${templateColumns}, read_at, changed_at)
       SELECT ${templateColumns}, read_at, changed_at FROM jsonb_populate_recordset(NULL::templates, $1::jsonb)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, category = excluded.category,
         status = excluded.status, body = excluded.body, variables = excluded.variables, names = excluded.names, needs = excluded.needs,
         quality = excluded.quality, version = excluded.version, read_at = excluded.read_at, changed_at = excluded.changed_at`,
      [JSON.stringify(rows)],
    );
  }

  /** @returns what of it was not in force yet, and what is not any more */
  async changeStanding(tx: EntityManager, { set, lift }: StandingChange, at: number): Promise<Attention[]> {
    const inForce = set.length === 0 ? [] : (await this.read(tx, [])).restrictions;
    const [lifted]: [{ restriction: string }[], number] = await tx.query(
      `DELETE FROM restrictions r USING unnest($1::text[], $2::text[]) AS l (scope, restriction) WHERE (r.scope, r.restriction) = (l.scope, l.restriction)
       RETURNING r.restriction`,
      [lift.map(({ scope }) => scope), lift.map(({ restriction }) => restriction)],
    );
    for (const { scope, restriction, until } of set) {
      await tx.query(
        `INSERT INTO restrictions (scope, restriction, until, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (scope, restriction) DO UPDATE SET until = excluded.until`,
        [scope, restriction, until === 0 ? null : new Date(until), new Date(at)],
      );
    }
    return [...ofRestrictions(inForce, set, at), ...ofLifted(lifted)];
  }

  /** In log order; the last word per switch and scope stands. */
  async turn(tx: EntityManager, changes: readonly (Switch & { by: string; at: number })[]): Promise<void> {
    for (const { switch: name, scope, on, by, at } of changes) {
      await tx.query(
        `INSERT INTO switches (switch, scope, "on", changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (switch, scope) DO UPDATE SET "on" = excluded."on", changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
        [name, scope, on, by, new Date(at)],
      );
    }
  }
}
