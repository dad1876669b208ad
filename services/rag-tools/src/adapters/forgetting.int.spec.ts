import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Clock, Forgetting, Logger, Meters } from '@frontdesk/runtime';
import { message, testDatabase, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { config } from '../config.ts';
import { manifest } from '../manifest.ts';
import { forgotten } from './forgetting.ts';
import { Records } from './records.ts';

const dayMs = 24 * 60 * 60_000;
const clock = new Clock();
let database: TestDatabase;
let db: DataSource;
let meters: Meters;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  db = await database.connect('rag-tools');
}, 120_000);
afterAll(() => database?.close());
beforeEach(async () => {
  meters = new Meters();
  await db.query('delete from tool_calls');
});

const called = (order: string, days: number): Promise<void> =>
  db.transaction((tx) => {
    const { envelope } = message('Routed', {});
    const call = { tool: 'order_status', input: order, outcome: 'ok', latencyMs: 5 };
    return new Records(undefined as never).keepCalls(tx, [{ envelope, call }], testTime + days * dayMs);
  });
const forget = (days: number, variables: Record<string, string> = {}): Promise<void> => {
  clock.set(testTime + days * dayMs - Date.now());
  return new Forgetting(db, clock, meters, new Logger('rag-tools', 'silent'), forgotten(config.parse(variables))).forget();
};
const left = async (): Promise<string[]> =>
  (await db.query<{ input: string }[]>('select input from tool_calls order by 1')).map(({ input }) => input);

test('a tool call, and with it which order it read, is forgotten after 180 days', async () => {
  await called('FD-1', 0);
  await called('FD-2', 2);
  await forget(179);
  expect(await left()).toEqual(['FD-1', 'FD-2']);
  await forget(181);
  expect(await left()).toEqual(['FD-2']);
  expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="tool calls"} 1');
});

test.each(['31', '731'])('TEXTS_KEEP_DAYS %s', async (days) => {
  await called('FD-1', 0);
  await forget(Number(days) - 1, { TEXTS_KEEP_DAYS: days });
  expect(await left()).toEqual(['FD-1']);
  await forget(Number(days) + 1, { TEXTS_KEEP_DAYS: days });
  expect(await left()).toEqual([]);
});

test.each(['30', '732'])('TEXTS_KEEP_DAYS %s is refused', (days) =>
  expect(config.safeParse({ TEXTS_KEEP_DAYS: days }).success).toBe(false),
);

test('more of them than a step takes', async () => {
  const some = `insert into tool_calls select gen_random_uuid(), 0, 'c', 'order_status', n, 'ok', 5, $1 from generate_series(1, 600) n`;
  await db.query(some, [new Date(testTime)]);
  await forget(181);
  expect(await left()).toEqual([]);
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  const some = `insert into tool_calls select gen_random_uuid(), 0, o, 'order_status', o, 'ok', 5, $1 from unnest(array['held', 'old']) o`;
  await db.query(some, [new Date(testTime)]);
  await db.query(`insert into legal_holds values ('held', 'LH-1', 'mara')`);
  await forget(900);
  expect(await left()).toEqual(['held']);
  await db.query('delete from legal_holds');
  await forget(900);
  expect(await left()).toEqual([]);
});
