import { Injectable } from '@nestjs/common';
import type { DeliveryStatus } from '@frontdesk/whatsapp';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { readCallback } from '../domain/callback.ts';
import { Keys } from './keys.ts';
import { leave } from '@frontdesk/postgres';

interface Arrived {
  readonly id: string;
  readonly numberId: string;
  readonly status: DeliveryStatus;
  readonly traceparent: string;
}

export interface ParkedStatus {
  readonly id: string;
  readonly numberId: string;
  readonly sendId: string | undefined;
  /** the part of that send's, where it says so */
  readonly chunk: number | undefined;
  readonly wamidHash: string;
  readonly status: Omit<DeliveryStatus, 'wamid' | 'callbackData'>;
  readonly traceparent: string;
  readonly receivedAt: number;
  /** among those that were received at the same time */
  readonly place: string;
}

const stored = z.object({
  status: z.string(),
  time: z.number(),
  country: z.string().optional(),
  error: z.object({ code: z.number(), title: z.string() }).optional(),
  pricing: z.object({ model: z.string(), type: z.string(), category: z.string(), billable: z.boolean().optional() }).optional(),
});

interface Row {
  id: string;
  number_id: string;
  send_id: string | null;
  chunk: number | null;
  wamid_hash: string;
  status: unknown;
  traceparent: string;
  received_at: Date;
  place: string;
}

const noteEachMs = 1_000;

/** Meta's message ids on both sides, and the statuses that wait to be joined to their send. Ids are kept as keyed hashes and sealed. */
@Injectable()
export class StatusesStore {
  /** what was last written of a number: its row is one lock for everybody, so it is written once a second */
  readonly #notedAt = new Map<string, number>();

  constructor(private readonly keys: Keys) {}

