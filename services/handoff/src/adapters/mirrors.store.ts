import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ticketSchema } from '../domain/desk.ts';
import type { Ticket } from '../domain/desk.ts';

interface Row {
  id: string;
  conversation_id: string;
  status: Ticket['status'];
  sla_due_at: Date;
  case_no: number;
  number: number;
  token: string;
  state: unknown;
  mirror_key: string | null;
  mirror_tries: number;
}

/** A ticket of which a help desk has to be told, and what it calls it; this replica's until then. */
export interface Due {
  readonly id: string;
  readonly ticket: Pick<Ticket, 'conversationId' | 'caseNo' | 'number' | 'status' | 'token' | 'topic' | 'tier' | 'priority' | 'dueAt'>;
  readonly key: string | undefined;
  readonly tries: number;
  readonly until: Date;
}

const leaseMs = 60_000;
const atOnce = 10;

/** What a help desk has not been told yet, by real time. A ticket that nobody agreed to yet is none. */
@Injectable()
export class MirrorsStore {
  constructor(private readonly db: DataSource) {}

  async take(real: number): Promise<Due[]> {
    const until = new Date(real + leaseMs);
    const [rows]: [Row[], number] = await this.db.query(
      `UPDATE tickets SET mirror_due = $2, mirror_tries = mirror_tries + 1 WHERE id IN (
         SELECT id FROM tickets WHERE mirror_due <= $1 AND status <> 'requested' ORDER BY mirror_due LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)
       RETURNING id, conversation_id, status, sla_due_at, case_no, number, token, state, mirror_key, mirror_tries`,
      [new Date(real), until],
    );
    return rows.map(({ id, mirror_key: key, mirror_tries: tries, ...row }) => {
      const { topic, tier, priority } = ticketSchema.parse(row.state);
      const ticket = {
        conversationId: row.conversation_id,
        caseNo: row.case_no,
        number: row.number,
        status: row.status,
        token: row.token,
        topic,
        tier,
        priority,
        dueAt: row.sla_due_at.getTime(),
      };
      return { id, ticket, key: key ?? undefined, tries, until };
    });
  }

  /** What changed meanwhile is due still. */
  async told({ id, until }: Due, key: string | undefined): Promise<void> {
    await this.db.query(
      `UPDATE tickets SET mirror_key = coalesce($2, mirror_key), mirror_tries = 0, mirror_due = CASE WHEN mirror_due = $3 THEN NULL ELSE mirror_due END
       WHERE id = $1`,
      [id, key ?? null, until],
    );
  }

  /** @param key what is known of it all the same */
  async failed({ id }: Due, key: string | undefined, again: Date): Promise<void> {
    await this.db.query('UPDATE tickets SET mirror_key = coalesce($2, mirror_key), mirror_due = $3 WHERE id = $1', [
      id,
      key ?? null,
      again,
    ]);
  }
}
