import type { DataSource, EntityManager } from 'typeorm';
import { inSteps } from '../in-steps.ts';
import { Outputs } from './outputs.ts';
import type { Output } from './outputs.ts';

export interface InboxRow {
  readonly causeId: string;
  readonly conversationId: string;
  readonly n: number;
  readonly outputs: readonly Output[];
}

type Raw = { cause_id: string; conversation_id: string; n: string; outputs: unknown };
const rowOf = (raw: Raw): InboxRow =>
  ({ causeId: raw.cause_id, conversationId: raw.conversation_id, n: Number(raw.n), outputs: Outputs.parse(raw.outputs) });

/** Locks the conversations in sorted order and reserves numbers. @returns the last number of each */
export async function lockConversations(tx: EntityManager, wanted: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  const sorted = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows: { conversation_id: string; n: string }[] = await tx.query(
    `INSERT INTO inbox_conversations AS known (conversation_id, n) SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (conversation_id) DO UPDATE SET n = known.n + excluded.n RETURNING conversation_id, n`,
    [sorted.map(([id]) => id), sorted.map(([, count]) => count)],
  );
  return new Map(rows.map((row) => [row.conversation_id, Number(row.n)]));
}

/** Which causes were taken before, and what of these conversations is not published yet. Under the conversations' locks. */
export async function readKnown(
  tx: EntityManager, ids: readonly string[], conversations: readonly string[],
): Promise<{ known: Set<string>; unpublished: InboxRow[] }> {
  const rows: (Raw & { unpublished: boolean })[] = await tx.query(
    `SELECT cause_id, conversation_id, n, published_at IS NULL AS unpublished, CASE WHEN published_at IS NULL THEN outputs END AS outputs
     FROM inbox WHERE cause_id = ANY($1::uuid[])
     UNION ALL
     SELECT cause_id, conversation_id, n, true, outputs FROM inbox
     WHERE published_at IS NULL AND conversation_id = ANY($2::text[]) AND cause_id <> ALL($1::uuid[])`,
    [ids, conversations],
  );
  const wanted = new Set(ids);
  return {
    known: new Set(rows.map((row) => row.cause_id).filter((id) => wanted.has(id))),
    unpublished: rows.filter((row) => row.unpublished).map(rowOf),
  };
}

export async function insertRows(tx: EntityManager, rows: readonly (InboxRow & { causedAt: number })[], createdAt: number): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO inbox (cause_id, conversation_id, n, caused_at, created_at, outputs, published_at)
     SELECT cause_id, conversation_id, n, to_timestamp(caused_at / 1000), $6::timestamptz, outputs::jsonb,
       CASE WHEN outputs = '[]' THEN $6::timestamptz END
     FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::float8[], $5::text[]) AS row (cause_id, conversation_id, n, caused_at, outputs)`,
    [
      rows.map((row) => row.causeId), rows.map((row) => row.conversationId), rows.map((row) => row.n), rows.map((row) => row.causedAt),
      rows.map((row) => JSON.stringify(row.outputs)), new Date(createdAt),
    ],
  );
}

export async function markPublished(dataSource: DataSource, ids: readonly string[], at: number): Promise<void> {
  await dataSource.query('UPDATE inbox SET published_at = $2 WHERE cause_id = ANY($1::uuid[]) AND published_at IS NULL', [ids, new Date(at)]);
}

/** Everything unpublished of up to 100 conversations of which something has waited since before `olderThan`. */
export async function readUnpublished(dataSource: DataSource, olderThan: number): Promise<InboxRow[]> {
  const rows: Raw[] = await dataSource.query(
    `SELECT cause_id, conversation_id, n, outputs FROM inbox WHERE published_at IS NULL AND conversation_id IN (
       SELECT conversation_id FROM inbox WHERE published_at IS NULL GROUP BY conversation_id HAVING min(created_at) < $1 LIMIT 100)`,
    [new Date(olderThan)],
  );
  return rows.map(rowOf);
}

export async function countUnpublished(dataSource: DataSource): Promise<number> {
  const [row]: { count: number }[] = await dataSource.query('SELECT count(*)::int AS count FROM inbox WHERE published_at IS NULL');
  return row?.count ?? 0;
}

/** Forgets what is older, in small steps. @returns rows of each step */
export async function trimRows(dataSource: DataSource, before: { inbox: number; deadLetters: number }): Promise<number[]> {
  const tables = [
    ['DELETE FROM inbox WHERE cause_id IN (SELECT cause_id FROM inbox WHERE created_at < $1 AND published_at IS NOT NULL LIMIT $2)', before.inbox],
    ['DELETE FROM slow_work WHERE id IN (SELECT id FROM slow_work WHERE concluded_at < $1 LIMIT $2)', before.inbox],
    ['DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters WHERE created_at < $1 LIMIT $2)', before.deadLetters],
  ] as const;
  const steps: number[] = [];
  for (const [sql, at] of tables) {
    steps.push(...await inSteps(async (limit) => {
      const [, deleted]: [unknown, number] = await dataSource.query(sql, [new Date(at), limit]);
      return deleted;
    }));
  }
  return steps;
}
