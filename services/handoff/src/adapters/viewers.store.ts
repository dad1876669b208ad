import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SignedIn } from './session.guard.ts';

/** how often a line that is open says so */
export const ALIVE_MS = 15_000;
/** a line that has not said so for so long was lost with the replica that held it */
const LOST_MS = 40_000;
/** when its row goes, too */
const KEPT_MS = 3_600_000;

/** By conversation the people whose pages show it now, "id,id". Real time: lines are lost in it, wherever the clock is moved to. */
export const viewed = `SELECT conversation_id, string_agg(DISTINCT agent_id, ',' ORDER BY agent_id) AS agents
  FROM viewers WHERE conversation_id IS NOT NULL AND seen_at > $1 GROUP BY conversation_id`;
export const lostBefore = (): Date => new Date(Date.now() - LOST_MS);

/** Whose page shows what. All replicas see the same: each keeps the rows of the lines that it holds. */
@Injectable()
export class ViewersStore {
  constructor(private readonly db: DataSource) {}

  async enter(line: string, { user, session }: SignedIn): Promise<void> {
    await this.db.query('DELETE FROM viewers WHERE seen_at < $1', [new Date(Date.now() - KEPT_MS)]);
    await this.db.query('INSERT INTO viewers (line, session_id, agent_id, seen_at) VALUES ($1, $2, $3, $4)', [
      line,
      session.id,
      user.id,
      new Date(),
    ]);
  }

  async stays(line: string): Promise<void> {
    await this.db.query('UPDATE viewers SET seen_at = $2 WHERE line = $1', [line, new Date()]);
  }

  async leave(line: string): Promise<void> {
    await this.db.query('DELETE FROM viewers WHERE line = $1', [line]);
  }

  /** A line that is not open any more shows nothing, nor does another session's. */
  async show(line: string, { session }: SignedIn, conversationId: string | null): Promise<void> {
    await this.db.query('UPDATE viewers SET conversation_id = $3 WHERE line = $1 AND session_id = $2', [line, session.id, conversationId]);
  }

  /** Who else has it open. */
  async others(conversationId: string, { user }: SignedIn): Promise<string[]> {
    const rows: { agent_id: string }[] = await this.db.query(
      'SELECT DISTINCT agent_id FROM viewers WHERE conversation_id = $2 AND seen_at > $1 AND agent_id <> $3',
      [lostBefore(), conversationId, user.id],
    );
    return rows.map((row) => row.agent_id);
  }
}
