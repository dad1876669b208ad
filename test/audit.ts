import { until } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { published, query } from './database.ts';

/**
 * Compares what the services published with the audit rows, id by id. Gateway's webhook items are appended outside its inbox, so they are
 * known by the inbox rows of those who read them.
 */
export async function recordsWithoutRow(system: System): Promise<{ missing: string[]; invented: string[] }> {
  const compare = async () => {
    const records = new Map((await published(system)).map(({ id, topic }) => [id, topic]));
    for (const { cause_id: id } of await query<{ cause_id: string }>(system, 'SELECT cause_id FROM audit_logger.inbox')) if (!records.has(id)) records.set(id, 'channel.webhook.v1');
    const rows = new Map((await query<{ id: string; event_type: string }>(system, 'SELECT id, event_type FROM audit_logger.wa_events')).map((row) => [row.id, row.event_type]));
    return {
      missing: [...records].filter(([id]) => !rows.has(id)).map(([id, topic]) => `${topic} ${id}`),
      invented: [...rows].filter(([id, type]) => !records.has(id) && type !== 'WebhookItem').map(([id, type]) => `${type} ${id}`),
    };
  };
  let last = await compare();
  await until('the audit to be complete', async () => {
    last = await compare();
    return last.missing.length === 0 && last.invented.length === 0;
  }, 15_000).catch(() => undefined);
  return last;
}
