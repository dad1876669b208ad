import { DataSource } from 'typeorm';
import type { EntityManager, EntitySchema } from 'typeorm';
import { PreparedClient } from './prepared-client.ts';

export interface ConnectOptions {
  readonly url: string;
  /** the service's own; unqualified names resolve to it */
  readonly schema: string;
  /** connections at most */
  readonly poolSize: number;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
  readonly entities?: readonly (Function | EntitySchema)[];
  /** told of connections that broke while idle; the pool replaces them */
  readonly onPoolError?: (error: Error) => void;
  /** a statement that takes longer ends its connection, a transient error: a server that freezes would keep it for a quarter of an hour */
  readonly answerMs?: number;
}

/**
 * Every statement of a service goes by an index. A plan that was made while a table was empty would read all of it, and is kept until somebody
 * analyses the table: a minute of a fresh installation's, or of a table's that has just been added.
 */
const planning = '-c enable_seqscan=off -c random_page_cost=1.1';

/** The server, too, finds out soon that a client is gone without a word, and lets go of what its transaction has locked. */
const watching = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** Connects with the service's role. It runs no DDL, logs no statement, and a broken connection never ends the process. */
export async function connect({
  url,
  schema,
  poolSize,
  entities = [],
  onPoolError = () => undefined,
  answerMs = 30_000,
}: ConnectOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema,
    poolSize,
    entities: [...entities],
    synchronize: false,
    migrationsRun: false,
    logging: false,
    installExtensions: false,
    connectTimeoutMS: 5000,
    applicationName: `frontdesk-${schema}`,
    poolErrorHandler: onPoolError,
    extra: {
      Client: PreparedClient,
      pipeline: true,
      options: `-c search_path=${schema} ${planning} ${watching} -c default_transaction_isolation=read\\ committed`,
      idleTimeoutMillis: 30_000,
      query_timeout: answerMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
  });
  return dataSource.initialize();
}

/** What a transaction does besides what it awaits. */
interface Aside {
  readonly sent: Promise<unknown>[];
  readonly told: (() => void)[];
}
const asides = new WeakMap<EntityManager, Aside>();

/**
 * Says of a query that nothing else of the transaction waits for it: its outcome is awaited with the commit, and both share a round trip. Outside of
 * `withTransaction` it is awaited here.
 */
export async function leave(tx: EntityManager, query: Promise<unknown>): Promise<void> {
  const aside = asides.get(tx);
  if (!aside) return void (await query);
  query.catch(() => undefined);
  aside.sent.push(query);
}

/** Tells of what the transaction did once it is committed, and never if it is not: what is counted is counted once. Outside of `withTransaction` it is told at once. */
export function onceCommitted(tx: EntityManager, tell: () => void): void {
  const aside = asides.get(tx);
  if (aside) aside.told.push(tell);
  else tell();
}

/**
 * Runs the work in one READ COMMITTED transaction (the connection's default: naming it costs a round trip); rolls back if it throws. The beginning
 * travels with the work's first queries, the commit with those that it leaves: a round trip costs more than most statements.
 * @throws what the work threw, or a query that it left, and then nothing is committed
 */
export async function withTransaction<Result>(dataSource: DataSource, work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    const { sent, told }: Aside = { sent: [], told: [] };
    asides.set(runner.manager, { sent, told });
    await leave(runner.manager, runner.query('START TRANSACTION'));
    let result: Result;
    try {
      result = await work(runner.manager);
      await Promise.all([...sent, runner.query('COMMIT')]);
    } catch (error) {
      const rolledBack = runner.query('ROLLBACK');
      // what somebody who works at the same time asks from now on would be committed by itself, or with whatever the connection does next
      runner.query = () => Promise.reject(new Error('the transaction is over'));
      await rolledBack.catch(() => undefined);
      // after a statement that failed PostgreSQL refuses all others: what was left first says why
      const [first] = (await Promise.allSettled(sent)).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      throw first ? first.reason : error;
    }
    for (const tell of told) tell();
    return result;
  } finally {
    await runner.release();
  }
}
