import { Buffer } from 'node:buffer';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogRecord } from '../port.ts';
import { keepOutputs, keptOutputs } from './outputs.ts';
import { leave } from '@frontdesk/postgres';

/** A planned message. `outputs` is what was decided at once, and waits behind earlier work of its conversation. */
export interface SlowRow {
  readonly id: string;
  readonly conversationId: string;
  readonly n: number;
  readonly topic: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly plan: unknown;
  readonly outputs: readonly LogRecord[] | undefined;
  /** times that a process has taken it */
  readonly attempts: number;
}

/** Of these conversations, those with planned work that is not concluded. Under the conversations' locks. */
export async function busyConversations(tx: EntityManager, conversations: readonly string[]): Promise<Set<string>> {
  const rows: { conversation_id: string }[] = await tx.query(
    'SELECT DISTINCT conversation_id FROM slow_work WHERE concluded_at IS NULL AND conversation_id = ANY($1::text[])',
    [conversations],
  );
  return new Set(rows.map((row) => row.conversation_id));
}

export async function insertSlow(
  tx: EntityManager,
  rows: readonly (SlowRow & { claimedUntil: number | undefined })[],
  createdAt: number,
): Promise<void> {
  if (rows.length === 0) return;
  await leave(
    tx,
    tx.query(
      `INSERT INTO slow_work (id, conversation_id, n, topic, record, headers, plan, outputs, claimed_until, attempts, created_at)
     SELECT id, conversation_id, n, topic, decode(record, 'base64'), headers::jsonb, plan::jsonb, outputs::jsonb,
       to_timestamp(claimed_until / 1000), attempts, $11
     FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[], $10::int[])
       AS row (id, conversation_id, n, topic, record, headers, plan, outputs, claimed_until, attempts)`,
      [
        rows.map((row) => row.id),
        rows.map((row) => row.conversationId),
        rows.map((row) => row.n),
        rows.map((row) => row.topic),
        rows.map((row) => Buffer.from(row.value).toString('base64')),
        rows.map((row) => JSON.stringify(row.headers)),
        rows.map((row) => JSON.stringify(row.plan ?? null)),
        rows.map((row) => (row.outputs ? keepOutputs(row.outputs) : null)),
        rows.map((row) => row.claimedUntil ?? null),
        rows.map((row) => row.attempts),
        new Date(createdAt),
      ],
    ),
  );
}

const claimable = `concluded_at IS NULL AND (claimed_until IS NULL OR claimed_until < $1) AND NOT EXISTS (
  SELECT 1 FROM slow_work earlier WHERE earlier.conversation_id = slow.conversation_id AND earlier.n < slow.n AND earlier.concluded_at IS NULL)`;

/** Takes one row if it is the first of its conversation and nobody has it. `now` and `until` are real time. */
export async function claimOne(dataSource: DataSource, id: string, now: number, until: number): Promise<boolean> {
  const [, changed]: [unknown, number] = await dataSource.query(
    `UPDATE slow_work AS slow SET claimed_until = $2, attempts = attempts + 1 WHERE id = $3 AND ${claimable}`,
    [new Date(now), new Date(until), id],
  );
  return changed === 1;
}

type Raw = {
  id: string;
  conversation_id: string;
  n: string;
  topic: string;
  record: Buffer;
  headers: Record<string, string>;
  plan: unknown;
  outputs: unknown;
  attempts: number;
};

/** Takes what nobody works on, the first of each conversation; not `mine`, which wait in this process. */
export async function claimLeft(
  dataSource: DataSource,
  mine: readonly string[],
  limit: number,
  now: number,
  until: number,
): Promise<SlowRow[]> {
  const [rows]: [Raw[], number] = await dataSource.query(
    `UPDATE slow_work SET claimed_until = $2, attempts = attempts + 1 WHERE id IN (
       SELECT id FROM slow_work AS slow WHERE ${claimable} AND id <> ALL($3::uuid[]) ORDER BY created_at, n LIMIT $4 FOR UPDATE SKIP LOCKED)
     RETURNING *`,
    [new Date(now), new Date(until), mine, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    n: Number(row.n),
    topic: row.topic,
    value: row.record,
    headers: row.headers,
    plan: row.plan,
    outputs: row.outputs === null ? undefined : keptOutputs(row.outputs),
    attempts: row.attempts,
  }));
}

export async function renew(dataSource: DataSource, ids: readonly string[], until: number): Promise<void> {
  await dataSource.query('UPDATE slow_work SET claimed_until = $2 WHERE id = ANY($1::uuid[]) AND concluded_at IS NULL', [
    ids,
    new Date(until),
  ]);
}

/** Lets others have it; being given back does not count as an attempt. */
export async function release(dataSource: DataSource, id: string): Promise<void> {
  await dataSource.query(
    'UPDATE slow_work SET claimed_until = NULL, attempts = greatest(attempts - 1, 0) WHERE id = $1 AND concluded_at IS NULL',
    [id],
  );
}

export async function markConcluded(tx: EntityManager, id: string, at: number): Promise<void> {
  await leave(tx, tx.query('UPDATE slow_work SET concluded_at = $2, claimed_until = NULL WHERE id = $1', [id, new Date(at)]));
}
