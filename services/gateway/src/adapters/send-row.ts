import type { SendState, Speaker } from '../domain/fence.ts';
import type { LaneSend } from '../domain/lane.ts';

/** A send as it stands; times are real time, ms. `chunk` -1: the read receipt that goes before the first chunk, with "typing…" for the bot. */
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
  /** of this chunk's calls */
  readonly timesUnknown: number;
  readonly traceparent: string;
  readonly markedAt: number;
  /** how often a status said that a message of this send failed, and it was queued again */
  readonly resends: number;
  readonly starts: boolean;
}

export interface StoredSend {
  send_id: string;
  conversation_id: string;
  dispatch_seq: string;
  number_id: string;
  contact_id: string;
  speaker: Speaker;
  subject_id: string;
  case_no: number;
  epoch: number;
  turn: number;
  customer_hash: string;
  sealed: Buffer;
  state: SendState;
  chunk: number;
  chunks: number;
  attempt: number;
  calls: number;
  times_unknown: number;
  unknown_before: number;
  traceparent: string;
  queued_at: Date;
  not_before: Date;
  marked_at: Date | null;
  unknown_since: Date | null;
  resends: number;
  starts: boolean;
}

export const sendOf = (row: StoredSend): SendRow => ({
  sendId: row.send_id,
  conversationId: row.conversation_id,
  dispatchSeq: Number(row.dispatch_seq),
  numberId: row.number_id,
  contactId: row.contact_id,
  speaker: row.speaker,
  subjectId: row.subject_id,
  case: row.case_no,
  epoch: row.epoch,
  turn: row.turn,
  customerHash: row.customer_hash,
  sealed: row.sealed,
  state: row.state,
  chunk: row.chunk,
  chunks: row.chunks,
  attempt: row.attempt,
  calls: row.calls,
  timesUnknown: row.times_unknown - row.unknown_before,
  traceparent: row.traceparent,
  queuedAt: row.queued_at.getTime(),
  notBefore: row.not_before.getTime(),
  markedAt: row.marked_at?.getTime() ?? 0,
  unknownSince: row.unknown_since?.getTime() ?? 0,
  resends: row.resends,
  starts: row.starts,
});

const columns = [
  'send_id',
  'conversation_id',
  'dispatch_seq',
  'number_id',
  'contact_id',
  'speaker',
  'subject_id',
  'case_no',
  'epoch',
  'turn',
  'customer_hash',
  'sealed',
  'state',
  'chunk',
  'chunks',
  'attempt',
  'calls',
  'times_unknown',
  'unknown_before',
  'traceparent',
  'queued_at',
  'not_before',
  'marked_at',
  'unknown_since',
  'resends',
  'starts',
];
export const all = columns.join(', ');
export const allOfS = columns.map((name) => `s.${name}`).join(', ');
export const open = "state IN ('queued', 'sending', 'unknown')";
