import type { Buffer } from 'node:buffer';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogRecord } from '../port.ts';
import { keptOutputs } from './outputs.ts';
import { pack, unpack } from './pack.ts';

/** What one transaction has written, until it is on the log. Rows that share a conversation are published in the order of their ids. */
export interface OutboxRow {
  readonly id: string;
  readonly records: readonly LogRecord[];
}

/** @param conversations of the causes, whose locks the transaction holds */
export async function insertOutbox(tx: EntityManager, row: OutboxRow, conversations: readonly string[], createdAt: number): Promise<void> {
  await tx.query('INSERT INTO outbox (id, conversations, records, created_at) VALUES ($1, $2::text[], $3, $4)', [
    row.id,
    conversations,
    pack(row.records),
    new Date(createdAt),
  ]);
}

/** Lost with a crash it costs a second copy, so nobody waits for the disk. */
export async function deleteOutbox(dataSource: DataSource, ids: readonly string[]): Promise<void> {
  await dataSource.query(
    `WITH hurry AS (SELECT set_config('synchronous_commit', 'off', true)) DELETE FROM outbox USING hurry WHERE id = ANY($1::bigint[])`,
    [ids],
  );
}

/** What has waited since before `olderThan` and all before it, but not `except`; a hundred rows. */
export async function readLeft(dataSource: DataSource, olderThan: number, except: readonly string[]): Promise<OutboxRow[]> {
  const rows: { id: string; records: Buffer }[] = await dataSource.query(
    `SELECT id, records FROM outbox WHERE id <= (SELECT max(id) FROM outbox WHERE created_at < $1) AND id <> ALL($2::bigint[]) ORDER BY id LIMIT 100`,
    [new Date(olderThan), except],
  );
  return rows.map(({ id, records }) => ({ id, records: unpack(records) }));
}

/** What the release before this one has committed and not published: it kept outputs in its inbox rows. */
export async function readLeftInInbox(dataSource: DataSource, olderThan: number): Promise<{ id: string; records: LogRecord[] }[]> {
  const rows: { id: string; outputs: unknown }[] = await dataSource.query(
    `SELECT cause_id AS id, outputs FROM inbox WHERE published_at IS NULL AND created_at < $1 ORDER BY conversation_id, n LIMIT 100`,
    [new Date(olderThan)],
  );
  return rows.map(({ id, outputs }) => ({ id, records: keptOutputs(outputs) }));
}

export async function markInInbox(dataSource: DataSource, ids: readonly string[], at: number): Promise<void> {
  await dataSource.query('UPDATE inbox SET published_at = $2 WHERE cause_id = ANY($1::uuid[]) AND published_at IS NULL', [
    ids,
    new Date(at),
  ]);
}
