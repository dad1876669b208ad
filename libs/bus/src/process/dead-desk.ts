import { Buffer } from 'node:buffer';
import { decodeEnvelope } from '@frontdesk/contracts';
import type { DataSource } from 'typeorm';
import { SealedRecord } from './dead-letters.ts';

/** A dead letter as operators see it in a list: ids and codes. Times are ms since epoch. */
export interface DeadLetter {
  readonly id: string;
  readonly conversationId: string;
  readonly topic: string;
  readonly recordId: string;
  readonly recordType: string;
  readonly errorCode: string;
  readonly createdAt: number;
  readonly attempts: number;
  readonly status: 'dead' | 'due' | 'redriven' | 'discarded';
  readonly handledBy: string;
}

type Row = {
  id: string;
  conversation_id: string;
  topic: string;
  record_id: string;
  record_type: string | null;
  error_code: string;
  created_at: Date;
  attempts: number;
  status: DeadLetter['status'];
  handled_by: string | null;
  sealed: Buffer;
  headers: Record<string, string>;
};

const letterOf = (row: Row): DeadLetter => ({
  id: row.id,
  conversationId: row.conversation_id,
  topic: row.topic,
  recordId: row.record_id,
  recordType: row.record_type ?? '',
  errorCode: row.error_code,
  createdAt: row.created_at.getTime(),
  attempts: row.attempts,
  status: row.status,
  handledBy: row.handled_by ?? '',
});

/** Oldest first; without `status` those that wait for somebody. */
export async function listDead(dataSource: DataSource, status: DeadLetter['status'] = 'dead', limit = 100): Promise<DeadLetter[]> {
  const rows: Row[] = await dataSource.query('SELECT * FROM dead_letters WHERE status = $1 ORDER BY created_at, id LIMIT $2', [
    status,
    limit,
  ]);
  return rows.map(letterOf);
}

/** One dead letter with its envelope and its error opened; what its message says stays closed. @returns undefined if there is none */
export async function showDead(dataSource: DataSource, id: string, open: (sealed: Uint8Array) => Uint8Array) {
  const [row]: Row[] = await dataSource.query('SELECT * FROM dead_letters WHERE id = $1', [id]);
  if (!row) return undefined;
  const { key, value, error } = SealedRecord.parse(JSON.parse(Buffer.from(open(row.sealed)).toString('utf8')));
  return { ...letterOf(row), key, headers: row.headers, error, envelope: envelopeOf(Buffer.from(value, 'base64')) };
}

function envelopeOf(value: Uint8Array): object | undefined {
  try {
    const { data: _data, $typeName: _typeName, $unknown: _unknown, ...envelope } = decodeEnvelope(value);
    return envelope;
  } catch {
    return undefined;
  }
}

/** Marks it due; its own consumer takes it again through the same handler. @returns false if it isn't there, or isn't dead */
export const redriveDead = (dataSource: DataSource, id: string, by: string, at: number): Promise<boolean> =>
  settle(
    dataSource,
    `UPDATE dead_letters SET status = 'due', due_at = $3, attempts = attempts + 1, handled_by = $2, told = false WHERE id = $1 AND status = 'dead'`,
    [id, by, new Date(at)],
  );

/** Says that nothing is to come of it; the row stays until its retention. @returns false if it isn't there, or isn't dead */
export const discardDead = (dataSource: DataSource, id: string, by: string): Promise<boolean> =>
  settle(dataSource, `UPDATE dead_letters SET status = 'discarded', handled_by = $2, told = false WHERE id = $1 AND status = 'dead'`, [
    id,
    by,
  ]);

async function settle(dataSource: DataSource, sql: string, parameters: readonly unknown[]): Promise<boolean> {
  const [, changed]: [unknown, number] = await dataSource.query(sql, [...parameters]);
  return changed === 1;
}
