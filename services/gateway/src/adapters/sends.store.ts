import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { messages } from '@frontdesk/contracts';
import type { Data, Message } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Keys } from './keys.ts';
import { all, allOfS, sendOf } from './send-row.ts';
import type { SendRow, StoredSend } from './send-row.ts';
import { leave } from '@frontdesk/postgres';

export interface Dispatch {
  readonly message: Message<'MessageDispatched'>;
  readonly traceparent: string;
}

@Injectable()
export class SendsStore {
  constructor(private readonly keys: Keys) {}

  /** Puts dispatches into their queues; one that is there stays as it is. @param now real time, ms */
  async add(tx: EntityManager, dispatches: readonly Dispatch[], now: number): Promise<void> {
    const rows = dispatches.map(({ message: { data, envelope }, traceparent }) => ({
      send_id: data.sendId,
      conversation_id: envelope.conversationId,
      dispatch_seq: data.dispatchSeq,
      number_id: data.contact?.numberId ?? '',
      contact_id: data.contact?.contactId ?? '',
      speaker: data.speaker,
      subject_id: data.subjectId,
      case_no: envelope.fence?.case ?? 0,
      epoch: envelope.fence?.epoch ?? 0,
      turn: envelope.fence?.turn ?? 0,
      customer_hash: envelope.customerHash,
      chunk: data.typingFor !== '' ? -1 : 0,
      starts: data.starts,
      traceparent,
    }));
    const sealed = dispatches.map(({ message: { data } }) =>
      Buffer.from(this.keys.seal(toBinary(messages.MessageDispatched.schema, data))),
    );
    await leave(
      tx,
      tx.query(
        `INSERT INTO sends (send_id, conversation_id, dispatch_seq, number_id, contact_id, speaker, subject_id, case_no, epoch, turn, customer_hash,
         sealed, state, chunk, starts, traceparent, queued_at, not_before)
       SELECT send_id, conversation_id, dispatch_seq, number_id, contact_id, speaker, subject_id, case_no, epoch, turn, customer_hash,
         sealed, 'queued', chunk, starts, traceparent, $3, $3
       FROM ROWS FROM (json_to_recordset($1::json) AS (send_id text, conversation_id text, dispatch_seq bigint, number_id text, contact_id text,
         speaker text, subject_id text, case_no int, epoch int, turn int, customer_hash text, chunk int, starts boolean, traceparent text), unnest($2::bytea[])) AS row
         (send_id, conversation_id, dispatch_seq, number_id, contact_id, speaker, subject_id, case_no, epoch, turn, customer_hash, chunk, starts, traceparent, sealed)
       ON CONFLICT (send_id) DO NOTHING`,
        [JSON.stringify(rows), sealed, new Date(now)],
      ),
    );
  }

  dispatched(send: SendRow): Data<'MessageDispatched'> {
    return fromBinary(messages.MessageDispatched.schema, this.keys.open(send.sealed));
  }

  async find(tx: EntityManager, sendId: string): Promise<SendRow | undefined> {
    const [row] = await tx.query<StoredSend[]>(`SELECT ${all} FROM sends WHERE send_id = $1`, [sendId]);
    return row && sendOf(row);
  }

  /** The sends of statuses, by status: by what we gave with the send first; by Meta's id for what others sent in our name, or lost it. */
  async ofStatuses(
    tx: EntityManager,
    statuses: readonly { id: string; sendId: string | undefined; wamidHash: string }[],
  ): Promise<Map<string, SendRow>> {
    const rows = await tx.query<(StoredSend & { status_id: string })[]>(
      `SELECT parked.id AS status_id, ${allOfS} FROM unnest($1::text[], $2::text[], $3::text[]) AS parked (id, send_id, wamid_hash)
         LEFT JOIN sends named ON named.send_id = parked.send_id LEFT JOIN sent ON sent.wamid_hash = parked.wamid_hash
         JOIN sends s ON s.send_id = coalesce(named.send_id, sent.send_id)`,
      [statuses.map(({ id }) => id), statuses.map(({ sendId }) => sendId ?? null), statuses.map(({ wamidHash }) => wamidHash)],
    );
    return new Map(rows.map((row) => [row.status_id, sendOf(row)]));
  }

  /** Sends that Meta has taken altogether, by the id of a message of theirs that we know. */
  async acceptedByWamid(tx: EntityManager, wamidHashes: readonly string[]): Promise<Map<string, SendRow>> {
    const rows = await tx.query<(StoredSend & { wamid_hash: string })[]>(
      `SELECT sent.wamid_hash, ${allOfS} FROM sends s JOIN sent USING (send_id) WHERE sent.wamid_hash = ANY($1) AND s.state = 'accepted'`,
      [wamidHashes],
    );
    return new Map(rows.map((row) => [row.wamid_hash, sendOf(row)]));
  }

