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
}

/** Connects with the service's role. It runs no DDL, logs no statement, and a broken connection never ends the process. */
export async function connect({ url, schema, poolSize, entities = [], onPoolError = () => undefined }: ConnectOptions): Promise<DataSource> {
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
    extra: { Client: PreparedClient, pipeline: true, options: `-c search_path=${schema} -c default_transaction_isolation=read\\ committed`, idleTimeoutMillis: 30_000, keepAlive: true },
  });
  return dataSource.initialize();
}

/** Says of a query that nothing else of the transaction waits for that its outcome is awaited with the commit. */
export type Leave = (last: Promise<unknown>) => void;

/**
 * Runs the work in one READ COMMITTED transaction (the connection's default: naming it costs a round trip); rolls back if it throws. The beginning travels
 * with the work's first queries, the commit with those that it leaves: a round trip costs more than most statements.
 * @throws what the work threw, or a query that it left, and then nothing is committed
 */
export async function withTransaction<Result>(dataSource: DataSource, work: (tx: EntityManager, leave: Leave) => Promise<Result>): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    const sent: Promise<unknown>[] = [];
    const leave: Leave = (last) => {
      last.catch(() => undefined);
      sent.push(last);
    };
    leave(runner.query('START TRANSACTION'));
    try {
      const result = await work(runner.manager, leave);
      await Promise.all([...sent, runner.query('COMMIT')]);
      return result;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}
