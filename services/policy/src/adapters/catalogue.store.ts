import { create, toJson } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { TemplateSchema } from '@frontdesk/contracts';
import type { Data, Template } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { Switch } from '../domain/draft.ts';
import type { Restriction, StandingChange } from '../domain/standing.ts';

interface Read {
  templates: TemplateRow[];
  switches: Switch[];
  restrictions: { scope: string; restriction: string; until: number | null }[];
}

interface TemplateRow { id: string; name: string; language: string; category: string; status: string; body: string; variables: number; quality: string }

/** Templates as Meta last named them, and the switches in force. */
@Injectable()
export class CatalogueStore {
  /** One statement: every decision reads them. */
  async read(tx: EntityManager): Promise<{ switches: Switch[]; templates: Template[]; restrictions: Restriction[] }> {
    const [found]: Read[] = await tx.query(
      `SELECT coalesce((SELECT json_agg(json_build_object('id', id, 'name', name, 'language', language, 'category', category, 'status', status,
           'body', body, 'variables', variables, 'quality', quality) ORDER BY name, language, id) FROM templates), $1::json) AS templates,
         coalesce((SELECT json_agg(json_build_object('switch', switch, 'scope', scope, 'on', "on")) FROM switches), $1::json) AS switches,
         coalesce((SELECT json_agg(json_build_object('scope', scope, 'restriction', restriction,
           'until', (extract(epoch FROM until) * 1000)::float8)) FROM restrictions), $1::json) AS restrictions`, ['[]']);
    const { templates, switches, restrictions } = found!;
    return {
      switches, templates: templates.map((row) => create(TemplateSchema, row)),
      restrictions: restrictions.map(({ until, ...row }) => ({ ...row, until: until ?? 0 })),
    };
  }

  /** The catalogue as it was read at `readAt`; an older reading changes nothing. */
  async replaceTemplates(tx: EntityManager, templates: readonly Template[], readAt: number): Promise<void> {
    const at = new Date(readAt);
    const [newer]: object[] = await tx.query('SELECT 1 FROM templates WHERE read_at > $1 LIMIT 1', [at]);
    if (newer) return;
    const rows = templates.map((template) => toJson(TemplateSchema, template, { alwaysEmitImplicit: true }));
    await tx.query('DELETE FROM templates WHERE NOT (id = ANY($1))', [templates.map(({ id }) => id)]);
    await tx.query(
      `INSERT INTO templates (id, name, language, category, status, body, variables, quality, read_at)
       SELECT id, name, language, category, status, body, variables, quality, $2
       FROM jsonb_to_recordset($1::jsonb) AS row(id text, name text, language text, category text, status text, body text, variables int, quality text)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, category = CASE WHEN templates.changed_at > excluded.read_at THEN templates.category ELSE excluded.category END,
         status = CASE WHEN templates.changed_at > excluded.read_at THEN templates.status ELSE excluded.status END,
         quality = CASE WHEN templates.changed_at > excluded.read_at OR excluded.quality = '' THEN templates.quality ELSE excluded.quality END,
         body = excluded.body, variables = excluded.variables, read_at = excluded.read_at`,
      [JSON.stringify(rows), at],
    );
  }

  /** One template's news in place of what the catalogue said; an older word changes nothing. The id, or name and language, says which. */
  async changeTemplate(tx: EntityManager, { templateId, name, language, status, category, quality }: Data<'TemplateChanged'>, at: number): Promise<void> {
    await tx.query(
      `UPDATE templates SET status = coalesce(nullif($4, ''), status), category = coalesce(nullif($5, ''), category),
         quality = coalesce(nullif($6, ''), quality), changed_at = $7
       WHERE (id = $1 OR ($1 = '' AND name = $2 AND language = $3)) AND (changed_at IS NULL OR changed_at <= $7) AND read_at <= $7`,
      [templateId, name, language, status, category, quality, new Date(at)]);
  }

  async changeStanding(tx: EntityManager, { set, lift }: StandingChange, at: number): Promise<void> {
    await tx.query('DELETE FROM restrictions r USING unnest($1::text[], $2::text[]) AS lifted (scope, restriction) WHERE (r.scope, r.restriction) = (lifted.scope, lifted.restriction)',
      [lift.map(({ scope }) => scope), lift.map(({ restriction }) => restriction)]);
    for (const { scope, restriction, until } of set) {
      await tx.query(
        `INSERT INTO restrictions (scope, restriction, until, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (scope, restriction) DO UPDATE SET until = excluded.until`,
        [scope, restriction, until === 0 ? null : new Date(until), new Date(at)]);
    }
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