  /** The requests may be written from the commit on. @param marks `paidTo`: their customers' buckets after them @param now real time, ms */
  async mark(tx: EntityManager, marks: readonly { send: SendRow; chunks: number; paidTo: number }[], now: number): Promise<SendRow[]> {
    if (marks.length === 0) return [];
    const marked = marks.map(({ send, chunks }): SendRow => ({
      ...send,
      state: 'sending',
      chunk: Math.max(0, send.chunk),
      chunks,
      calls: send.calls + 1,
      attempt: send.attempt + 1,
      markedAt: now,
    }));
    await leave(
      tx,
      tx.query(
        `WITH mark AS (SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $5::text[], $6::float8[]) AS mark (id, chunk, chunks, conversation, paid_to)),
         pair AS (UPDATE fences SET paid_to = mark.paid_to FROM mark WHERE conversation_id = mark.conversation)
       UPDATE sends SET state = 'sending', calls = calls + 1, attempt = attempt + 1, chunk = mark.chunk, chunks = mark.chunks, marked_at = $4
       FROM mark WHERE send_id = mark.id`,
        [
          marked.map(({ sendId }) => sendId),
          marked.map(({ chunk }) => chunk),
          marked.map(({ chunks }) => chunks),
          new Date(now),
          marked.map(({ conversationId }) => conversationId),
          marks.map(({ paidTo }) => paidTo),
        ],
      ),
    );
    return marked;
  }

  /** Sends that are not to be looked at until then, here or elsewhere. */
  async putOff(tx: EntityManager, sendIds: readonly string[], until: number): Promise<void> {
    if (sendIds.length === 0) return;
    await leave(tx, tx.query("UPDATE sends SET not_before = $2 WHERE send_id = ANY($1) AND state = 'queued'", [sendIds, new Date(until)]));
  }

  async queue(tx: EntityManager, sendId: string, chunk: number, attempt: number, notBefore: number): Promise<void> {
    await tx.query(
      `UPDATE sends SET state = 'queued', chunk = $2, attempt = $3, not_before = $4, unknown_since = NULL,
         unknown_before = CASE chunk WHEN $2 THEN unknown_before ELSE times_unknown END WHERE send_id = $1`,
      [sendId, chunk, attempt, new Date(notBefore)],
    );
  }

  /** A chunk that Meta had taken goes out again; one that is on its way, or unknown, comes first. @returns false if the send is over */
  async again(tx: EntityManager, sendId: string, chunk: number, notBefore: number): Promise<boolean> {
    const [, changed]: [unknown, number] = await tx.query(
      `UPDATE sends SET resends = resends + 1, not_before = greatest(not_before, $3),
         chunk = CASE state WHEN 'accepted' THEN $2 WHEN 'queued' THEN least(greatest(chunk, 0), $2) ELSE chunk END,
         attempt = CASE WHEN state IN ('accepted', 'queued') THEN 0 ELSE attempt END,
         state = CASE state WHEN 'accepted' THEN 'queued' ELSE state END
       WHERE send_id = $1 AND state IN ('accepted', 'queued', 'sending', 'unknown')`,
      [sendId, chunk, new Date(notBefore)],
    );
    return changed === 1;
  }

  /** The first chunk without a message that Meta has taken and not failed since; `chunks` if there is none. */
  async firstMissing(tx: EntityManager, { sendId, chunks }: SendRow): Promise<number> {
    const [row] = await tx.query<{ chunk: number | null }[]>(
      `SELECT min(chunk) AS chunk FROM generate_series(0, $2::int - 1) AS chunk
       WHERE NOT EXISTS (SELECT FROM sent WHERE send_id = $1 AND sent.chunk = chunk.chunk AND status <> 'failed')`,
      [sendId, chunks],
    );
    return row?.chunk ?? chunks;
  }

  async unknown(tx: EntityManager, sendId: string, now: number): Promise<void> {
    await tx.query("UPDATE sends SET state = 'unknown', times_unknown = times_unknown + 1, unknown_since = $2 WHERE send_id = $1", [
      sendId,
      new Date(now),
    ]);
  }

  /** Settles a send; its conversation has come as far as its number. */
  async settle(tx: EntityManager, send: SendRow, state: 'accepted' | 'failed' | 'cancelled' | 'unconfirmed'): Promise<void> {
    await tx.query('UPDATE sends SET state = $2 WHERE send_id = $1', [send.sendId, state]);
    await tx.query('UPDATE fences SET passed_seq = greatest(passed_seq, $2) WHERE conversation_id = $1', [
      send.conversationId,
      send.dispatchSeq,
    ]);
  }

  /** Sends that are taken altogether; the fences are moved on by who calls. */
  async accept(tx: EntityManager, sendIds: readonly string[]): Promise<void> {
    await leave(tx, tx.query("UPDATE sends SET state = 'accepted' WHERE send_id = ANY($1)", [sendIds]));
  }

