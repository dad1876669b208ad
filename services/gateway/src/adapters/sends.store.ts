import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { messages } from '@frontdesk/contracts';
import type { Data, Message } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { openFence } from '../domain/fence.ts';
import type { FenceRow, Owed, SendState, Speaker } from '../domain/fence.ts';
import { passed } from '../domain/lane.ts';
import type { Lane, LaneSend } from '../domain/lane.ts';
import { Keys } from './keys.ts';

/** A send as it stands; times are real time, ms. `chunk` -1: the read receipt with "typing…" that goes before the bot's first chunk. */
export interface SendRow extends LaneSend {
  readonly conversationId: string;
  readonly numberId: string;
  readonly contactId: string;
  readonly subjectId: string;
  readonly case: number;
  readonly turn: number;
  readonly customerHash: string;
  readonly sealed: Uint8Array;
  readonly chunk: number;
  /** known once it was first marked */
  readonly chunks: number;
  readonly attempt: number;
  /** calls made so far; names the current one */
  readonly calls: number;
  readonly timesUnknown: number;
  readonly traceparent: string;
  readonly markedAt: number;
}

interface Row {
  send_id: string; conversation_id: string; dispatch_seq: string; number_id: string; contact_id: string; speaker: Speaker; subject_id: string;
  case_no: number; epoch: number; turn: number; customer_hash: string; sealed: Buffer; state: SendState;
  chunk: number; chunks: number; attempt: number; calls: number;
  times_unknown: number; traceparent: string; queued_at: Date; not_before: Date; marked_at: Date | null; unknown_since: Date | null;
}

const owedList = z.array(z.object({ epoch: z.number(), case: z.number(), turn: z.number() }));

const sendOf = (row: Row): SendRow => ({
  sendId: row.send_id, conversationId: row.conversation_id, dispatchSeq: Number(row.dispatch_seq), numberId: row.number_id, contactId: row.contact_id,
  speaker: row.speaker, subjectId: row.subject_id, case: row.case_no, epoch: row.epoch, turn: row.turn, customerHash: row.customer_hash,
  sealed: row.sealed, state: row.state, chunk: row.chunk, chunks: row.chunks, attempt: row.attempt, calls: row.calls, timesUnknown: row.times_unknown,
  traceparent: row.traceparent, queuedAt: row.queued_at.getTime(), notBefore: row.not_before.getTime(), markedAt: row.marked_at?.getTime() ?? 0,
  unknownSince: row.unknown_since?.getTime() ?? 0,
});

export interface LockedLane extends Lane {
  readonly open: readonly SendRow[];
}

interface Fence { epoch: number; passed_seq: string | null; owed: unknown }

const fenceOf = (fence: Fence | undefined): FenceRow => (fence ? { epoch: fence.epoch, owed: owedList.parse(fence.owed) } : openFence);
const isOpen = ({ state }: SendRow): boolean => state === 'queued' || state === 'sending' || state === 'unknown';
const columns = ['send_id', 'conversation_id', 'dispatch_seq', 'number_id', 'contact_id', 'speaker', 'subject_id', 'case_no', 'epoch', 'turn', 'customer_hash',
  'sealed', 'state', 'chunk', 'chunks', 'attempt', 'calls', 'times_unknown', 'traceparent', 'queued_at', 'not_before', 'marked_at', 'unknown_since'];
const all = columns.join(', ');
const allOfS = columns.map((name) => `s.${name}`).join(', ');
const open = "state IN ('queued', 'sending', 'unknown')";

@Injectable()
export class SendsStore {
  constructor(private readonly keys: Keys) {}

  async add(tx: EntityManager, { data, envelope }: Message<'MessageDispatched'>, traceparent: string, now: number): Promise<void> {
    const { fence, conversationId } = envelope;
    await tx.query(
      `INSERT INTO fences (conversation_id, passed_seq) VALUES ($1, $2)
       ON CONFLICT (conversation_id) DO UPDATE SET passed_seq = excluded.passed_seq WHERE fences.passed_seq IS NULL`,
      [conversationId, data.dispatchSeq - 1]);
    await tx.query(
      `INSERT INTO sends (send_id, conversation_id, dispatch_seq, number_id, contact_id, speaker, subject_id, case_no, epoch, turn, customer_hash,
         sealed, state, chunk, traceparent, queued_at, not_before)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'queued', $13, $14, $15, $15) ON CONFLICT (send_id) DO NOTHING`,
      [data.sendId, conversationId, data.dispatchSeq, data.contact?.numberId ?? '', data.contact?.contactId ?? '', data.speaker, data.subjectId,
        fence?.case ?? 0, fence?.epoch ?? 0, fence?.turn ?? 0, envelope.customerHash,
        this.keys.seal(toBinary(messages.MessageDispatched.schema, data)),
        data.speaker === 'bot' && data.typingFor !== '' ? -1 : 0, traceparent, new Date(now)]);
  }

