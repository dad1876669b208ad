import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { testPostgres } from '@frontdesk/testing';
import type { TestDatabase, TestPostgres } from '@frontdesk/testing';
import { GraphClient } from '@frontdesk/whatsapp';
import { DataSource } from 'typeorm';
import { manifest } from '../manifest.ts';
import { NumbersStore } from './numbers.store.ts';
import { RefusedNumbers } from './refused-numbers.ts';

jest.setTimeout(60_000);
let postgres: TestPostgres;
let database: TestDatabase;
let source: DataSource;
let meta: Server;
beforeAll(async () => {
  postgres = await testPostgres();
  database = await postgres.createDatabase([manifest]);
  source = await new DataSource({ type: 'postgres', url: database.urlFor('gateway') }).initialize();
  meta = createServer((request, response) => { request.resume().on('end', () => response.end('{"messages":[{"id":"wamid.x"}]}')); });
  await new Promise<void>((resolve) => meta.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(async () => {
  meta?.closeAllConnections();
  meta?.close();
  await source?.destroy();
  await database?.drop();
  await postgres?.stop();
}, 60_000);

const store = new NumbersStore();
/** A process of gateway's: it knows of statuses only what others tell. */
const replica = () => {
  const graph = new GraphClient({ baseUrl: `http://127.0.0.1:${(meta.address() as AddressInfo).port}`, version: 'v25.0', accessToken: () => 'token', timeoutMs: 5_000 });
  const send = async (numberId: string) => {
    const outcome = await graph.sendText({ numberId, to: { phone: '+4915100000001' }, callbackData: 's' }, 'x');
    return outcome.kind === 'rejected' ? `held ${outcome.code}` : outcome.kind;
  };
  return { known: new RefusedNumbers(source, store, graph), graph, send };
};

test('what a status said to one replica holds the number in all, and no other number', async () => {
  const now = Date.now();
  const [first, second] = [replica(), replica()];
  expect([await first.send('1'), await second.send('1')]).toEqual(['accepted', 'accepted']);
  await store.refused(source.manager, '1', 131042, now);
  await Promise.all([first.known.look(now), second.known.look(now)]);
  expect([await first.send('1'), await second.send('1'), await second.send('2')]).toEqual(['held 131042', 'held 131042', 'accepted']);
});

test('a word is news once, and for a minute: who starts later doesn\'t hold what is long over', async () => {
  const now = Date.now();
  await store.refused(source.manager, '3', 131031, now);
  const [known, noted] = [replica(), jest.fn()];
  known.graph.refusedLater = noted;
  for (const after of [0, 500, 59_999]) await known.known.look(now + after);
  const ofThree = () => noted.mock.calls.filter(([numberId]) => numberId === '3');
  expect(ofThree()).toEqual([['3', 131031]]);
  // within a second it is the same word; after it another
  await store.refused(source.manager, '3', 131031, now + 900);
  await known.known.look(now + 1_000);
  expect(ofThree()).toHaveLength(1);
  await store.refused(source.manager, '3', 131031, now + 2_000);
  await known.known.look(now + 2_000);
  expect(ofThree()).toHaveLength(2);
  const late = replica();
  await late.known.look(now + 62_001);
  expect(await late.send('3')).toBe('accepted');
});
