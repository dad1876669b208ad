import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { withTransaction } from '@frontdesk/postgres';
import { testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import type { Line } from '../domain/thread.ts';
import { manifest } from '../manifest.ts';
import { ThreadStore } from './thread.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
let thread: ThreadStore;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
  thread = new ThreadStore(source);
  // five lines, three of one moment, and one of somebody else
  const line = (n: number, more: Partial<Line> = {}): Line => ({
    id: testId(n),
    conversationId: 'mara',
    ts: testTime,
    recordedAt: testTime + (n === 1 ? 0 : n === 5 ? 9 : 5),
    sender: 'customer',
    body: `line ${n}`,
    metadata: {},
    ...more,
  });
  await withTransaction(source, (tx) =>
    thread.insert(tx, [...[1, 2, 3, 4, 5].map((n) => line(n)), line(6, { conversationId: 'kim' })], []),
  );
}, 120_000);
afterAll(() => database?.close(), 60_000);

const page = async (limit: number, before?: number) => {
  const { messages, next } = await thread.of('mara', limit, before === undefined ? undefined : testId(before));
  return [messages.map(({ text }) => text.redacted), next];
};

test('a transcript is read from its end, page by page, and says whether there is more', async () => {
  expect(await page(2)).toEqual([['line 4', 'line 5'], testId(4)]);
  expect(await page(2, 4)).toEqual([['line 2', 'line 3'], testId(2)]);
  expect(await page(2, 2)).toEqual([['line 1'], null]);
  expect(await page(5)).toEqual([['line 1', 'line 2', 'line 3', 'line 4', 'line 5'], null]);
  expect(await page(2, 99)).toEqual([[], null]);
});

test('one line of it is read alone, and of no other conversation', async () => {
  expect(await thread.line('mara', testId(1))).toMatchObject({ text: { redacted: 'line 1' } });
  expect(await thread.line('mara', testId(6))).toBeUndefined();
});
