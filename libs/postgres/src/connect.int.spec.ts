import { once } from 'node:events';
import { connect as dial, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Manifest } from '@frontdesk/contracts';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { connect, onceCommitted, withTransaction } from './connect.ts';
import { isTransientPostgresError } from './transient.ts';

const auth: Manifest = { name: 'auth', reads: [], owns: ['auth'] };
const failed = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a connected service', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const broken: Error[] = [];
  beforeAll(async () => {
    database = await testDatabase([auth]);
    dataSource = await connect({ url: database.urlFor('auth'), schema: 'auth', poolSize: 2, onPoolError: (error) => broken.push(error) });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.close();
  });
  const insert = `INSERT INTO inbox_conversations (conversation_id, n) VALUES ($1, 1)`;
  const count = async () => (await dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM inbox_conversations'))[0]!.n;

  test('works in its schema under its role', async () => {
    expect(
      await dataSource.query(
        `SELECT current_user AS role, current_schema AS schema, current_setting('transaction_isolation') AS isolation`,
      ),
    ).toEqual([{ role: 'frontdesk_auth', schema: 'auth', isolation: 'read committed' }]);
  });

  test('a transaction that throws leaves nothing', async () => {
    const before = await count();
    const error = await failed(
      withTransaction(dataSource, async (tx) => {
        await tx.query(insert, ['c1']);
        throw new Error('no');
      }),
    );
    expect(error).toMatchObject({ message: 'no' });
    expect(await count()).toBe(before);
  });

  test('what is told once it is committed is told then, and never if it is rolled back', async () => {
    const told: string[] = [];
    await withTransaction(dataSource, async (tx) => {
      onceCommitted(tx, () => told.push('committed'));
      expect(told).toEqual([]);
    });
    await withTransaction(dataSource, async (tx) => {
      onceCommitted(tx, () => told.push('rolled back'));
      throw new Error('a poison message');
    }).catch(() => undefined);
    onceCommitted(dataSource.manager, () => told.push('at once'));
    expect(told).toEqual(['committed', 'at once']);
  });

  test('nor does what is asked once it has thrown, by whoever worked at the same time', async () => {
    const before = await count();
    let late: Promise<unknown> | undefined;
    const error = await failed(
      withTransaction(dataSource, (tx) => {
        const thrower = async () => {
          await tx.query('SELECT 1');
          throw new Error('no');
        };
        const other = async () => {
          await tx.query('SELECT pg_sleep(0.05)');
          await tx.query(insert, ['late']);
        };
        const thrown = thrower();
        late = failed(other());
        return Promise.all([thrown, late]);
      }),
    );
    expect(error).toMatchObject({ message: 'no' });
    expect(await late).toBeInstanceOf(Error);
    expect(await count()).toBe(before);
  });

  test('a deadlock, a lock time-out and a lost connection are transient; a broken rule is not', async () => {
    await dataSource.query(insert, ['d1']);
    await dataSource.query(insert, ['d2']);
    const lock = `SELECT 1 FROM inbox_conversations WHERE conversation_id = $1 FOR UPDATE`;
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const crossing = (first: string, second: string) =>
      failed(
        withTransaction(dataSource, async (tx) => {
          await tx.query(lock, [first]);
          if (++arrived === 2) open();
          await both;
          await tx.query(lock, [second]);
        }),
      );
    const deadlocked = (await Promise.all([crossing('d1', 'd2'), crossing('d2', 'd1')])).filter((error) => error !== undefined);
    expect(new Set(deadlocked.map(isTransientPostgresError))).toEqual(new Set([true]));

    const timedOut = await failed(
      withTransaction(dataSource, async (tx) => {
        await tx.query(lock, ['d1']);
        await withTransaction(dataSource, async (other) => {
          await other.query(`SET LOCAL lock_timeout = '10ms'`);
          await other.query(lock, ['d1']);
        });
      }),
    );
    expect(isTransientPostgresError(timedOut)).toBe(true);

    const cut = await failed(
      withTransaction(dataSource, async (tx) => {
        const [{ pid }] = (await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
        await terminate(`pid = ${pid}`);
        await tx.query('SELECT 1');
      }),
    );
    expect(isTransientPostgresError(cut)).toBe(true);
    expect(isTransientPostgresError(await failed(dataSource.query(insert, ['d1'])))).toBe(false);
    expect(isTransientPostgresError(await failed(dataSource.query('SELECT nonsense')))).toBe(false);
  });

  test('a pool whose idle connections break goes on', async () => {
    await Promise.all([dataSource.query('SELECT pg_sleep(0.01)'), dataSource.query('SELECT pg_sleep(0.01)')]);
    const before = broken.length;
    await terminate(`usename = 'frontdesk_auth' AND datname = current_database()`);
    while (broken.length === before) await new Promise((resolve) => void setImmediate(resolve));
    // each broken connection that the pool has not noticed yet costs one query
    const errors = [];
    const ask = () => failed(dataSource.query('SELECT 1'));
    for (let error = await ask(); error !== undefined; error = await ask()) errors.push(error);
    expect(errors.filter((error) => !isTransientPostgresError(error))).toEqual([]);
    expect(errors.length).toBeLessThanOrEqual(2);
  });

  test('a server that is away is transient', async () => {
    const away = await failed(connect({ url: 'postgres://a:b@127.0.0.1:1/x', schema: 'auth', poolSize: 1 }));
    expect(isTransientPostgresError(away)).toBe(true);
  });

  test('a server that lets the service in no more, while its password changes, is transient: no message is at fault', async () => {
    const [otherPassword, otherDatabase] = [new URL(database.urlFor('auth')), new URL(database.urlFor('auth'))];
    otherPassword.password = 'the one before';
    otherDatabase.pathname = '/elsewhere';
    for (const url of [otherPassword, otherDatabase]) {
      const refused = await failed(connect({ url: url.href, schema: 'auth', poolSize: 1 }));
      expect({ refused, transient: isTransientPostgresError(refused) }).toMatchObject({ refused: expect.any(Error), transient: true });
    }
  });

  test('a server that takes a connection and says nothing is transient', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const client = new Client({ host: '127.0.0.1', port: (silent.address() as AddressInfo).port, connectionTimeoutMillis: 50 });
    const error = await failed(client.connect());
    silent.close();
    expect(isTransientPostgresError(error)).toBe(true);
  });

  test('a connection that is lost without a word costs one transaction the limit, and the next one has another', async () => {
    const server = new URL(database.urlFor('auth'));
    const pairs: (readonly [Socket, Socket])[] = [];
    const road = createServer((near) => {
      const far = dial(Number(server.port), server.hostname);
      pairs.push([near, far]);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(road, 'listening');
    const url = Object.assign(new URL(server), { host: `127.0.0.1:${(road.address() as AddressInfo).port}` }).href;
    const source = await connect({ url, schema: 'auth', poolSize: 1, answerMs: 1_000 });
    const pid = () => withTransaction(source, (tx) => tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid'));
    const [before] = await pid();
    for (const [near, far] of pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }

    const error = await failed(pid());
    expect({ error, transient: isTransientPostgresError(error) }).toMatchObject({ error: expect.any(Error), transient: true });
    const [after] = await pid();
    expect(after!.pid).not.toBe(before!.pid);
    await source.destroy();
    for (const socket of pairs.flat()) socket.destroy();
    await new Promise((resolve) => road.close(resolve));
  });

  async function terminate(which: string): Promise<void> {
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${which}`);
    await admin.end();
  }
});
