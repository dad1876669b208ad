import { SlaPolicies } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { jobsOf } from '../domain/clock.ts';
import type { ClockRow, Job, Kind, Threshold } from '../domain/clock.ts';
import { leave } from '@frontdesk/postgres';

const DAY = 86_400_000;
/** how long a claimed job is left to the replica that took it, real time */
const CLAIM_MS = 10_000;

interface Stored {
  id: string;
  conversation_id: string;
  kind: Kind;
  case_no: number;
  epoch: number;
  turn: number;
  ticket_id: string;
  subject: string;
  tier: string;
  topic: string;
  policy_version: string;
  ticket_number: string;
  permalink: string;
  started_at: Date;
  due_at: Date;
  ended_at: Date | null;
  fired: Threshold[];
}

interface DueRow {
  conversation_id: string;
  clock_id: string;
  threshold: Threshold;
  due_at: Date;
  started_at: Date;
}

const clockOf = (row: Stored): ClockRow => ({
  id: row.id,
  conversationId: row.conversation_id,
  kind: row.kind,
  fence: { case: row.case_no, epoch: row.epoch, turn: row.turn },
  ticketId: row.ticket_id,
  subject: row.subject,
  tier: row.tier,
  topic: row.topic,
  policyVersion: row.policy_version,
  ticketNumber: row.ticket_number,
  permalink: row.permalink,
  startedAt: row.started_at.getTime(),
  dueAt: row.due_at.getTime(),
  endedAt: row.ended_at?.getTime(),
  fired: row.fired,
});

/** What is said of the others is judged again by whoever reads it. */
const ofPromise = `(starts_with(clock_id, 'sla:') OR threshold = 'breach')`;

@Injectable()
export class ClocksStore {
  constructor(
    private readonly db: DataSource,
    private readonly policies: SlaPolicies,
  ) {}

  /** Clocks of these conversations: those that run, and those that ended within the last day. */
  async load(tx: EntityManager, conversationIds: readonly string[], now: number): Promise<Map<string, ClockRow[]>> {
    const rows: Stored[] = await tx.query(
      `SELECT id, conversation_id, kind, case_no, epoch, turn, ticket_id, subject, tier, topic, policy_version, ticket_number, permalink, started_at,
         due_at, ended_at, fired FROM clocks
       WHERE conversation_id = ANY($1) AND (ended_at IS NULL OR ended_at > $2)`,
      [conversationIds, new Date(now - DAY)],
    );
    const found = new Map<string, ClockRow[]>(conversationIds.map((id) => [id, []]));
    for (const row of rows) found.get(row.conversation_id)?.push(clockOf(row));
    return found;
  }

  /** Writes clocks and what they still have to fire. */
  async save(tx: EntityManager, clocks: readonly ClockRow[]): Promise<void> {
    if (clocks.length === 0) return;
    const policies = await this.policies.known();
    const rows = clocks.map(({ fence, ...clock }) => ({ ...clock, ...fence, endedAt: clock.endedAt ?? null }));
    await leave(
      tx,
      tx.query(
        `INSERT INTO clocks (conversation_id, id, kind, case_no, epoch, turn, ticket_id, subject, tier, topic, policy_version, ticket_number, permalink,
         started_at, due_at, ended_at, fired)
       SELECT "conversationId", id, kind, "case", epoch, turn, "ticketId", subject, tier, topic, "policyVersion", "ticketNumber", permalink,
       to_timestamp("startedAt" / 1000.0), to_timestamp("dueAt" / 1000.0), to_timestamp("endedAt" / 1000.0), ARRAY(SELECT jsonb_array_elements_text(fired))
       FROM jsonb_to_recordset($1::jsonb) AS row("conversationId" text, id text, kind text, "case" int, epoch int, turn int, "ticketId" text,
         subject text, tier text, topic text, "policyVersion" text, "ticketNumber" text, permalink text, "startedAt" float8, "dueAt" float8, "endedAt" float8, fired jsonb)
       ON CONFLICT (conversation_id, id) DO UPDATE SET epoch = excluded.epoch, turn = excluded.turn, subject = excluded.subject,
       tier = excluded.tier, topic = excluded.topic, policy_version = excluded.policy_version, started_at = excluded.started_at, due_at = excluded.due_at,
       ended_at = excluded.ended_at, fired = excluded.fired`,
        [JSON.stringify(rows)],
      ),
    );
    await leave(
      tx,
      tx.query(
        'DELETE FROM jobs WHERE (conversation_id, clock_id) IN (SELECT id, clock FROM unnest($1::text[], $2::text[]) AS saved (id, clock))',
        [clocks.map(({ conversationId }) => conversationId), clocks.map(({ id }) => id)],
      ),
    );
    await leave(
      tx,
      tx.query(
        `INSERT INTO jobs (conversation_id, clock_id, threshold, due_at, started_at)
       SELECT "conversationId", "clockId", threshold, to_timestamp("dueAt" / 1000.0), to_timestamp("startedAt" / 1000.0)
       FROM jsonb_to_recordset($1::jsonb) AS row("conversationId" text, "clockId" text, threshold text, "dueAt" float8, "startedAt" float8)`,
        [JSON.stringify(clocks.flatMap((clock) => jobsOf(clock, policies)))],
      ),
    );
  }

  /** @returns whether a promise is due of which something may be unread yet */
  async waitsForReading(now: number, upTo: number): Promise<boolean> {
    const [row]: { waits: boolean }[] = await this.db.query(
      `SELECT EXISTS (SELECT FROM jobs WHERE due_at <= $1 AND due_at > $2 AND ${ofPromise}) AS waits`,
      [new Date(now), new Date(upTo)],
    );
    return row!.waits;
  }

  /**
   * Takes due jobs, oldest first, which no other replica has.
   * @param upTo what was written until then was read: a later promise is not judged yet. @param real machine time, for the claim alone
   */
  async claim(now: number, upTo: number, real: number, limit: number): Promise<Job[]> {
    const [rows]: [DueRow[], number] = await this.db.query(
      `UPDATE jobs SET claimed_until = $3 WHERE (conversation_id, clock_id, threshold) IN (
         SELECT conversation_id, clock_id, threshold FROM jobs WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until < $2)
           AND (due_at <= $5 OR NOT ${ofPromise})
         ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
       RETURNING conversation_id, clock_id, threshold, due_at, started_at`,
      [new Date(now), new Date(real), new Date(real + CLAIM_MS), limit, new Date(upTo)],
    );
    return rows
      .map((row) => ({
        conversationId: row.conversation_id,
        clockId: row.clock_id,
        threshold: row.threshold,
        dueAt: row.due_at.getTime(),
        startedAt: row.started_at.getTime(),
      }))
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  /** @returns since when the oldest message that the bot owes an answer waits; undefined: none does */
  async oldestOfBot(): Promise<number | undefined> {
    const [row]: { oldest: Date | null }[] = await this.db.query(
      `SELECT min(started_at) AS oldest FROM clocks WHERE kind = 'bot_reply' AND ended_at IS NULL`,
    );
    return row?.oldest?.getTime();
  }

  async done(tx: EntityManager, jobs: readonly Job[]): Promise<void> {
    await leave(
      tx,
      tx.query(
        `DELETE FROM jobs WHERE (conversation_id, clock_id, threshold) IN (
         SELECT id, clock, threshold FROM unnest($1::text[], $2::text[], $3::text[]) AS done (id, clock, threshold))`,
        [jobs.map(({ conversationId }) => conversationId), jobs.map(({ clockId }) => clockId), jobs.map(({ threshold }) => threshold)],
      ),
    );
  }
}
