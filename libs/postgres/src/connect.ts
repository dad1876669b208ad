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
    extra: { Client: PreparedClient, options: `-c search_path=${schema} -c default_transaction_isolation=read\\ committed`, idleTimeoutMillis: 30_000, keepAlive: true },
  });
  return dataSource.initialize();
}

/** Runs the work in one READ COMMITTED transaction (the connection's default: naming it costs a round trip); rolls back if it throws. */
export const withTransaction = <Result>(dataSource: DataSource, work: (tx: EntityManager) => Promise<Result>): Promise<Result> =>
  dataSource.transaction(work);
