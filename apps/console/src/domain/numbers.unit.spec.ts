import { expect, test } from '@jest/globals';
import type { Day } from '../api/numbers.ts';
import { dayBeside, partsOf } from './numbers.ts';

const none = { count: 0, p50: null, p95: null };
const empty: Pick<Day, 'numbers' | 'costs' | 'conversations'> = {
  numbers: {
    cases: { opened: 0, resolved: 0, inactivity: 0, deflected: 0, toPeople: 0 },
    handoffs: {},
    firstResponse: { ...none, withinMinute: 0, givenUp: 0 },
    resolution: none,
    promises: {},
    ratings: [0, 0, 0, 0, 0],
    confidence: { count: 0, p25: null, p50: null, p75: null },
    guardrails: {},
    model: { calls: 0, tokens: 0, usd: 0, unknown: 0 },
  },
  costs: { currency: '', messages: { micros: 0, billed: 0, free: 0, undelivered: 0, unknown: {} } },
  conversations: 0,
};
const said = (day: typeof empty): Record<string, string> =>
  Object.fromEntries(partsOf(day).flatMap(({ lines }) => lines.map(({ term, says }) => [term, says])));

test('a day is said in counts and what they are of', () => {
  const numbers: Day['numbers'] = {
    cases: { opened: 40, resolved: 8, inactivity: 2, deflected: 30, toPeople: 9 },
    handoffs: { VIP: 2, ASKED: 8 },
    firstResponse: { count: 38, p50: 900, p95: 62_000, withinMinute: 36, givenUp: 1 },
    resolution: { count: 8, p50: 3_600_000, p95: 90_000_000 },
    promises: { acceptance: { kept: 9, missed: 1 } },
    ratings: [0, 0, 0, 1, 3],
    confidence: { count: 30, p25: 0.5, p50: 0.81, p75: 0.9 },
    guardrails: { content: 1, rate_limit: 4 },
    model: { calls: 10, tokens: 3_000, usd: 0.0123, unknown: 2 },
  };
  const costs = { currency: 'EUR', messages: { micros: 2_000_000, billed: 20, free: 60, undelivered: 0, unknown: {} } };
  expect(said({ numbers, costs, conversations: 40 })).toEqual({
    Opened: '40',
    Closed: '40: 8 resolved by people, 32 ended with their window',
    'Without people': '30 of 40 (75 %)',
    'Went to people': '9 of 40 (23 %)',
    Why: 'asked for a person 8, VIP customer 2',
    Took: 'half within 900 ms, 95 % within 1 minute, of 38',
    'Within a minute': '36 of 38 (95 %)',
    'The bot gave up': '1',
    'Taken by somebody': '9 of 10 (90 %) in time, 1 missed',
    'Resolution took': 'half within 1 hour, 95 % within 1 day, of 8',
    Rating: '4.8 of 5, by 4 (5: 3, 4: 1, 3: 0, 2: 0, 1: 0)',
    'How sure it was': 'a quarter below 0.50, half below 0.81, three quarters below 0.90, of 30',
    Guardrails: 'rate limit 4, content 1',
    Messages: '2.00 EUR for 20 of 80 messages',
    'A conversation': '0.05 EUR in each of 40',
    Model: '10 answers, 3000 tokens, $0.0123, 2 not known',
  });
});

test('what the release before does not say is not known', () =>
  expect(said({ ...empty, numbers: { ...empty.numbers, cases: { opened: 1, resolved: 0, inactivity: 0, deflected: 0 } } })).toMatchObject({
    'Went to people': 'not known',
  }));

test('of what there was none, that is said, and what is not known is not taken for nothing', () => {
  const words = said(empty);
  expect([words['Took'], words['Rating'], words['Model'], words['Guardrails'], words['Kept'], words['A conversation']]).toEqual([
    'none',
    'none',
    'not asked',
    'none acted',
    'none was due',
    'none',
  ]);
  const costs = { currency: '', messages: { micros: 0, billed: 0, free: 0, undelivered: 0, unknown: { no_rates: 2 } } };
  expect(said({ ...empty, costs, conversations: 2 })['A conversation']).toBe('not known, 2 conversations');
});

test('days follow each other over the end of a month', () => {
  expect([dayBeside('2026-11-30', 1), dayBeside('2026-03-01', -1)]).toEqual(['2026-12-01', '2026-02-28']);
});
