import { once } from 'node:events';
import { connect as dial, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { testPostgres } from '@frontdesk/testing';
import type { TestDatabase, TestPostgres } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { connect, withTransaction } from './connect.ts';
import { isTransientPostgresError } from './transient.ts';

jest.setTimeout(60_000);

let postgres: TestPostgres;
let database: TestDatabase;
let way: Server;
let dataSource: DataSource;
const sockets = new Set<Socket>();

beforeAll(async () => {
  postgres = await testPostgres();
  database = await postgres.createDatabase([{ name: 'auth', reads: [], owns: ['auth'] }]);
  const url = new URL(database.urlFor('auth'));
  const target = { port: Number(url.port), host: url.hostname };
  way = createServer((near) => {
    const far = dial(target);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => near.destroy() && far.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  url.host = `127.0.0.1:${(way.address() as AddressInfo).port}`;
  dataSource = await connect({ url: String(url), schema: 'auth', poolSize: 1, answerMs: 500 });
});
afterAll(async () => {
  await dataSource.destroy();
  for (const socket of sockets) socket.destroy();
  way.close();
  await database.drop();
  await postgres.stop();
});

// What a node does that freezes: its connections stay, and nothing comes of them.
function freeze(): void {
  for (const socket of sockets) socket.unpipe().pause();
}

test('a server that freezes in the middle of a transaction is a transient error, and its connection is not used again', async () => {
  const frozen = await withTransaction(dataSource, async (tx) => {
    await tx.query('SELECT 1');
    freeze();
    await Promise.all([tx.query('SELECT 2'), tx.query('SELECT $1::int', [3])]);
  }).catch((error: unknown) => error);
  expect(isTransientPostgresError(frozen)).toBe(true);
  expect(await dataSource.query('SELECT 4 AS n')).toEqual([{ n: 4 }]);
});
