import { until } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { published, query } from './database.ts';

/** Compares what lies on the log with the audit rows, id by id. */
export async function recordsWithoutRow(system: System): Promise<{ missing: string[]; invented: string[] }> {
  const compare = async () => {
    const records = new Map((await published(system)).map(({ headers, topic }) => [headers['id']!, topic]));
    const rows = new Map(
      (await query<{ id: string; event_type: string }>(system, 'SELECT id, event_type FROM audit_logger.wa_events')).map((row) => [
        row.id,
        row.event_type,
      ]),
    );
    return {
      missing: [...records].filter(([id]) => !rows.has(id)).map(([id, topic]) => `${topic} ${id}`),
      invented: [...rows].filter(([id]) => !records.has(id)).map(([id, type]) => `${type} ${id}`),
    };
  };
  let last = await compare();
  await until(
    'the audit to be complete',
    async () => {
      last = await compare();
      return last.missing.length === 0 && last.invented.length === 0;
    },
    15_000,
  ).catch(() => undefined);
  return last;
}