  dispatched(send: SendRow): Data<'MessageDispatched'> {
    return fromBinary(messages.MessageDispatched.schema, this.keys.open(send.sealed));
  }

  /** Locks the conversation's fence: what is decided until the commit is decided in the newest epoch read. */
  async lock(tx: EntityManager, conversationId: string): Promise<LockedLane> {
    return this.lane(tx, conversationId, await this.locked(tx, conversationId));
  }

  /** The same lock, where the other sends of the conversation don't matter. */
  async lockFence(tx: EntityManager, conversationId: string): Promise<FenceRow> {
    return fenceOf(await this.locked(tx, conversationId));
  }

  /** The locks of several conversations, in order, where they are known. */
  async lockFences(tx: EntityManager, conversationIds: readonly string[]): Promise<void> {
    await tx.query('SELECT 1 FROM fences WHERE conversation_id = ANY($1) ORDER BY conversation_id FOR UPDATE', [conversationIds]);
  }

  private async locked(tx: EntityManager, conversationId: string): Promise<Fence | undefined> {
    const select = 'SELECT epoch, passed_seq, owed FROM fences WHERE conversation_id = $1 FOR UPDATE';
    const [fence] = await tx.query<Fence[]>(select, [conversationId]);
    if (fence) return fence;
    await tx.query('INSERT INTO fences (conversation_id) VALUES ($1) ON CONFLICT DO NOTHING', [conversationId]);
    return (await tx.query<Fence[]>(select, [conversationId]))[0];
  }

  /** As things stand, without a lock: good enough to see whether there is anything to do. */
  async look(tx: EntityManager, conversationId: string): Promise<LockedLane> {
    const [fence] = await tx.query<Fence[]>('SELECT epoch, passed_seq, owed FROM fences WHERE conversation_id = $1', [conversationId]);
    return this.lane(tx, conversationId, fence);
  }

  private async lane(tx: EntityManager, conversationId: string, fence: Fence | undefined): Promise<LockedLane> {
    const passedSeq = Number(fence?.passed_seq ?? 0);
    const rows = await tx.query<Row[]>(
      `SELECT ${all} FROM sends WHERE conversation_id = $1 AND ${open}
       UNION ALL SELECT ${all} FROM sends WHERE conversation_id = $1 AND dispatch_seq > $2 AND NOT ${open} ORDER BY dispatch_seq`, [conversationId, passedSeq]);
    const sends = rows.map(sendOf);
    return {
      fence: fenceOf(fence),
      passedSeq, settled: sends.filter((send) => !isOpen(send)).map((send) => send.dispatchSeq), open: sends.filter(isOpen),
    };
  }

  async saveFence(tx: EntityManager, conversationId: string, fence: FenceRow): Promise<void> {
    const owed: readonly Owed[] = fence.owed;
    await tx.query('UPDATE fences SET epoch = $2, owed = $3 WHERE conversation_id = $1', [conversationId, fence.epoch, JSON.stringify(owed)]);
  }

  async find(tx: EntityManager, sendId: string): Promise<SendRow | undefined> {
    const [row] = await tx.query<Row[]>(`SELECT ${all} FROM sends WHERE send_id = $1`, [sendId]);
    return row && sendOf(row);
  }

  async findByWamid(tx: EntityManager, wamidHash: string): Promise<SendRow | undefined> {
    const [row] = await tx.query<Row[]>(`SELECT ${allOfS} FROM sends s JOIN sent USING (send_id) WHERE wamid_hash = $1`, [wamidHash]);
    return row && sendOf(row);
  }

  /** Sends that Meta has taken altogether, by the id of a message of theirs that we know. */
  async acceptedByWamid(tx: EntityManager, wamidHashes: readonly string[]): Promise<Map<string, SendRow>> {
    const rows = await tx.query<(Row & { wamid_hash: string })[]>(
      `SELECT sent.wamid_hash, ${allOfS} FROM sends s JOIN sent USING (send_id) WHERE sent.wamid_hash = ANY($1) AND s.state = 'accepted'`, [wamidHashes]);
    return new Map(rows.map((row) => [row.wamid_hash, sendOf(row)]));
  }

  /** The request may be written from the commit on. */
  async mark(tx: EntityManager, send: SendRow, chunks: number, now: number): Promise<SendRow> {
    const chunk = Math.max(0, send.chunk);
    await tx.query(
      "UPDATE sends SET state = 'sending', calls = calls + 1, attempt = attempt + 1, chunk = $4, chunks = $3, marked_at = $2 WHERE send_id = $1",
      [send.sendId, new Date(now), chunks, chunk]);
    return { ...send, state: 'sending', chunk, chunks, calls: send.calls + 1, attempt: send.attempt + 1, markedAt: now };
  }

