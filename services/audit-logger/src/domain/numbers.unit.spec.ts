import { describe, expect, test } from '@jest/globals';
import { DayNumbers } from './numbers.ts';
import type { Numbers, Told } from './numbers.ts';

const told = (type: Told['type'], at: number, data: Told['data'] = {}, more: Partial<Told> = {}): Told => ({
  conversationId: 'mara',
  type,
  at,
  caseNo: 1,
  reasons: [],
  failed: [],
  confidence: null,
  model: null,
  data,
  ...more,
});
const of = (all: readonly Told[], waitingSince: ReadonlyMap<string, number> = new Map()): Numbers => {
  const day = new DayNumbers();
  for (const one of all) day.add(one);
  return day.numbers(waitingSince);
};
const asked = (at: number, more: Partial<Told> = {}): Told[] => [
  told('CaseOpened', at, {}, more),
  told('TurnOpened', at, { oldestOpen: 'm1', oldestOpenAt: at }, more),
];
const answered = (at: number, stillOpen: readonly string[] = [], more: Partial<Told> = {}): Told =>
  told('TurnAnswered', at, { stillOpen }, more);
const toPeople = (at: number): Told => told('OwnerChanged', at, { to: 'queue', cause: 'HandoffOpened' });

describe('cases', () => {
  const cases = (...all: Told[]) => of(all).cases;
  const handed = (caseNo: number, more: Partial<Told> = {}) => told('HandoffOpened', 9, { reason: 'ASKED' }, { caseNo, ...more });

  test('of those opened in the day, how many went to people in it, however often; one of days before is none of them', () => {
    const opened = [told('CaseOpened', 1, {}), told('CaseOpened', 1, {}, { caseNo: 2 })];
    expect(cases(...opened, handed(1), handed(1), handed(3))).toMatchObject({ opened: 2, toPeople: 1 });
    expect(cases(...opened, handed(1, { conversationId: 'kim' }))).toMatchObject({ opened: 2, toPeople: 0 });
  });
});

describe('a first response', () => {
  const first = (...all: Told[]) => of(all).firstResponse;

  test('is what the first message of a case waited for: an answer, or people', () => {
    expect(first(...asked(1_000), answered(3_000), answered(9_000))).toEqual({
      count: 1,
      p50: 2_000,
      p95: 2_000,
      withinMinute: 1,
      givenUp: 0,
    });
    expect(first(...asked(1_000), toPeople(62_000))).toMatchObject({ count: 1, p50: 61_000, withinMinute: 0 });
  });

  test('is none while that message is still open, and none that the bot gave up', () => {
    expect(first(...asked(1_000), answered(2_000, ['m1']), answered(5_000))).toMatchObject({ count: 1, p50: 4_000 });
    expect(first(...asked(1_000), told('TurnOverdue', 46_000), toPeople(46_100))).toMatchObject({ count: 0, p50: null, givenUp: 1 });
  });

  test('is of a case that was opened in the day, each of its own conversation', () => {
    expect(first(told('TurnOpened', 1_000, { oldestOpen: 'm1', oldestOpenAt: 1_000 }), answered(2_000)).count).toBe(0);
    const kim = { conversationId: 'kim' };
    expect(first(...asked(1_000), ...asked(1_000, kim), answered(2_000, [], kim))).toMatchObject({ count: 1, p50: 1_000 });
  });

  test('is told by nearest rank', () => {
    const many = Array.from({ length: 100 }, (_, n) => {
      const one = { conversationId: `c${n}` };
      return [...asked(0, one), answered((n + 1) * 1_000, [], one)];
    }).flat();
    expect(first(...many)).toEqual({ count: 100, p50: 50_000, p95: 95_000, withinMinute: 60, givenUp: 0 });
  });
});

test('cases close with people, with the window, or deflected', () => {
  const closed = (reason: string, ...reasons: string[]) => told('CaseClosed', 1, { reason }, { reasons });
  const all = [
    ...asked(1),
    closed('resolved'),
    closed('inactivity', 'DEFLECTED'),
    closed('inactivity'),
    told('HandoffOpened', 1, { reason: 'ASKED' }),
  ];
  expect(of(all)).toMatchObject({ cases: { opened: 1, resolved: 1, inactivity: 1, deflected: 1 }, handoffs: { ASKED: 1 } });
});

test('a resolution is timed from when somebody first waited, where that is known', () => {
  const resolved = (ticketId: string, at: number) => told('OwnerChanged', at, { cause: 'CaseResolved', ticketId, to: 'bot' });
  const all = [resolved('t1', 10_000), resolved('t2', 20_000)];
  expect(of(all, new Map([['t1', 4_000]])).resolution).toEqual({ count: 1, p50: 6_000, p95: 6_000 });
});

test('a promise that was said to be missed and was not is kept', () => {
  const [missed, kept, withdrawn] = [
    told('SlaBreached', 1, { clock: 'acceptance' }),
    told('SlaMet', 1, { clock: 'acceptance' }),
    told('SlaMet', 1, { clock: 'acceptance', withdraws: true }),
  ];
  expect(of([missed, kept]).promises).toEqual({ acceptance: { kept: 1, missed: 1 } });
  expect(of([missed, kept, withdrawn]).promises).toEqual({ acceptance: { kept: 2, missed: 0 } });
  expect(of([withdrawn]).promises).toEqual({ acceptance: { kept: 1, missed: 0 } });
});

test('ratings, how sure the router was, guardrails and what a model cost', () => {
  const numbers = of([
    told('CaseRated', 1, { rating: 5 }),
    told('CaseRated', 1, { rating: 5 }),
    ...[0.9, 0.2, 0.6, 0.4].map((confidence) => told('Routed', 1, {}, { confidence })),
    told('VerdictGiven', 1, {}, { failed: ['content'] }),
    told('VerdictGiven', 1, {}, { failed: ['fence'] }),
    told('ReplyProposed', 1, {}, { model: { tokens: 300, usd: 0.002 }, failed: ['model'] }),
    told('ReplyProposed', 1, {}, { model: { tokens: 0, usd: null } }),
  ]);
  expect(numbers).toMatchObject({
    ratings: [0, 0, 0, 0, 2],
    confidence: { count: 4, p25: 0.2, p50: 0.4, p75: 0.6 },
    guardrails: { content: 1, model: 1 },
    model: { calls: 2, tokens: 300, usd: 0.002, unknown: 1 },
  });
});
