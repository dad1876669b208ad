import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Gone } from '../domain/return.ts';

interface GoneRow { ticket_id: string; conversation_id: string; assignee: string; signed_out: boolean; mark: Date | null }

/** An owner who is gone while the customer waits. */
export interface GoneOwner extends Gone {
  readonly conversationId: string;
  /** since when, ms: another absence is another one */
  readonly since: number;
}

@Injectable()
export class GoneStore {
  constructor(private readonly db: DataSource) {}

  /** @param silentSince whose page has not beaten since then is silent, ms; who never had a page open is not judged by that */
  async owners(silentSince: number): Promise<GoneOwner[]> {
    const rows: GoneRow[] = await this.db.query(
      `SELECT ticket_id, conversation_id, assignee, live = 0 AS signed_out, CASE WHEN live = 0 THEN left_at ELSE heard_at END AS mark
       FROM (
         SELECT t.id AS ticket_id, t.conversation_id, t.assignee, greatest(a.beat_at, a.seen_at) AS heard_at, a.beat_at,
           (SELECT count(*) FROM sessions s WHERE s.agent_id = t.assignee AND s.ended_at IS NULL) AS live,
           (SELECT max(s.ended_at) FROM sessions s WHERE s.agent_id = t.assignee) AS left_at
         FROM tickets t LEFT JOIN agents a ON a.id = t.assignee
         WHERE NOT t.ended AND t.status = 'held' AND (t.state->>'unansweredSince')::float8 > 0
       ) held
       WHERE live = 0 OR (beat_at IS NOT NULL AND heard_at < $1)`, [new Date(silentSince)]);
    return rows.map(({ ticket_id: ticketId, conversation_id: conversationId, assignee: agentId, signed_out: signedOut, mark }) =>
      ({ ticketId, conversationId, agentId, reason: signedOut ? 'SIGNED_OUT' : 'SILENT', since: mark?.getTime() ?? 0 }));
  }
}
