import { leave, onceCommitted } from '@frontdesk/postgres';
import { Meters } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { windowsMs } from '../domain/regression.ts';
import type { Observed, Side } from '../domain/regression.ts';
import type { News } from '../domain/tried.ts';

interface Seen {
  readonly candidate: string;
  /** one for each window */
  readonly observed: Observed[];
}

interface Row extends Side {
  readonly candidate: string;
  readonly cohort: string;
  readonly window: number;
}

/** cases that are looked at: a busy number's last ones say as much as all of its day, and are asked for each few seconds */
const enough = 10_000;

const nothing: Side = { cases: 0, people: 0, written: 0, refused: 0 };

/** What came of the cases in which something was tried. */
@Injectable()
export class TrialsStore {
  constructor(
    private readonly db: DataSource,
    private readonly meters: Meters,
  ) {}

  async keep(tx: EntityManager, news: readonly News[]): Promise<void> {
    if (news.length === 0) return;
    onceCommitted(tx, () => {
      for (const { cohort, isAnswered, neededPeople } of news) {
        if (isAnswered) this.meters.trialCases.inc({ cohort, event: 'answered' });
        if (neededPeople) this.meters.trialCases.inc({ cohort, event: 'needed_people' });
      }
    });
    await leave(
      tx,
      tx.query(
        `INSERT INTO trials (id, candidate, cohort, wording, answered_at, needed_people)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[])
         ON CONFLICT (id) DO UPDATE SET needed_people = trials.needed_people OR excluded.needed_people`,
        [
          news.map(({ id }) => id),
          news.map(({ candidate }) => candidate),
          news.map(({ cohort }) => cohort),
          news.map(({ wording }) => wording),
          news.map(({ answeredAt }) => new Date(answeredAt)),
          news.map(({ neededPeople }) => neededPeople),
        ],
      ),
    );
  }

  /** Both sides of the candidate that answered last, in each window, but not before `since`: undefined where nothing was tried. */
  async seen(since: number, now: number): Promise<Seen | undefined> {
    const begins = windowsMs.map((ms) => Math.max(since, now - ms));
    const rows = await this.db.query<Row[]>(
      `SELECT candidate, cohort, w.n::int - 1 AS window, count(*)::int AS cases, count(*) FILTER (WHERE needed_people)::int AS people,
         count(*) FILTER (WHERE wording IN ('said', 'refused'))::int AS written, count(*) FILTER (WHERE wording = 'refused')::int AS refused
       FROM (SELECT * FROM trials
           WHERE answered_at >= $2 AND candidate = (SELECT candidate FROM trials WHERE answered_at >= $2 ORDER BY answered_at DESC LIMIT 1)
           ORDER BY answered_at DESC LIMIT $3) AS last
         JOIN unnest($1::timestamptz[]) WITH ORDINALITY AS w (begins, n) ON answered_at >= w.begins
       GROUP BY candidate, cohort, w.n`,
      [begins.map((ms) => new Date(ms)), new Date(Math.min(...begins)), enough],
    );
    if (!rows[0]) return undefined;
    const side = (window: number, name: string): Side => rows.find((row) => row.window === window && row.cohort === name) ?? nothing;
    const observed = begins.map((begin, n) => ({ since: begin, candidate: side(n, 'candidate'), control: side(n, 'control') }));
    return { candidate: rows[0].candidate, observed };
  }
}
