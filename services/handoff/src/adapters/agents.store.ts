import { Clock } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { demoUsers, presenceNow } from '../domain/people.ts';
import type { Presence, User } from '../domain/people.ts';
import { Staff, userOf } from '../domain/staff.ts';
import type { Member } from '../domain/staff.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

interface AgentRow {
  id: string;
  presence: string;
  seen_at: Date;
  presence_at: Date | null;
  /** of their own; null: as everybody */
  own_limit: number | null;
  name: string | null;
  email: string | null;
  role: User['role'] | null;
  issuer: string | null;
}

/** The people of the console: beside the twin the demo's, else who has signed in by OIDC, with the role of their last sign-in. */
@Injectable()
export class AgentsStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async staff(tx: EntityManager = this.db.manager): Promise<Staff> {
    const rows: AgentRow[] = await tx.query('SELECT * FROM agents');
    const missing = this.settings.oidc ? [] : demoUsers.filter(({ id }) => rows.every((row) => row.id !== id));
    return new Staff([...rows.map((row) => this.#member(row)), ...missing.map((user) => this.#member(newRow(user.id)))]);
  }

  /** Somebody who may sign in. */
  async byId(id: string): Promise<User | undefined> {
    const [row]: AgentRow[] = await this.db.query('SELECT * FROM agents WHERE id = $1', [id]);
    return userOf(this.#member(row ?? newRow(id)))[0];
  }

  async presence(id: string): Promise<{ presence: Presence; caseLimit: number }> {
    const [row]: AgentRow[] = await this.db.query('SELECT * FROM agents WHERE id = $1', [id]);
    if (!row) return { presence: 'off', caseLimit: this.settings.CASE_LIMIT };
    return { presence: presenceNow(row.presence, row.seen_at.getTime(), this.clock.now()), caseLimit: this.#limitOf(row) };
  }

  /** @param isChosen by the person, in the console: then it says of the cases that they hold whether they are at work on them */
  async become(tx: EntityManager, id: string, presence: Presence, isChosen: boolean): Promise<void> {
    const now = new Date(this.clock.now());
    await tx.query(
      `INSERT INTO agents (id, presence, seen_at, case_limit, presence_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET presence = excluded.presence, seen_at = excluded.seen_at, presence_at = excluded.presence_at`,
      [id, presence, now, this.settings.CASE_LIMIT, isChosen ? now : null],
    );
  }

  /** @param cases that they may hold; null: as many as everybody */
  async limit(tx: EntityManager, id: string, cases: number | null): Promise<void> {
    await tx.query(
      `INSERT INTO agents (id, presence, seen_at, case_limit, own_limit) VALUES ($1, 'off', $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET own_limit = excluded.own_limit`,
      [id, new Date(0), this.settings.CASE_LIMIT, cases],
    );
  }

  /** What the provider says of a person, at each sign-in. */
  async know(tx: EntityManager, { id, name, email, role }: User, issuer: string): Promise<void> {
    await tx.query(
      `INSERT INTO agents (id, presence, seen_at, case_limit, name, email, role, issuer) VALUES ($1, 'off', $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, role = excluded.role, issuer = excluded.issuer`,
      [id, new Date(this.clock.now()), this.settings.CASE_LIMIT, name, email, role, issuer],
    );
  }

  async dismiss(tx: EntityManager, id: string): Promise<void> {
    await tx.query("UPDATE agents SET role = NULL, presence = 'off' WHERE id = $1", [id]);
  }

  /** The page says that somebody is there. */
  async beat(id: string): Promise<void> {
    await this.db.query('UPDATE agents SET beat_at = $2 WHERE id = $1', [id, new Date(this.clock.now())]);
  }

  /** The page is open. */
  async seen(id: string): Promise<void> {
    await this.db.query('UPDATE agents SET seen_at = $2 WHERE id = $1', [id, new Date(this.clock.now())]);
  }

  #limitOf({ own_limit: own }: AgentRow): number {
    return own ?? this.settings.CASE_LIMIT;
  }

  #member(row: AgentRow): Member {
    const { id, name, email, role, issuer, presence, seen_at: seenAt, presence_at: setAt } = row;
    const { oidc } = this.settings;
    const demo = oidc ? undefined : demoUsers.find((user) => user.id === id);
    return {
      id,
      name: demo?.name ?? name ?? id,
      email: demo?.email ?? email ?? '',
      presence,
      seenAt: seenAt.getTime(),
      presenceAt: setAt?.getTime() ?? 0,
      caseLimit: this.#limitOf(row),
      ownLimit: row.own_limit,
      role: oidc && issuer === oidc.issuer ? (role ?? undefined) : demo?.role,
    };
  }
}

const newRow = (id: string): AgentRow => ({
  id,
  presence: 'off',
  seen_at: new Date(0),
  presence_at: null,
  own_limit: null,
  name: null,
  email: null,
  role: null,
  issuer: null,
});
