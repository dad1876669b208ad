import { deriveId } from '@frontdesk/bus';
import { Clock, Meters } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { LISTED, pageOf } from '../domain/page.ts';
import type { Call, Gathered } from '../domain/page.ts';
import { SUPPORT_INTERVAL } from './tokens.ts';

/** A call stands while the clock that it was made for still runs; by who said that it was needed, if none does. */
const taken = `WITH taken AS (DELETE FROM calls WHERE team = $1 RETURNING *),
  judged AS (SELECT t.*, NOT t.cleared AND (t.clock_id = '' OR EXISTS (SELECT FROM clocks c
      WHERE c.conversation_id = t.conversation_id AND c.id = t.clock_id AND c.ended_at IS NULL AND c.started_at = t.started_at)) AS stands
    FROM taken t)
  SELECT count(*) FILTER (WHERE stands)::int AS standing, count(*) FILTER (WHERE NOT stands)::int AS cleared,
    min(created_at) FILTER (WHERE stands) AS since,
    (SELECT coalesce(jsonb_agg(body ORDER BY due_at NULLS FIRST, id), '[]')
     FROM (SELECT * FROM judged WHERE stands ORDER BY due_at NULLS FIRST, id LIMIT $2) urgent) AS first
  FROM judged`;

/** Further ahead than replicas' clocks are apart: the clock was moved back since. */
const longAgo = '(paged_at <= $1 OR paged_at > $2)';

/** Makes a team's page of what it is to be called for: the first at once, then one per interval at most, by the clock of decisions. */
@Injectable()
export class PagesStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly meters: Meters,
    @Inject(SUPPORT_INTERVAL) private readonly intervalMs: number,
  ) {}

  async make(): Promise<void> {
    const now = this.clock.now();
    const due = `${longAgo} AND EXISTS (SELECT FROM calls WHERE calls.team = teams.team)`;
    const teams: { team: string }[] = await this.db.query(`SELECT team FROM teams WHERE ${due}`, this.#around(now));
    for (const { team } of teams) this.#count(await this.db.transaction((tx) => this.#page(tx, team, now)));
  }

  /** Who has the team's row makes the page; the other replica finds that it was made. */
  async #page(tx: EntityManager, team: string, now: number): Promise<Gathered | undefined> {
    const held: unknown[] = await tx.query(`SELECT FROM teams WHERE team = $3 AND ${longAgo} FOR UPDATE SKIP LOCKED`, [
      ...this.#around(now),
      team,
    ]);
    if (held.length === 0) return undefined;
    const [row]: (Omit<Gathered, 'since' | 'first'> & { since: Date | null; first: Call[] })[] = await tx.query(taken, [team, LISTED]);
    const gathered = { ...row!, since: row!.since?.getTime() ?? now };
    const page = pageOf(gathered, deriveId(now, team, ...gathered.first.map(({ id }) => id)));
    if (page) {
      await tx.query('INSERT INTO notifications (id, conversation_id, body, created_at) VALUES ($1, $2, $3, $4)', [
        page.id,
        page['conversation_id'] ?? '',
        JSON.stringify(page),
        new Date(now),
      ]);
      await tx.query('UPDATE teams SET paged_at = $2 WHERE team = $1', [team, new Date(now)]);
    }
    return gathered;
  }

  #around(now: number): [Date, Date] {
    return [new Date(now - this.intervalMs), new Date(now + this.intervalMs)];
  }

  #count(gathered: Gathered | undefined): void {
    if (!gathered) return;
    const { standing, cleared } = gathered;
    if (standing > 0) this.meters.pages.inc({ kind: standing === 1 && cleared === 0 ? 'single' : 'digest' });
    this.meters.calls.inc({ outcome: 'paged' }, standing);
    this.meters.calls.inc({ outcome: 'cleared' }, cleared);
  }
}
