import { manifests } from '@frontdesk/local';
import pg from 'pg';

/** Tables that hold a conversation: which rows are one's, and which columns make a copy another's. */
const tables: readonly { readonly table: string; readonly of: string; readonly keys: readonly string[] }[] = [
  { table: 'gateway.contacts', of: 'contact_id = $2', keys: ['contact_id'] },
  { table: 'gateway.aliases', of: 'contact_id = $2', keys: ['contact_id', 'hash'] },
  { table: 'gateway.threads', of: 'conversation_id = $1', keys: ['conversation_id', 'contact_id'] },
  { table: 'gateway.received', of: 'conversation_id = $1', keys: ['conversation_id', 'message_id', 'wamid_hash'] },
  { table: 'gateway.fences', of: 'conversation_id = $1', keys: ['conversation_id'] },
  { table: 'gateway.sends', of: 'conversation_id = $1', keys: ['conversation_id', 'send_id', 'contact_id'] },
  {
    table: 'gateway.sent',
    of: 'send_id IN (SELECT send_id FROM gateway.sends WHERE conversation_id = $1)',
    keys: ['wamid_hash', 'send_id'],
  },
  { table: 'policy.conversations', of: 'id = $1', keys: ['id'] },
  { table: 'policy.cases', of: 'conversation_id = $1', keys: ['conversation_id'] },
  { table: 'policy.consents', of: 'conversation_id = $1', keys: ['conversation_id'] },
  { table: 'policy.verdicts', of: 'conversation_id = $1', keys: ['conversation_id', 'verdict_id'] },
  { table: 'handoff.threads', of: 'conversation_id = $1', keys: ['conversation_id'] },
  // ten events a conversation: what is asked of a million
  {
    table: 'audit_logger.wa_events',
    of: 'id IN (SELECT id FROM audit_logger.wa_events WHERE conversation_id = $1 ORDER BY id LIMIT 10)',
    keys: ['conversation_id', 'id'],
  },
  { table: 'audit_logger.messages', of: 'conversation_id = $1', keys: ['conversation_id', 'id'] },
  ...manifests.map(({ owns: [schema] }) => ({
    table: `${schema}.inbox`,
    of: 'cause_id IN (SELECT id FROM audit_logger.wa_events WHERE conversation_id = $1)',
    keys: ['cause_id'],
  })),
];

/** Copies were never on the log: they are no decisions that the audit's chain would take. */
const unchained = 'audit_logger.wa_events.seq';

/** A uuid keeps its time, so that it falls into its month. */
const changed = (column: string, type: string): string =>
  type === 'uuid'
    ? `(left(source.${column}::text, 14) || substr(gen_random_uuid()::text, 15))::uuid`
    : `source.${column} || '-' || copy_no`;

/**
 * Stores a conversation that was had `count` times more, in every table, as if others had had it, and lets the database come to rest. One copy after the
 * other, as conversations are had: rows of one kind side by side leave room in each page, and what is written later would go there, all over the table.
 * @param tell hears of each table: a million take a while
 * @returns how many events (audit rows) that made
 */
export async function seed(adminUrl: string, count: number, tell: (line: string) => void): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const threads = 'SELECT conversation_id, contact_id FROM gateway.threads LIMIT 1';
    const model = (await client.query<{ conversation_id: string; contact_id: string }>(threads)).rows[0];
    let events = 0;
    await client.query('SET synchronous_commit = off');
    for (const { table, of, keys } of tables) {
      const { rows: columns } = await client.query<{ name: string; type: string }>(
        `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
         WHERE table_schema || '.' || table_name = $1 AND is_identity = 'NO' AND is_generated = 'NEVER' ORDER BY ordinal_position`,
        [table],
      );
      const values = columns.map(({ name, type }) => {
        if (`${table}.${name}` === unchained) return 'NULL';
        return keys.includes(name) ? changed(name, type) : `source.${name}`;
      });
      const where = of
        .replaceAll('$1', client.escapeLiteral(model!.conversation_id))
        .replaceAll('$2', client.escapeLiteral(model!.contact_id));
      const { rowCount } = await client.query(
        `WITH model AS MATERIALIZED (SELECT * FROM ${table} WHERE ${where})
         INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')})
         SELECT ${values.join(', ')} FROM generate_series(1, ${count}) AS copy_no,
           LATERAL (SELECT *, copy_no AS of_copy FROM model OFFSET 0) AS source ON CONFLICT DO NOTHING`,
      );
      tell(`stored ${table}: ${rowCount} rows`);
      if (table === 'audit_logger.wa_events') events = rowCount ?? 0;
    }
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
    tell('the database is at rest');
    return events;
  } finally {
    await client.end();
  }
}
