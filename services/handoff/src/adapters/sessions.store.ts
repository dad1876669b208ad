import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Clock } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { open, seal } from './sealed.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

export const COOKIE = 'frontdesk_session';
/** Lax, so that a permalink in a help desk's ticket opens; what changes something must come from our page (`SessionGuard`). */
export const ATTRIBUTES = 'Path=/console; HttpOnly; SameSite=Lax';
const LIFE_MS = 12 * 3_600_000;
/** ended ones, so that who has none is known to have left */
const KEPT_MS = 7 * 24 * 3_600_000;
/** a session in which nobody has done anything for so long is over */
export const IDLE_MS = 30 * 60_000;
/** how old `seen_at` may get before a request writes it */
const TOUCH_MS = 15_000;

/** What the provider vouched with. */
export interface Voucher {
  readonly issuer: string;
  readonly idToken: string;
  readonly session: string | undefined;
}

export interface Session {
  readonly id: string;
  readonly agentId: string;
  readonly startedAt: number;
}

interface Row {
  id: string;
  agent_id: string;
  started_at: Date;
  seen_at: Date;
}

/** Cookies are a random token with our signature; the table holds the token's hash, so that its rows open no session. */
@Injectable()
export class SessionsStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param voucher of the provider; its ID token is kept sealed until the session ends. @returns the header that sets the cookie */
  async start(tx: EntityManager, agentId: string, voucher?: Voucher): Promise<string> {
    const token = randomBytes(24).toString('base64url');
    const now = this.clock.now();
    await tx.query('DELETE FROM sessions WHERE started_at < $1', [new Date(now - KEPT_MS)]);
    const idToken = voucher && seal(this.settings.FRONTDESK_SESSION_SECRET, 'id token', voucher.idToken);
    await tx.query('INSERT INTO sessions (id, agent_id, started_at, seen_at, id_token, provider_session) VALUES ($1, $2, $3, $3, $4, $5)', [
      hash(token),
      agentId,
      new Date(now),
      idToken ?? null,
      voucher?.session ?? null,
    ]);
    const secure = this.settings.PUBLIC_URL.startsWith('https:') ? '; Secure' : '';
    return `${COOKIE}=${token}.${this.#sign(token)}; ${ATTRIBUTES}; Max-Age=${LIFE_MS / 1000}${secure}`;
  }

  /** The session of a cookie: signed by us, not ended, younger than 12 h, not idle for 30 min. @param active false: being looked at is no activity */
  async find(cookie: string | undefined, active: boolean): Promise<Session | undefined> {
    const [token = '', signature = ''] = (cookie ?? '').split('.');
    const expected = Buffer.from(this.#sign(token));
    const given = Buffer.from(signature);
    if (token === '' || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [row]: Row[] = await this.db.query('SELECT * FROM sessions WHERE id = $1 AND ended_at IS NULL', [hash(token)]);
    const now = this.clock.now();
    if (!row || now - row.started_at.getTime() > LIFE_MS || now - row.seen_at.getTime() > IDLE_MS) return undefined;
    if (active && now - row.seen_at.getTime() > TOUCH_MS) {
      await this.db.query('UPDATE sessions SET seen_at = $2 WHERE id = $1', [row.id, new Date(now)]);
    }
    return { id: row.id, agentId: row.agent_id, startedAt: row.started_at.getTime() };
  }

  /** @returns the provider's ID token, if it was kept */
  async idToken(id: string): Promise<string | undefined> {
    const [row]: { id_token: string | null }[] = await this.db.query('SELECT id_token FROM sessions WHERE id = $1', [id]);
    return row?.id_token ? open(this.settings.FRONTDESK_SESSION_SECRET, 'id token', row.id_token) : undefined;
  }

  async end(tx: EntityManager, id: string): Promise<void> {
    await tx.query('UPDATE sessions SET ended_at = $2, id_token = NULL WHERE id = $1', [id, new Date(this.clock.now())]);
  }

  /** Whose sessions these are that the provider calls so. */
  async ofProvider(session: string): Promise<{ id: string; agentId: string }[]> {
    const rows: Pick<Row, 'id' | 'agent_id'>[] = await this.db.query(
      'SELECT id, agent_id FROM sessions WHERE provider_session = $1 AND ended_at IS NULL',
      [session],
    );
    return rows.map(({ id, agent_id: agentId }) => ({ id, agentId }));
  }

  async ofAgent(agentId: string): Promise<{ id: string; agentId: string }[]> {
    const rows: Pick<Row, 'id'>[] = await this.db.query('SELECT id FROM sessions WHERE agent_id = $1 AND ended_at IS NULL', [agentId]);
    return rows.map(({ id }) => ({ id, agentId }));
  }

  /** All sessions of a person. */
  async endAll(tx: EntityManager, agentId: string): Promise<void> {
    await tx.query('UPDATE sessions SET ended_at = $2, id_token = NULL WHERE agent_id = $1 AND ended_at IS NULL', [
      agentId,
      new Date(this.clock.now()),
    ]);
  }

  #sign(token: string): string {
    return createHmac('sha256', this.settings.FRONTDESK_SESSION_SECRET).update(token).digest('base64url');
  }
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function cookieOf(header: string | undefined, name = COOKIE): string | undefined {
  return header
    ?.split(/; */)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
