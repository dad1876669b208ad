import { deriveId } from '@frontdesk/bus';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Owner } from '../domain/absence.ts';
import type { Gone } from '../domain/return.ts';
import { IDLE_MS } from './sessions.store.ts';

/** Of a case in which somebody waits. */
interface OwnerRow extends Owner {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly agentId: string;
}

/** An owner who is gone while the customer waits. */
export interface GoneOwner extends Gone, Pick<OwnerRow, 'conversationId' | 'unansweredSince' | 'heardAt'> {}

/** The same for all replicas that see it, so that it is judged once; another wait in the same absence is judged anew, or the same after a word. */
export const causeIdOf = ({ ticketId, agentId, since, unansweredSince, heardAt }: GoneOwner): string =>
  deriveId(0, 'gone', ticketId, agentId, since, unansweredSince, heardAt);

const ms = (column: string): string => `coalesce(extract(epoch FROM ${column}) * 1000, 0)::float8`;
const known = (member: string): string => `coalesce((t.state->>'${member}')::float8, 0)`;

@Injectable()
export class GoneStore {
  constructor(private readonly db: DataSource) {}

  /** Who holds what somebody waits in. A session that was left open somewhere, and was idle when the person signed out, holds nobody here. */
  async owners(): Promise<OwnerRow[]> {
    return this.db.query(
      `SELECT t.id AS "ticketId", t.conversation_id AS "conversationId", t.assignee AS "agentId", waits AS "unansweredSince",
         coalesce(t.state->>'answering', '') AS answering, ${known('saidAt')} AS "saidAt", ${known('wroteAt')} AS "wroteAt",
         ${ms('t.sla_due_at')} AS "dueAt", ${known('heardAt')} AS "heardAt",
         coalesce(a.presence, 'off') AS presence, ${ms('a.presence_at')} AS "presenceAt",
         CASE WHEN a.beat_at IS NULL THEN 0 ELSE ${ms('greatest(a.beat_at, a.seen_at)')} END AS "pageHeardAt",
         CASE WHEN EXISTS (
           SELECT FROM sessions s
           WHERE s.agent_id = t.assignee AND s.ended_at IS NULL AND s.seen_at > left_at - $1 * interval '1 millisecond') THEN 0
         ELSE ${ms('left_at')} END AS "leftAt"
       FROM tickets t LEFT JOIN agents a ON a.id = t.assignee
       CROSS JOIN LATERAL (SELECT ${known('unansweredSince')} AS waits) AS customer
       CROSS JOIN LATERAL (SELECT max(s.ended_at) AS left_at FROM sessions s WHERE s.agent_id = t.assignee) AS last
       WHERE NOT t.ended AND t.status = 'held' AND waits > 0`,
      [IDLE_MS],
    );
  }
}
