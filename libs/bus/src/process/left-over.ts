import type { DataSource } from 'typeorm';

/** What there is to do for the sweeper of a service. */
export interface LeftOver {
  /** transactions whose outputs wait to be published */
  readonly outbox: number;
  /** the same, of the release before */
  readonly inbox: boolean;
  /** dead letters that an operator has handled and nobody has told of; that are due */
  readonly untold: boolean;
  readonly due: boolean;
  /** planned work that is not concluded, also what a lane works on */
  readonly slow: boolean;
}

/** One look for all jobs: mostly there is nothing. @param except outbox rows that this process has published */
export async function lookForLeftOver(dataSource: DataSource, except: readonly string[]): Promise<LeftOver> {
  const [row]: [LeftOver] = await dataSource.query(
    `SELECT (SELECT count(*)::int FROM outbox WHERE id <> ALL($1::bigint[])) AS outbox, EXISTS (SELECT FROM inbox WHERE published_at IS NULL) AS inbox,
       EXISTS (SELECT FROM dead_letters WHERE NOT told) AS untold, EXISTS (SELECT FROM dead_letters WHERE due_at IS NOT NULL) AS due,
       EXISTS (SELECT FROM slow_work WHERE concluded_at IS NULL) AS slow`,
    [except],
  );
  return row;
}
