import { Buffer } from 'node:buffer';
import { deadTopic, fact } from '@frontdesk/contracts';
import type { Fact, Service } from '@frontdesk/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Batch } from '../port.ts';
import type { Cause } from './cause.ts';
import { deriveId } from './derive-id.ts';
import type { Claimed } from './commit.ts';
import type { Item } from './take.ts';

/** A larger record stays in its row only; with it the message would be too large for the log. */
const MOST_SEALED_BYTES = 192 * 1024;

/** What is sealed: the record as it was, and why it failed. */
export const SealedRecord = z.object({
  key: z.string(),
  value: z.string(),
  headers: z.record(z.string(), z.string()),
  error: z.object({ code: z.string(), name: z.string(), message: z.string(), stack: z.string() }),
});

/**
 * Buries one item in the transaction that claims its id. A re-driven one that failed again keeps its row.
 * @returns the fact that tells everybody; its envelope has conversation, fence and customer in clear, and says `KEY_HASHED`, as the row's headers do,
 * where the conversation is the hash of a key that is kept sealed only. None for a dead letter of this very service that it could not read: that would
 * never end.
 */
export async function bury(
  tx: EntityManager,
  service: Service,
  { entry, causeId }: Claimed<Item>,
  seal: (bytes: Uint8Array) => Uint8Array,
  now: number,
): Promise<Fact[]> {
  const { record, conversationId } = entry;
  const error = entry.failure ?? { code: 'UNKNOWN', name: '', message: '', stack: '' };
  const deadId = entry.redrives ?? deriveId(entry.at || now, causeId, service, 'dead');
  const content = { key: record.key, value: Buffer.from(record.value).toString('base64'), headers: record.headers, error };
  const sealed = Buffer.from(seal(Buffer.from(JSON.stringify(content))));
  const recordId = entry.message?.envelope.id ?? causeId;
  await tx.query(
    `INSERT INTO dead_letters AS dead
       (id, conversation_id, topic, partition, record_offset, record_id, record_type, error_code, error_detail, sealed, headers, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (id) DO UPDATE
       SET status = 'dead', due_at = NULL, error_code = excluded.error_code, error_detail = excluded.error_detail, sealed = excluded.sealed`,
    [
      deadId,
      conversationId,
      record.topic,
      record.partition,
      String(record.offset),
      recordId,
      entry.type ?? null,
      error.code,
      error.name,
      sealed,
      JSON.stringify(entry.keyHashed ? { ...record.headers, 'key-hashed': 'sha256' } : record.headers),
      new Date(now),
    ],
  );
  if (record.topic === deadTopic(service)) return [];
  return [
    fact(
      'DeadLettered',
      {
        deadId,
        consumer: service,
        topic: record.topic,
        recordId,
        recordType: entry.type ?? '',
        errorCode: error.code,
        sealed: sealed.byteLength > MOST_SEALED_BYTES ? new Uint8Array() : sealed,
      },
      { reasons: entry.keyHashed ? [error.code, 'KEY_HASHED'] : [error.code] },
    ),
  ];
}

/** Notes, in the transaction that did the work at last, that these dead letters are alive again. */
export async function markRedriven(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.query(`UPDATE dead_letters SET status = 'redriven', due_at = NULL WHERE id = ANY($1::uuid[])`, [ids]);
}

export interface UntoldRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly status: string;
  readonly attempts: number;
  readonly handled_by: string;
  readonly created_at: Date;
}

/** What operators did and nobody has said yet: it is audited like any decision. */
export const untold = (dataSource: DataSource): Promise<UntoldRow[]> =>
  dataSource.query(
    'SELECT id, conversation_id, status, attempts, handled_by, created_at FROM dead_letters WHERE NOT told ORDER BY id LIMIT 16',
  );

/** The fact that says it, and its cause: whichever replica says it, its id is the same, which is hashed with the cause's time. */
export function handled(
  { id, conversation_id: conversationId, status, attempts, handled_by: by, created_at }: UntoldRow,
  service: Service,
  now: number,
): { cause: Cause; said: Fact<'DeadLetterHandled'> } {
  const action = status === 'discarded' ? 'discarded' : 'redriven';
  const cause: Cause = {
    id: `${id} ${action} ${attempts}`,
    at: created_at.getTime(),
    occurredAt: now,
    conversationId,
    causes: [id],
    actor: { kind: 'admin', id: by },
    name: action,
  };
  return { cause, said: fact('DeadLetterHandled', { deadId: id, consumer: service, action, by, attempt: attempts }) };
}

/** @returns false if it was told meanwhile, or something else is to be told of it now */
export async function markTold(tx: EntityManager, { id, attempts }: UntoldRow): Promise<boolean> {
  const [, changed]: [unknown, number] = await tx.query(
    'UPDATE dead_letters SET told = true WHERE id = $1 AND NOT told AND attempts = $2',
    [id, attempts],
  );
  return changed === 1;
}

export type DueRow = {
  id: string;
  conversation_id: string;
  topic: string;
  partition: number;
  record_offset: string;
  sealed: Buffer;
  attempts: number;
  created_at: Date;
};

/** Dead letters that somebody marked due. */
export const dueDead = (dataSource: DataSource): Promise<DueRow[]> =>
  dataSource.query(
    `SELECT id, conversation_id, topic, partition, record_offset, sealed, attempts, created_at FROM dead_letters
   WHERE due_at IS NOT NULL ORDER BY due_at, created_at LIMIT 16`,
  );

/** A dead letter as a batch of its own for the handler of its topic, under a cause id that is new with each attempt. */
export function redriveBatch(row: DueRow, open: (sealed: Uint8Array) => Uint8Array): Batch {
  const { key, value, headers } = SealedRecord.parse(JSON.parse(Buffer.from(open(row.sealed)).toString('utf8')));
  const { topic, partition } = row;
  return {
    topic,
    partition,
    isCurrent: () => true,
    records: [{ topic, partition, key, headers, value: Buffer.from(value, 'base64'), offset: BigInt(row.record_offset) }],
    again: { kind: 'redrive', deadId: row.id, causeId: deriveId(row.created_at.getTime(), row.id, row.attempts) },
  };
}