  async queue(tx: EntityManager, sendId: string, chunk: number, attempt: number, notBefore: number): Promise<void> {
    await tx.query("UPDATE sends SET state = 'queued', chunk = $2, attempt = $3, not_before = $4, unknown_since = NULL WHERE send_id = $1",
      [sendId, chunk, attempt, new Date(notBefore)]);
  }

  async unknown(tx: EntityManager, sendId: string, now: number): Promise<void> {
    await tx.query("UPDATE sends SET state = 'unknown', times_unknown = times_unknown + 1, unknown_since = $2 WHERE send_id = $1",
      [sendId, new Date(now)]);
  }

  /** Settles a send and moves the conversation on over every number that is done. */
  async settle(tx: EntityManager, send: SendRow, state: 'accepted' | 'failed' | 'cancelled' | 'unconfirmed'): Promise<void> {
    await tx.query('UPDATE sends SET state = $2 WHERE send_id = $1', [send.sendId, state]);
    // Most often it is the next one.
    const [, moved]: [unknown, number] = await tx.query(
      `UPDATE fences SET passed_seq = $2 WHERE conversation_id = $1 AND coalesce(passed_seq, $2 - 1) = $2 - 1
         AND NOT EXISTS (SELECT FROM sends WHERE conversation_id = $1 AND dispatch_seq = $2 + 1 AND NOT (${open}))`, [send.conversationId, send.dispatchSeq]);
    if (moved === 1) return;
    const [fence] = await tx.query<{ from: string; settled: string[] }[]>(
      `SELECT coalesce(f.passed_seq, $2) AS from, ARRAY(SELECT dispatch_seq FROM sends s WHERE s.conversation_id = $1
         AND s.dispatch_seq > coalesce(f.passed_seq, $2) AND NOT (${open})) AS settled
       FROM fences f WHERE f.conversation_id = $1`, [send.conversationId, send.dispatchSeq - 1]);
    const now = passed(Number(fence?.from ?? send.dispatchSeq - 1), (fence?.settled ?? []).map(Number));
    await tx.query('UPDATE fences SET passed_seq = $2 WHERE conversation_id = $1', [send.conversationId, now]);
  }

  async sent(tx: EntityManager, wamidHash: string, send: SendRow): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      "INSERT INTO sent (wamid_hash, send_id, chunk, status) VALUES ($1, $2, $3, 'accepted') ON CONFLICT DO NOTHING RETURNING 1",
      [wamidHash, send.sendId, send.chunk]);
    return rows.length > 0;
  }

  async statusOf(tx: EntityManager, wamidHash: string): Promise<{ status: string; chunk: number } | undefined> {
    const [row] = await tx.query<{ status: string; chunk: number }[]>('SELECT status, chunk FROM sent WHERE wamid_hash = $1', [wamidHash]);
    return row;
  }

  async statusesOf(tx: EntityManager, wamidHashes: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ wamid_hash: string; status: string }[]>('SELECT wamid_hash, status FROM sent WHERE wamid_hash = ANY($1)', [wamidHashes]);
    return new Map(rows.map((row) => [row.wamid_hash, row.status]));
  }

  async setStatuses(tx: EntityManager, statuses: readonly { wamidHash: string; status: string }[]): Promise<void> {
    if (statuses.length === 0) return;
    await tx.query('UPDATE sent SET status = new.status FROM unnest($1::text[], $2::text[]) AS new (wamid_hash, status) WHERE sent.wamid_hash = new.wamid_hash',
      [statuses.map(({ wamidHash }) => wamidHash), statuses.map(({ status }) => status)]);
  }

  /** Whether a call of the number's is out whose answer, with its wamid, is not written yet. */
  async isAwaited(tx: EntityManager, numberId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>("SELECT 1 FROM sends WHERE number_id = $1 AND state IN ('sending', 'unknown') LIMIT 1", [numberId]);
    return rows.length > 0;
  }

  /** Conversations with something to send or to settle. */
  async due(tx: EntityManager, now: number): Promise<string[]> {
    const rows = await tx.query<{ conversation_id: string }[]>(
      `SELECT DISTINCT conversation_id FROM sends WHERE ${open} AND not_before <= $1 LIMIT 1000`, [new Date(now)]);
    return rows.map((row) => row.conversation_id);
  }

  /** Sends whose mark ran out, and those whose outcome is unknown. */
  async unsettled(tx: EntityManager, markedBefore: number): Promise<SendRow[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${all} FROM sends WHERE (state = 'sending' AND marked_at < $1) OR state = 'unknown' ORDER BY conversation_id, dispatch_seq LIMIT 1000`,
      [new Date(markedBefore)]);
    return rows.map(sendOf);
  }

  async lastStatusAt(tx: EntityManager, numberId: string): Promise<number> {
    const [row] = await tx.query<{ last_status_at: Date }[]>('SELECT last_status_at FROM numbers WHERE number_id = $1', [numberId]);
    return row?.last_status_at.getTime() ?? 0;
  }
}