  /** The release before reads `sealed_wamid`, this one writes nothing into it. @param now real time, ms */
  async park(tx: EntityManager, all: readonly Arrived[], now: number): Promise<void> {
    if (all.length === 0) return;
    const rows = all.map(({ status: { wamid, callbackData, ...rest }, ...one }) => ({
      ...one,
      wamid,
      rest,
      about: readCallback(callbackData),
    }));
    await leave(
      tx,
      tx.query(
        `INSERT INTO statuses (id, number_id, send_id, chunk, wamid_hash, sealed_wamid, status, traceparent, received_at)
       SELECT id, number_id, send_id, chunk, wamid_hash, ''::bytea, status::jsonb, traceparent, $8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[])
         WITH ORDINALITY AS row (id, number_id, send_id, chunk, wamid_hash, status, traceparent, place) ORDER BY place ON CONFLICT DO NOTHING`,
        [
          rows.map(({ id }) => id),
          rows.map(({ numberId }) => numberId),
          rows.map(({ about }) => about?.sendId ?? null),
          rows.map(({ about }) => about?.chunk ?? null),
          rows.map(({ wamid }) => this.keys.wamidHash(wamid)),
          rows.map(({ rest }) => JSON.stringify(rest)),
          rows.map(({ traceparent }) => traceparent),
          new Date(now),
        ],
      ),
    );
    const numbers = [...new Set(rows.map(({ numberId }) => numberId))]
      .filter((id) => now - (this.#notedAt.get(id) ?? 0) >= noteEachMs)
      .sort();
    if (numbers.length === 0) return;
    for (const id of numbers) this.#notedAt.set(id, now);
    await leave(
      tx,
      tx.query(
        // who holds a row notes as much, and is not waited for: others write of the same numbers in another order
        `WITH free AS (SELECT number_id FROM numbers WHERE number_id = ANY($1) FOR UPDATE SKIP LOCKED),
         noted AS (UPDATE numbers SET last_status_at = greatest(last_status_at, $2) FROM free WHERE numbers.number_id = free.number_id)
       INSERT INTO numbers (number_id, last_status_at) SELECT id, $2 FROM unnest($1::text[]) AS id
         WHERE NOT EXISTS (SELECT FROM numbers WHERE number_id = id) ON CONFLICT DO NOTHING`,
        [numbers, new Date(now)],
      ),
    );
  }

  /** Oldest first. @param last goes on behind it */
  async parked(tx: EntityManager, limit: number, last?: ParkedStatus): Promise<ParkedStatus[]> {
    const rows = await tx.query<Row[]>(
      `SELECT id, number_id, send_id, chunk, wamid_hash, status, traceparent, received_at, place FROM statuses
       WHERE (received_at, place) > ($2, $3) ORDER BY received_at, place LIMIT $1`,
      [limit, new Date(last?.receivedAt ?? 0), last?.place ?? '0'],
    );
    return rows.map((row) => {
      const { error, pricing, country, ...rest } = stored.parse(row.status);
      return {
        id: row.id,
        numberId: row.number_id,
        sendId: row.send_id ?? undefined,
        chunk: row.chunk ?? undefined,
        wamidHash: row.wamid_hash,
        status: { ...rest, ...(country && { country }), ...(error && { error }), ...(pricing && { pricing }) },
        traceparent: row.traceparent,
        receivedAt: row.received_at.getTime(),
        place: row.place,
      };
    });
  }

  async joinedAll(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await leave(tx, tx.query('DELETE FROM statuses WHERE id = ANY($1)', [ids]));
  }

  async joined(tx: EntityManager, id: string): Promise<void> {
    await leave(tx, tx.query('DELETE FROM statuses WHERE id = $1', [id]));
  }

  async remember(
    tx: EntityManager,
    messages: readonly { messageId: string; conversationId: string; wamid: string; receivedAt: number }[],
  ): Promise<void> {
    if (messages.length === 0) return;
    await leave(
      tx,
      tx.query(
        `INSERT INTO received (message_id, wamid_hash, conversation_id, sealed_wamid, received_at)
       SELECT id, hash, conversation, sealed, at FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[])
         AS row (id, hash, conversation, sealed, at) ON CONFLICT DO NOTHING`,
        [
          messages.map(({ messageId }) => messageId),
          messages.map(({ wamid }) => this.keys.wamidHash(wamid)),
          messages.map(({ conversationId }) => conversationId),
          messages.map(({ wamid }) => Buffer.from(this.keys.sealText(wamid))),
          messages.map(({ receivedAt }) => new Date(receivedAt)),
        ],
      ),
    );
  }

  /** Our ids of messages that Meta names: sends' and customers' messages'; what is not known is not in it. */
  async ourIdsOf(tx: EntityManager, wamids: readonly string[]): Promise<Map<string, string>> {
    if (wamids.length === 0) return new Map();
    const hashes = new Map(wamids.map((wamid) => [this.keys.wamidHash(wamid), wamid]));
    const rows = await tx.query<{ hash: string; id: string }[]>(
      `SELECT wamid_hash AS hash, message_id AS id FROM received WHERE wamid_hash = ANY($1)
       UNION ALL SELECT wamid_hash AS hash, send_id AS id FROM sent WHERE wamid_hash = ANY($1)`,
      [[...hashes.keys()]],
    );
    return new Map(rows.map(({ hash, id }) => [hashes.get(hash)!, id]));
  }

  /** Our id of a message of this thread's that was not sent through us: only who wrote it may change it. */
  async ourIdIn(tx: EntityManager, wamid: string, conversationId: string): Promise<string> {
    const [row] = await tx.query<{ message_id: string }[]>(
      'SELECT message_id FROM received WHERE wamid_hash = $1 AND conversation_id = $2 LIMIT 1',
      [this.keys.wamidHash(wamid), conversationId],
    );
    return row?.message_id ?? '';
  }

  /** Whether a message is one of our sends', by Meta's id or, while that is not known, by what we gave with it. */
  async isOurs(tx: EntityManager, wamid: string, callbackData: unknown): Promise<boolean> {
    const [row] = await tx.query<unknown[]>(
      'SELECT 1 FROM sent WHERE wamid_hash = $1 UNION ALL SELECT 1 FROM sends WHERE send_id = $2 LIMIT 1',
      [this.keys.wamidHash(wamid), readCallback(callbackData)?.sendId ?? ''],
    );
    return row !== undefined;
  }

  /** What Meta calls messages of customers, sealed, by our ids. */
  async wamidsOf(tx: EntityManager, messageIds: readonly string[]): Promise<Map<string, Uint8Array>> {
    if (messageIds.length === 0) return new Map();
    const rows = await tx.query<{ message_id: string; sealed_wamid: Buffer }[]>(
      'SELECT message_id, sealed_wamid FROM received WHERE message_id = ANY($1)',
      [messageIds],
    );
    return new Map(rows.map((row) => [row.message_id, row.sealed_wamid]));
  }
}
