import type { Buffer } from 'node:buffer';
import type { DataSource, EntityManager } from 'typeorm';
import { inSteps } from '../in-steps.ts';
import type { OutboxRow } from './outbox-rows.ts';
import { notHeld } from './not-held.ts';
import { unpack } from './pack.ts';

const lockKey = `hashtextextended(current_schema() || ' ' || id, 0)`;

/** Locks the conversations of the service whose schema comes first in the search path, in sorted order, until the transaction ends. */
export async function lockConversations(
  tx: { query(sql: string, parameters: unknown[]): Promise<unknown> },
  conversations: readonly string[],
): Promise<void> {
  await tx.query(
    `SELECT FROM (
       SELECT DISTINCT ${lockKey} AS key FROM unnest($1::text[]) AS id ORDER BY key
     ) AS sorted WHERE pg_advisory_xact_lock(key)::text IS NULL`,
    [conversations],
  );
}

/** Locks those of the conversations that nobody of this service works on right now, and answers which. */
export async function tryConversations(tx: EntityManager, conversations: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(`SELECT id FROM unnest($1::text[]) AS id WHERE pg_try_advisory_xact_lock(${lockKey})`, [
    conversations,
  ]);
  return rows.map(({ id }) => id);
}

export interface ClaimedRows {
  /** this transaction's number: higher than that of any earlier one of these conversations, with room for numbers of its own behind it */
  readonly number: number;
  /** of the ids, those that were taken before */
  readonly known: ReadonlySet<string>;
  /** what earlier transactions of these conversations have not published, in order */
  readonly left: readonly OutboxRow[];
}

/** Claims the ids under the conversations' locks, and drops the outbox rows `done`. */
export async function claimIds(
  tx: EntityManager,
  ids: readonly string[],
  conversations: readonly string[],
  done: readonly string[],
  at: number,
): Promise<ClaimedRows> {
  const rows: { id: string | null; known: string | null; records: Buffer | null }[] = await tx.query(
    `WITH gone AS (
       DELETE FROM outbox WHERE id = ANY($4::bigint[])
     ), claimed AS (
       INSERT INTO inbox (cause_id, created_at, published_at) SELECT id, $3::timestamptz, $3::timestamptz FROM unnest($1::uuid[]) AS id
       ON CONFLICT DO NOTHING RETURNING cause_id
     )
     SELECT nextval('outbox_id') AS id, NULL::uuid AS known, NULL::bytea AS records
     UNION ALL SELECT NULL, id, NULL FROM unnest($1::uuid[]) AS id WHERE id NOT IN (SELECT cause_id FROM claimed)
     UNION ALL SELECT id, NULL, records FROM outbox WHERE conversations && $2::text[] AND id <> ALL($4::bigint[])`,
    [[...ids].sort(), conversations, new Date(at), done],
  );
  return {
    number: Number(rows.find(({ id, records }) => id && !records)!.id),
    known: new Set(rows.flatMap(({ known }) => known ?? [])),
    left: rows
      .flatMap(({ id, records }) => (id && records ? [{ id, records: unpack(records) }] : []))
      .sort((a, b) => Number(a.id) - Number(b.id)),
  };
}

/** Forgets what is older, in small steps; no id of which an output may still wait, nor what is of somebody under a legal hold. @returns rows of each step */
export async function trimRows(
  dataSource: DataSource,
  before: { inbox: number; deadLetters: number },
  isStopped: () => boolean = () => false,
): Promise<number[]> {
  const tables = [
    [
      `DELETE FROM inbox WHERE cause_id IN (SELECT cause_id FROM inbox WHERE created_at < $1 AND published_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.created_at <= inbox.created_at) LIMIT $2)`,
      before.inbox,
    ],
    [`DELETE FROM slow_work WHERE id IN (SELECT id FROM slow_work WHERE concluded_at < $1 AND ${notHeld()} LIMIT $2)`, before.inbox],
    [
      `DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters WHERE created_at < $1 AND ${notHeld()} LIMIT $2)`,
      before.deadLetters,
    ],
  ] as const;
  const steps: number[] = [];
  for (const [sql, at] of tables) {
    steps.push(
      ...(await inSteps(async (limit) => {
        const [, deleted]: [unknown, number] = await dataSource.query(sql, [new Date(at), limit]);
        return deleted;
      }, isStopped)),
    );
    if (isStopped()) break;
  }
  return steps;
}
