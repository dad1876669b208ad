import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { PacketSchema } from '@frontdesk/contracts';
import { notHeld } from '@frontdesk/bus';
import { deletes, forgottenPolicies } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.ts';
import { withoutWords } from '../domain/packet.ts';

const dayMs = 24 * 60 * 60_000;

interface Row {
  readonly id: string;
  readonly packet: Buffer;
}

/** A case that people have in hand is open; so is what the business's phone took, unless it says that it is closed. */
const threads = `SELECT conversation_id AS id, packet FROM threads
  WHERE NOT is_forgotten AND ${notHeld()} AND last_minute < floor(extract(epoch FROM $1::timestamptz) / 60)::int AND (owner <> 'phone' OR state ->> 'state' = 'closed')
    AND NOT EXISTS (SELECT FROM tickets WHERE tickets.conversation_id = threads.conversation_id AND NOT ended)
  ORDER BY last_minute LIMIT $2 FOR UPDATE SKIP LOCKED`;
const forgetThreads = `UPDATE threads SET packet = row.packet, state = jsonb_set(state, '{lastLine}', '""') - 'lockedOrders', is_forgotten = true, revision = revision + 1
  FROM unnest($1::text[], $2::bytea[]) AS row(id, packet) WHERE conversation_id = row.id`;

/** Since when a case is closed is the last that moved in its conversation, when it is first seen that it is. */
const close = `UPDATE tickets SET closed_at = closed.at FROM (
    SELECT t.id, c.last_at AS at FROM tickets t JOIN threads c USING (conversation_id)
    WHERE t.closed_at IS NULL AND NOT t.is_forgotten AND t.ended AND (t.case_no < c.case_no OR c.state ->> 'state' = 'closed' OR c.is_forgotten)
    LIMIT $1 FOR UPDATE OF t SKIP LOCKED) AS closed
  WHERE tickets.id = closed.id`;
const tickets = `SELECT id, packet FROM tickets WHERE NOT is_forgotten AND ${notHeld()} AND closed_at < $1 ORDER BY closed_at LIMIT $2 FOR UPDATE SKIP LOCKED`;
const forgetTickets = `UPDATE tickets SET packet = row.packet, state = state - 'proof', is_forgotten = true, revision = revision + 1
  FROM unnest($1::uuid[], $2::bytea[]) AS row(id, packet) WHERE tickets.id = row.id`;

const unsent = `DELETE FROM unsent WHERE (ticket_id, agent_id) IN (
  SELECT u.ticket_id, u.agent_id FROM unsent u JOIN tickets t ON t.id = u.ticket_id WHERE u.at < $1 AND t.is_forgotten AND ${notHeld('t.conversation_id')} LIMIT $2 FOR UPDATE OF u SKIP LOCKED)`;

/** A notice stands as long as its ticket is open; whether there are others is counted twice a second. */
const notices = `DELETE FROM notices WHERE id IN (
  SELECT n.id FROM notices n JOIN tickets t ON t.id = n.ticket_id WHERE n.at < $1 AND t.ended AND ${notHeld('t.conversation_id')} ORDER BY n.at LIMIT $2 FOR UPDATE OF n SKIP LOCKED)`;

/** Of nobody; the last day of it is judged by. */
const trials = `DELETE FROM trials WHERE id IN (SELECT id FROM trials WHERE answered_at < $1 ORDER BY answered_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** What was said, from when its case closed. That there were conversations and tickets, whose and when, stays. */
export function forgotten({ TEXTS_KEEP_DAYS: days }: Pick<Config, 'TEXTS_KEEP_DAYS'>): Forgotten[] {
  const keptMs = days * dayMs;
  return [
    { what: 'threads', keptMs, step: ofThreads },
    { what: 'tickets', keptMs, step: ofTickets },
    { what: 'unsent', keptMs, step: deletes(unsent) },
    { what: 'notices', keptMs: dayMs, step: deletes(notices) },
    forgottenPolicies,
    { what: 'trials', keptMs: 7 * dayMs, step: deletes(trials) },
  ];
}

const ofThreads = (db: DataSource, before: Date, limit: number): Promise<number> =>
  db.transaction(async (tx) => {
    const rows = await tx.query<Row[]>(threads, [before, limit]);
    await tx.query(forgetThreads, bared(rows));
    return rows.length;
  });

const ofTickets = (db: DataSource, before: Date, limit: number): Promise<number> =>
  db.transaction(async (tx) => {
    await tx.query(close, [limit]);
    const rows = await tx.query<Row[]>(tickets, [before, limit]);
    await tx.query('DELETE FROM drafts WHERE ticket_id = ANY($1)', [rows.map(({ id }) => id)]);
    await tx.query(forgetTickets, bared(rows));
    return rows.length;
  });

const bared = (rows: readonly Row[]): [string[], Buffer[]] => [
  rows.map(({ id }) => id),
  rows.map(({ packet }) => Buffer.from(toBinary(PacketSchema, withoutWords(fromBinary(PacketSchema, packet))))),
];
