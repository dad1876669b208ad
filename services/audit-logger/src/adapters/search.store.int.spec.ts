import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { manifest } from '../manifest.ts';
import { SearchStore } from './search.store.ts';
import type { SearchPlace } from './search.store.ts';
import type { Sought } from '../domain/search.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
let search: SearchStore;
const about = (conversationId: string, n: number) => ({ id: deriveId(testTime + n, 'spec', n), conversationId, decidedAt: testTime + n });
const said = (conversationId: string, n: number, redacted: string): Message =>
  message(
    'MessageReceived',
    { messageId: testId(n), text: { redacted }, sentAt: testTime + n },
    { ...about(conversationId, n), fence: undefined },
  );
const fence = { $typeName: 'frontdesk.v1.Fence' as const, case: 3, epoch: 1, turn: 1 };

beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
  search = new SearchStore(source);
  await recorded(source, [
    said('mara', 1, 'Where is the Lamp of FD-10234?'),
    said('kim', 2, 'a lamp, 100% broken'),
    said('mara', 3, 'is anybody there'),
    said('kim', 4, 'a chair of fd 10234'),
    message(
      'MessageDispatched',
      { sendId: testId(5), speaker: 'bot', text: { redacted: 'Your lamp is on its way.' } },
      { ...about('mara', 5), fence },
    ),
    said('kim', 6, 'a red lamp'),
    message('MessageEdited', { messageId: testId(6), text: { redacted: 'a red carpet' }, sentAt: testTime + 20 }, about('kim', 20)),
    said('kim', 7, 'a secret lamp'),
    message('MessageRevoked', { messageId: testId(7), at: testTime + 21 }, about('kim', 21)),
    message('MessageAdmitted', { messageId: testId(1), cause: 'message' }, { ...about('mara', 22), fence: { ...fence, case: 2 } }),
  ]);
}, 120_000);
afterAll(() => database?.close(), 60_000);

const found = async (sought: Sought, limits?: { lines: number; hits: number; ms: number }, before?: SearchPlace) => {
  const { hits, next } = await search.find(sought, before, limits);
  return { hits: hits.map(({ id }) => id), next };
};
const lines = (...numbers: number[]) => ({ hits: numbers.map((n) => testId(n)), next: null });

test('lines that hold all of the words are found, in any case, the newest first; nothing of what was taken back', async () => {
  expect(await found({ words: ['LAMP'] })).toEqual(lines(6, 5, 2, 1));
  expect(await found({ words: ['where', 'lamp'] })).toEqual(lines(1));
  expect(await found({ words: ['secret'] })).toEqual(lines());
});

test('signs that mean something to the database are looked for as they are', async () => {
  expect(await found({ words: ['100%'] })).toEqual(lines(2));
  expect(await found({ words: ['1%0'] })).toEqual(lines());
});

test('an order is found however its number is spaced', async () => expect(await found({ order: 'FD-10234' })).toEqual(lines(4, 1)));

test('what was edited is found by what it says now, and by what it said', async () => {
  expect(await found({ words: ['carpet'] })).toEqual(lines(6));
  expect((await search.find({ words: ['red lamp'] })).hits).toMatchObject([{ excerpt: 'a red lamp' }]);
});

test('a hit says whose it is, of which case, when, and what was said', async () => {
  const at = (n: number) => new Date(testTime + n).toISOString();
  expect((await search.find({ words: ['lamp', 'is'] })).hits).toEqual([
    { id: testId(5), conversation_id: 'mara', case: 3, at: at(5), sender: 'bot', excerpt: 'Your lamp is on its way.' },
    { id: testId(1), conversation_id: 'mara', case: 2, at: at(1), sender: 'customer', excerpt: 'Where is the Lamp of FD-10234?' },
  ]);
  expect((await search.find({ words: ['chair'] })).hits).toMatchObject([{ case: null }]);
});

test.each([
  ['lines are looked at', { lines: 2, hits: 50, ms: 4_000 }, [[6], [5], [2], [1]]],
  [
    'lines are shown',
    { lines: 100, hits: 2, ms: 4_000 },
    [
      [6, 5],
      [2, 1],
    ],
  ],
])('where no more %s at once, the next look goes on behind the last', async (_what, limits, pages) => {
  const looks: string[][] = [];
  for (let before: SearchPlace | undefined, isMore = true; isMore;) {
    const { hits, next } = await found({ words: ['lamp'] }, limits, before);
    looks.push(hits);
    isMore = next !== null;
    before = next ?? undefined;
  }
  expect(looks).toEqual(pages.map((page) => page.map((n) => testId(n))));
});

test('one search at a time is at work in a process, and one that failed holds up none', async () => {
  let fail!: (error: Error) => void;
  const begun: Promise<unknown>[] = [
    new Promise((_, reject) => {
      fail = reject;
    }),
    Promise.resolve({ hits: [], next: null, until: null }),
  ];
  let started = 0;
  const one = new SearchStore({ transaction: () => begun[started++] } as unknown as DataSource);
  const [first, second] = [one.find({ words: ['lamp'] }), one.find({ words: ['chair'] })];
  await Promise.resolve();
  expect(started).toBe(1);
  fail(new Error('away'));
  await expect(first).rejects.toThrow('away');
  expect(await second).toMatchObject({ hits: [] });
  expect(started).toBe(2);
});

test('what is erased or past its horizon is not found: its line is gone', async () => {
  await recorded(source, [said('gone', 50, 'an umbrella')]);
  expect(await found({ words: ['umbrella'] })).toEqual(lines(50));
  await source.query('DELETE FROM messages WHERE conversation_id = $1', ['gone']);
  expect(await found({ words: ['umbrella'] })).toEqual(lines());
});
