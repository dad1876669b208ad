import { deriveId } from '@frontdesk/bus';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Gone } from '../domain/return.ts';
import { IDLE_MS } from './sessions.store.ts';

interface GoneRow {
  ticket_id: string;
  conversation_id: string;
  assignee: string;
  signed_out: boolean;
  since: Date;
  waits: number;
}

/** An owner who is gone while the customer waits. */
export interface GoneOwner extends Gone {
  readonly conversationId: string;
  /** since when, ms: another absence is another one */
  readonly since: number;
  /** the customer's oldest unanswered message, ms */
  readonly waitsSince: number;
}

/** The same for all replicas that see it, so that it is judged once; another wait in the same absence is judged anew. */
export const causeIdOf = ({ ticketId, agentId, since, waitsSince }: GoneOwner): string =>
  deriveId(0, 'gone', ticketId, agentId, since, waitsSince);

@Injectable()
export class GoneStore {
  constructor(private readonly db: DataSource) {}

  /**
   * A session that was left open somewhere, and was idle when the person signed out, holds nobody here.
   * @param silentSince whose page has not beaten since then is silent, ms; who never had a page open is not judged by that
   */
  async owners(silentSince: number): Promise<GoneOwner[]> {
    const rows: GoneRow[] = await this.db.query(
      `SELECT ticket_id, conversation_id, assignee, signed_out, waits, CASE WHEN signed_out THEN left_at ELSE heard_at END AS since
       FROM (
         SELECT t.id AS ticket_id, t.conversation_id, t.assignee, waits, a.beat_at, greatest(a.beat_at, a.seen_at) AS heard_at, left_at,
           left_at IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM sessions s
             WHERE s.agent_id = t.assignee AND s.ended_at IS NULL AND s.seen_at > left_at - $2 * interval '1 millisecond') AS signed_out
         FROM tickets t LEFT JOIN agents a ON a.id = t.assignee
         CROSS JOIN LATERAL (SELECT (t.state->>'unansweredSince')::float8 AS waits) AS customer
         CROSS JOIN LATERAL (SELECT max(s.ended_at) AS left_at FROM sessions s WHERE s.agent_id = t.assignee) AS last
         WHERE NOT t.ended AND t.status = 'held' AND waits > 0
       ) held
       WHERE signed_out OR (beat_at IS NOT NULL AND heard_at < $1)`,
      [new Date(silentSince), IDLE_MS],
    );
    return rows.map(({ ticket_id: ticketId, conversation_id: conversationId, assignee: agentId, signed_out: signedOut, since, waits }) => ({
      ticketId,
      conversationId,
      agentId,
      reason: signedOut ? 'SIGNED_OUT' : 'SILENT',
      since: since.getTime(),
      waitsSince: waits,
    }));
  }
}
