import { Clock } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CASE_LIMIT, demoUsers, mayServe, presenceNow } from '../domain/people.ts';
import type { Presence, User } from '../domain/people.ts';
import type { AvailableAgent } from '../domain/draft.ts';

interface AgentRow { id: string; presence: string; seen_at: Date; case_limit: number }

@Injectable()
export class AgentsStore {
  readonly users: readonly User[] = demoUsers;

  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  byId(id: string): User | undefined {
    return this.users.find((user) => user.id === id);
  }

  /** Who may be offered a case now. @param held cases that each one holds */
  async available(tx: EntityManager, held: ReadonlyMap<string, number>): Promise<AvailableAgent[]> {
    const rows: AgentRow[] = await tx.query('SELECT * FROM agents');
    const now = this.clock.now();
    return rows.flatMap(({ id, presence, seen_at: seenAt, case_limit: limit }) => {
      const user = this.byId(id);
      const holds = held.get(id) ?? 0;
      const free = user && mayServe(user) && holds < limit && presenceNow(presence, seenAt.getTime(), now) === 'available';
      return free ? [{ id, name: user.name, held: holds }] : [];
    });
  }

  async presence(id: string): Promise<{ presence: Presence; caseLimit: number }> {
    const [row]: AgentRow[] = await this.db.query('SELECT * FROM agents WHERE id = $1', [id]);
    if (!row) return { presence: 'off', caseLimit: CASE_LIMIT };
    return { presence: presenceNow(row.presence, row.seen_at.getTime(), this.clock.now()), caseLimit: row.case_limit };
  }

  async become(tx: EntityManager, id: string, presence: Presence): Promise<void> {
    await tx.query(
      `INSERT INTO agents (id, presence, seen_at, case_limit) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET presence = excluded.presence, seen_at = excluded.seen_at`,
      [id, presence, new Date(this.clock.now()), CASE_LIMIT]);
  }

  /** The page is open. */
  async seen(id: string): Promise<void> {
    await this.db.query('UPDATE agents SET seen_at = $2 WHERE id = $1', [id, new Date(this.clock.now())]);
  }
}
