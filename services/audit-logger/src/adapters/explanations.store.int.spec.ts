import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Message } from '@frontdesk/contracts';
import { message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { manifest } from '../manifest.ts';
import { ExplanationsStore } from './explanations.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const given = (...messages: Message[]): Promise<void> => recorded(source, messages);
const at = (conversationId: string, n: number, ms: number, ...causes: number[]) => ({
  id: testId(n),
  conversationId,
  decidedAt: testTime + ms,
  causes: causes.map(testId),
});
const why = async (conversationId: string, id: string) => {
  const { steps = [], cut = false } = (await new ExplanationsStore(source).of(conversationId, id)) ?? {};
  return { types: steps.map(({ type }) => type), unknown: steps.flatMap(({ unknown }) => unknown), cut };
};

test('of a message its way is told from the webhook to what became of it, and nothing of others, nor of another conversation', async () => {
  const [asked, send, reply] = [testId(80), testId(81), testId(82)];
  await given(
    message('WebhookItem', { kind: 'message' }, { ...at('webhook:1', 1, -10), causes: [] }),
    message('MessageReceived', { messageId: asked, sentAt: testTime - 999 }, at('mara', 2, 0, 1)),
    message('MessageAdmitted', { messageId: asked }, at('mara', 3, 10, 2)),
    message('Routed', { messageId: asked, intent: 'returns_policy' }, at('mara', 4, 20, 3)),
    message('ReplyProposed', { replyId: reply, answers: [asked] }, at('mara', 5, 30, 4)),
    message('VerdictGiven', { verdict: 'ALLOW', subjectId: reply, sendId: send }, at('mara', 6, 40, 5)),
    message('MessageDispatched', { sendId: send, speaker: 'bot', subjectId: reply, answers: [asked] }, at('mara', 7, 40, 5)),
    message('SendAccepted', { sendId: send, at: testTime + 50 }, { ...at('mara', 8, 60), causes: [send] }),
    message(
      'StatusReceived',
      { sendId: send, status: 'delivered', at: testTime + 70, applied: true },
      { ...at('mara', 9, 80), causes: [send] },
    ),
    // decided at the same moment, and no part of the way
    message('TurnAnswered', { answered: [asked] }, at('mara', 10, 40, 5)),
    message('MessageDispatched', { sendId: testId(83), speaker: 'notice', subjectId: 'n' }, at('mara', 11, 40, 5)),
  );
  const way = ['WebhookItem', 'MessageReceived', 'MessageAdmitted', 'Routed', 'ReplyProposed', 'VerdictGiven', 'MessageDispatched'];
  expect(await why('mara', send)).toEqual({ types: [...way, 'SendAccepted', 'StatusReceived'], unknown: [], cut: false });
  expect(await new ExplanationsStore(source).of('kim', send)).toBeUndefined();
  expect(await new ExplanationsStore(source).of('mara', asked)).toBeUndefined();
  expect(await new ExplanationsStore(source).of('mara', "x' OR true")).toBeUndefined();
});

test('what was held until a clock ran out: both verdicts and what it answers are told, and that of the clock nothing is on record', async () => {
  const [first, second, send, reply] = [testId(180), testId(181), testId(182), testId(183)];
  await given(
    message('MessageReceived', { messageId: first, sentAt: testTime }, { ...at('held', 101, 0), causes: [] }),
    message('MessageReceived', { messageId: second, sentAt: testTime }, { ...at('held', 102, 5), causes: [] }),
    message('ReplyProposed', { replyId: reply, answers: [first, second] }, at('held', 103, 10, 102)),
    message('VerdictGiven', { verdict: 'HOLD', reason: 'OUTBOUND_FROZEN', subjectId: reply }, at('held', 104, 20, 103)),
    message('HeldDue', {}, at('held', 105, 3_600_000, 199)),
    message('VerdictGiven', { verdict: 'ALLOW', subjectId: reply, sendId: send }, at('held', 106, 3_600_010, 105)),
    message('MessageDispatched', { sendId: send, subjectId: reply, answers: [first, second] }, at('held', 107, 3_600_010, 105)),
  );
  expect(await why('held', send)).toEqual({
    types: ['MessageReceived', 'MessageReceived', 'ReplyProposed', 'VerdictGiven', 'HeldDue', 'VerdictGiven', 'MessageDispatched'],
    unknown: [testId(199)],
    cut: false,
  });
});

test('of a notice that answers nothing, after the customer had paused, what they wrote is told', async () => {
  const [asked, send] = [testId(280), testId(281)];
  await given(
    message('MessageReceived', { messageId: asked, sentAt: testTime }, { ...at('paused', 201, 0), causes: [] }),
    message('QuietPeriodEnded', {}, at('paused', 202, 1_500, 298)),
    message('MessageAdmitted', { messageId: asked }, at('paused', 203, 1_510, 202)),
    message('HandoffOpened', { ticketId: 't' }, at('paused', 204, 1_600, 203)),
    message('MessageDispatched', { sendId: send, speaker: 'notice', subjectId: 'n' }, at('paused', 205, 1_700, 204)),
  );
  expect((await why('paused', send)).types).toEqual([
    'MessageReceived',
    'QuietPeriodEnded',
    'MessageAdmitted',
    'HandoffOpened',
    'MessageDispatched',
  ]);
});

test('a way without end is cut, and that is said', async () => {
  const send = testId(990);
  const chain = Array.from({ length: 100 }, (_, n) => message('Routed', {}, at('long', 300 + n, n, ...(n > 0 ? [299 + n] : []))));
  await given(...chain, message('MessageDispatched', { sendId: send, subjectId: 'r' }, at('long', 500, 200, 399)));
  const { types, cut } = await why('long', send);
  expect([types.length, cut]).toEqual([61, true]);
});

test('in a conversation of thousands of messages only rows of this one are read', async () => {
  const sends = Array.from({ length: 2_000 }, (_, n) =>
    message('MessageDispatched', { sendId: testId(10_000 + n), subjectId: `r${n}` }, at('much', 20_000 + n, n * 100_000_000)),
  );
  await given(...sends);
  const runner = source.createQueryRunner();
  const reads: string[] = [];
  const counting = {
    query: async (statement: string, parameters: unknown[]) => {
      const [row] = (await runner.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`, parameters)) as { 'QUERY PLAN': unknown[] }[];
      reads.push(JSON.stringify(row!['QUERY PLAN']));
      return runner.query(statement, parameters) as Promise<unknown>;
    },
  };
  try {
    await runner.query('SET enable_seqscan = off');
    await new ExplanationsStore(counting as unknown as DataSource).of('much', testId(11_000));
  } finally {
    await runner.release();
  }
  const removed = reads.flatMap((plan) => [...plan.matchAll(/"Rows Removed by Filter":(\d+)/g)].map(([, rows]) => Number(rows)));
  expect(Math.max(0, ...removed)).toBeLessThan(20);
});
