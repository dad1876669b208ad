import { notHeld } from '@frontdesk/bus';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { dueUntil, lowestIdOf } from '../domain/horizon.ts';
import type { Case } from '../domain/horizon.ts';
import type { Step } from './step.ts';

/** Where a line stands among all, in the order of their age; and how far its conversation's decisions are done, when it is their turn. */
export interface Place {
  /** as PostgreSQL writes it, which is finer than a `Date` */
  readonly at: string;
  readonly seq: string;
  readonly decision?: { readonly of: string; readonly at: string; readonly id: string };
}
export const start: Place = { at: '-infinity', seq: '0' };

interface Line {
  readonly conversation: string;
  readonly recorded_at: Date;
  readonly at: string;
  readonly seq: string;
}

const linesAtOnce = 25;
/** a decision that is written anew takes five times as long as a row that is deleted */
const decisionsAtOnce = 50;

const old = `SELECT conversation_id AS conversation, recorded_at, recorded_at::text AS at, seq FROM messages
  WHERE recorded_at < $1 AND ${notHeld()} AND (recorded_at, seq) > ($2::timestamptz, $3::bigint) ORDER BY recorded_at, seq LIMIT $4`;

const later = 'SELECT FROM messages WHERE conversation_id = $1 AND recorded_at >= $2 LIMIT 1';

// the closing one's conversation is named too: all that ever closed were read for it
const cases = `SELECT opened.conversation_id AS conversation, opened.ts AS opened_at, min(closed.ts) AS closed_at
  FROM wa_events opened LEFT JOIN wa_events closed ON closed.conversation_id = opened.conversation_id
    AND closed.conversation_id = ANY($1) AND closed.event_type = 'CaseClosed' AND closed.payload -> 'fence' ->> 'case' = opened.payload -> 'fence' ->> 'case'
  WHERE opened.conversation_id = ANY($1) AND opened.event_type = 'CaseOpened' GROUP BY opened.id, 1, 2`;

/** a member of JSON; in a text that quotes one, the quotes are escaped */
const sealed = `'"(sealed[A-Za-z]*)": "[^"]*"'`;
const decisions = `SELECT id, ts::text AS at, payload::text ~ ${sealed} AS sealed FROM wa_events
  WHERE conversation_id = $1 AND ts < $2 AND (ts, id) > ($3::timestamptz, $4::uuid) ORDER BY ts, id LIMIT $5`;
const unseal = `UPDATE wa_events SET payload = regexp_replace(payload::text, ${sealed}, '"\\1": null', 'g')::jsonb
  WHERE id = ANY($1::uuid[]) AND id BETWEEN $2 AND $3`;

/** What people wrote and read, as far as it is past its horizon. */
@Injectable()
export class TextsStore {
  constructor(private readonly db: DataSource) {}

  /**
   * Looks at some lines behind `after` that are older than `before` (ms). Of the first conversation that is due it clears some decisions of what is
   * sealed in them, or when that is done deletes up to `limit` lines: as long as a line stands there may be more. One replica at a time.
   * Behind the last line of all nobody looks again: with it goes what is of no case, up to `settled` (ms), from when on its line may still come.
   */
  forget(after: Place, before: number, settled: number, limit: number): Promise<Step<Place>> {
    return this.db.transaction(async (tx) => {
      const lock = `SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' texts', 0)) AS mine`;
      if (!(await tx.query<{ mine: boolean }[]>(lock))[0]!.mine) return { looked: 0, deleted: 0, next: after };
      const lines = await tx.query<Line[]>(old, [new Date(before), after.at, after.seq, linesAtOnce]);
      const last = lines.at(-1);
      if (!last) return { looked: 0, deleted: 0, next: after };
      const known = await casesOf(tx, new Set(lines.map(({ conversation }) => conversation)));
      const untilOf = ({ conversation }: Line): number => dueUntil(known.get(conversation)!, before);
      const first = lines.findIndex((line) => line.recorded_at.getTime() < untilOf(line));
      if (first < 0) return { looked: limit, deleted: 0, next: { at: last.at, seq: last.seq } };
      const { at, seq } = lines[first - 1] ?? after;
      const { conversation } = lines[first]!;
      const until = new Date(untilOf(lines[first]!));
      const isLast = (await tx.query<object[]>(later, [conversation, until])).length === 0;
      const decided = isLast ? new Date(dueUntil(known.get(conversation)!, before, settled)) : until;
      const from = after.decision?.of === conversation ? after.decision : { at: '-infinity', id: lowestIdOf(0) };
      const cleared = await clear(tx, conversation, decided, from);
      if (cleared) return { looked: limit, deleted: 0, next: { at, seq, decision: { of: conversation, ...cleared } } };
      const decision = after.decision && { decision: after.decision };
      return { looked: limit, deleted: await deleteLines(tx, conversation, until, limit), next: { at, seq, ...decision } };
    });
  }

  /** Marks of lines that never came, such as of what was refused, or came back after their line had gone. */
  forgetMarks(after: string, before: number, limit: number): Promise<Step<string>> {
    return this.db.transaction(async (tx) => {
      const marks = await tx.query<{ id: string; due: boolean }[]>(
        `SELECT id, at < $1 AND NOT EXISTS (SELECT FROM messages WHERE messages.id = message_id) AS due FROM message_marks
         WHERE id > $2 AND id < $3 ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED`,
        [new Date(before), after, lowestIdOf(before), limit],
      );
      const due = marks.filter((mark) => mark.due).map(({ id }) => id);
      await tx.query('DELETE FROM message_marks WHERE id = ANY($1::uuid[])', [due]);
      return { looked: marks.length, deleted: due.length, next: marks.at(-1)?.id ?? after };
    });
  }
}

async function casesOf(tx: EntityManager, conversations: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Case[]>> {
  const rows = await tx.query<{ conversation: string; opened_at: Date; closed_at: Date | null }[]>(cases, [[...conversations]]);
  const known = new Map<string, Case[]>([...conversations].map((id) => [id, []]));
  for (const { conversation, opened_at: opened, closed_at: closed } of rows)
    known.get(conversation)!.push({ openedAt: opened.getTime(), closedAt: closed?.getTime() });
  return known;
}

/** @returns the last decision it looked at, undefined if there is none left */
async function clear(
  tx: EntityManager,
  conversation: string,
  until: Date,
  from: { at: string; id: string },
): Promise<{ at: string; id: string } | undefined> {
  const rows = await tx.query<{ id: string; at: string; sealed: boolean }[]>(decisions, [
    conversation,
    until,
    from.at,
    from.id,
    decisionsAtOnce,
  ]);
  const ids = rows.flatMap((row) => (row.sealed ? row.id : [])).sort();
  if (ids.length > 0) await tx.query(unseal, [ids, ids[0], ids.at(-1)]);
  const last = rows.at(-1);
  return last && { at: last.at, id: last.id };
}

async function deleteLines(tx: EntityManager, conversation: string, until: Date, limit: number): Promise<number> {
  const query = 'SELECT id FROM messages WHERE conversation_id = $1 AND recorded_at < $2 LIMIT $3';
  const ids = (await tx.query<{ id: string }[]>(query, [conversation, until, limit])).map(({ id }) => id);
  await tx.query('DELETE FROM message_marks WHERE message_id = ANY($1::uuid[])', [ids]);
  await tx.query('DELETE FROM messages WHERE id = ANY($1::uuid[])', [ids]);
  return ids.length;
}