  /** Meta's ids of what it has taken. @returns how many of them are new */
  async sent(tx: EntityManager, taken: readonly { wamidHash: string; send: SendRow }[]): Promise<number> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO sent (wamid_hash, send_id, chunk, status)
       SELECT hash, id, chunk, 'accepted' FROM unnest($1::text[], $2::text[], $3::int[]) AS row (hash, id, chunk) ORDER BY hash ON CONFLICT DO NOTHING RETURNING 1`,
      [taken.map(({ wamidHash }) => wamidHash), taken.map(({ send }) => send.sendId), taken.map(({ send }) => send.chunk)],
    );
    return rows.length;
  }

  /** Meta took the same chunk more than once, and said of neither that it failed. */
  async isTwice(tx: EntityManager, sendId: string, chunk: number): Promise<boolean> {
    const taken = await tx.query<unknown[]>(`SELECT 1 FROM sent WHERE send_id = $1 AND chunk = $2 AND status <> 'failed' LIMIT 2`, [
      sendId,
      chunk,
    ]);
    return taken.length > 1;
  }

  /** What was last told of a message that is known, and which chunk it is; it is locked. */
  async statusOf(tx: EntityManager, wamidHash: string): Promise<{ status: string; chunk: number } | undefined> {
    const [row] = await tx.query<{ status: string; chunk: number }[]>('SELECT status, chunk FROM sent WHERE wamid_hash = $1 FOR UPDATE', [
      wamidHash,
    ]);
    return row;
  }

  /** What was last told of messages that are known; they are locked, in order. */
  async statusesOf(tx: EntityManager, wamidHashes: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ wamid_hash: string; status: string }[]>(
      'SELECT wamid_hash, status FROM sent WHERE wamid_hash = ANY($1) ORDER BY wamid_hash FOR UPDATE',
      [wamidHashes],
    );
    return new Map(rows.map((row) => [row.wamid_hash, row.status]));
  }

  async setStatuses(tx: EntityManager, statuses: readonly { wamidHash: string; status: string }[]): Promise<void> {
    if (statuses.length === 0) return;
    await leave(
      tx,
      tx.query(
        'UPDATE sent SET status = new.status FROM unnest($1::text[], $2::text[]) AS new (wamid_hash, status) WHERE sent.wamid_hash = new.wamid_hash',
        [statuses.map(({ wamidHash }) => wamidHash), statuses.map(({ status }) => status)],
      ),
    );
  }

  /**
   * Since when calls of these numbers are out whose answers, with their wamids, are not written yet. The wamid of a send whose outcome is
   * unknown comes with its callback data only.
   */
  async outSince(tx: EntityManager, numberIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ number_id: string; since: Date }[]>(
      "SELECT number_id, min(marked_at) AS since FROM sends WHERE state = 'sending' AND number_id = ANY($1) GROUP BY number_id",
      [numberIds],
    );
    return new Map(rows.map((row) => [row.number_id, row.since.getTime()]));
  }

  /** Conversations with something to send, those that wait longest. */
  async due(tx: EntityManager, now: number): Promise<string[]> {
    const rows = await tx.query<{ conversation_id: string }[]>(
      `SELECT conversation_id FROM sends WHERE state = 'queued' AND not_before <= $1 GROUP BY 1 ORDER BY min(not_before) LIMIT 1000`,
      [new Date(now)],
    );
    return rows.map((row) => row.conversation_id);
  }

  /** Sends whose mark ran out, for which takeovers may wait, and then those unknown of which something may be said by now. */
  async unsettled(tx: EntityManager, markedBefore: number, unknownBefore: number): Promise<SendRow[]> {
    const rows = await tx.query<StoredSend[]>(
      `SELECT ${all} FROM sends
       WHERE (state = 'sending' AND marked_at < $1) OR (state = 'unknown' AND (unknown_since <= $2 OR times_unknown - unknown_before > 1))
       ORDER BY state = 'unknown', unknown_since, conversation_id, dispatch_seq LIMIT 1000`,
      [new Date(markedBefore), new Date(unknownBefore)],
    );
    return rows.map(sendOf);
  }

  /** Meta's time of what the customer of a conversation wrote last, ms. */
  async lastSentAt(tx: EntityManager, conversationIds: readonly string[]): Promise<Map<string, number>> {
    if (conversationIds.length === 0) return new Map();
    const rows = await tx.query<{ conversation_id: string; last_sent_at: Date }[]>(
      'SELECT conversation_id, last_sent_at FROM threads WHERE conversation_id = ANY($1) AND last_sent_at IS NOT NULL',
      [conversationIds],
    );
    return new Map(rows.map((row) => [row.conversation_id, row.last_sent_at.getTime()]));
  }

  async lastStatusAt(tx: EntityManager, numberId: string): Promise<number> {
    const [row] = await tx.query<{ last_status_at: Date }[]>('SELECT last_status_at FROM numbers WHERE number_id = $1', [numberId]);
    return row?.last_status_at.getTime() ?? 0;
  }
}
