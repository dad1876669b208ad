import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Clock, Forgetting, Logger, Meters } from '@frontdesk/runtime';
import { testDatabase, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import type { DataSource } from 'typeorm';
import { config } from '../config.ts';
import { manifest } from '../manifest.ts';
import { forgotten } from './forgetting.ts';
import { SummariesStore } from './summaries.store.ts';

const dayMs = 24 * 60 * 60_000;
const clock = new Clock();
let database: TestDatabase;
let db: DataSource;
let store: SummariesStore;
let meters: Meters;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  db = await database.connect('response-builder');
  store = new SummariesStore(new Vault(db, parseKeks(`k1:${randomBytes(32).toString('base64')}`), 'reads'));
}, 120_000);
afterAll(() => database?.close());
beforeEach(async () => {
  meters = new Meters();
  await db.query('delete from summaries');
});

const replied = (conversationId: string, days: number): Promise<void> =>
  db.transaction((tx) => {
    const of = { conversationId, caseNumber: 1 };
    return store.save(tx, new Map([[conversationId, { of, sealed: Buffer.from('sealed'), isChanged: true }]]), testTime + days * dayMs);
  });
const forget = (days: number, variables: Record<string, string> = {}): Promise<void> => {
  clock.set(testTime + days * dayMs - Date.now());
  return new Forgetting(db, clock, meters, new Logger('response-builder', 'silent'), forgotten(config.parse(variables))).forget();
};
const left = async (): Promise<string[]> =>
  (await db.query<{ id: string }[]>('select conversation_id as id from summaries order by 1')).map(({ id }) => id);

test('a summary is forgotten 180 days after its last reply', async () => {
  for (const id of ['old', 'new']) await replied(id, 0);
  await replied('new', 2);
  await forget(179);
  expect(await left()).toEqual(['new', 'old']);
  await forget(181);
  expect(await left()).toEqual(['new']);
  expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="summaries"} 1');
});

test.each(['31', '731'])('TEXTS_KEEP_DAYS %s', async (days) => {
  await replied('old', 0);
  await forget(Number(days) - 1, { TEXTS_KEEP_DAYS: days });
  expect(await left()).toEqual(['old']);
  await forget(Number(days) + 1, { TEXTS_KEEP_DAYS: days });
  expect(await left()).toEqual([]);
});

test.each(['30', '732'])('TEXTS_KEEP_DAYS %s is refused', (days) =>
  expect(config.safeParse({ TEXTS_KEEP_DAYS: days }).success).toBe(false),
);

test('one that is written right now is passed over, and does not hold it up', async () => {
  for (const id of ['at work', 'old']) await replied(id, 0);
  await db.transaction(async (tx) => {
    await tx.query(`select from summaries where conversation_id = 'at work' for update`);
    await forget(181);
  });
  expect(await left()).toEqual(['at work']);
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  for (const id of ['held', 'old']) await replied(id, 0);
  await db.query(`insert into legal_holds values ('held', 'LH-1', 'mara')`);
  await forget(900);
  expect(await left()).toEqual(['held']);
  await db.query('delete from legal_holds');
  await forget(900);
  expect(await left()).toEqual([]);
});
