import { create, toJson } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { TemplateSchema } from '@frontdesk/contracts';
import type { Template } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { Switch } from '../domain/draft.ts';

interface TemplateRow { id: string; name: string; language: string; category: string; status: string; body: string; variables: number }

/** Templates as Meta last named them, and the switches in force. */
@Injectable()
export class CatalogueStore {
  async read(tx: EntityManager): Promise<{ switches: Switch[]; templates: Template[] }> {
    const templates: TemplateRow[] = await tx.query(
      'SELECT id, name, language, category, status, body, variables FROM templates ORDER BY name, language, id',
    );
    const switches: Switch[] = await tx.query('SELECT switch, scope, "on" FROM switches');
    return { switches, templates: templates.map((row) => create(TemplateSchema, row)) };
  }

  /** The catalogue as it was read at `readAt`; an older reading changes nothing. */
  async replaceTemplates(tx: EntityManager, templates: readonly Template[], readAt: number): Promise<void> {
    const at = new Date(readAt);
    const [newer]: object[] = await tx.query('SELECT 1 FROM templates WHERE read_at > $1 LIMIT 1', [at]);
    if (newer) return;
    const rows = templates.map((template) => toJson(TemplateSchema, template, { alwaysEmitImplicit: true }));
    await tx.query('DELETE FROM templates WHERE NOT (id = ANY($1))', [templates.map(({ id }) => id)]);
    await tx.query(
      `INSERT INTO templates (id, name, language, category, status, body, variables, read_at)
       SELECT id, name, language, category, status, body, variables, $2
       FROM jsonb_to_recordset($1::jsonb) AS row(id text, name text, language text, category text, status text, body text, variables int)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, category = excluded.category, status = excluded.status,
         body = excluded.body, variables = excluded.variables, read_at = excluded.read_at`,
      [JSON.stringify(rows), at],
    );
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
