import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { testTime } from '@frontdesk/testing';
import { ConsoleWorld } from '../test/console-world.ts';
import type { Answer } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const spread = { count: 0, p50: null, p95: null };
const day = {
  numbers: {
    cases: { opened: 3, resolved: 1, inactivity: 0, deflected: 2, toPeople: 1 },
    handoffs: { ASKED: 1 },
    firstResponse: { count: 3, p50: 900, p95: 2_100, withinMinute: 3, givenUp: 0 },
    resolution: spread,
    promises: { acceptance: { kept: 1, missed: 0 } },
    ratings: [0, 0, 0, 0, 1],
    confidence: { count: 0, p25: null, p50: null, p75: null },
    guardrails: {},
    model: { calls: 0, tokens: 0, usd: 0, unknown: 0 },
  },
  costs: { currency: 'EUR', messages: { micros: 0, billed: 0, free: 3, undelivered: 0, unknown: {} } },
  conversations: 3,
};
beforeEach(() => {
  world.day = day;
});
const numbers = async (name: string, query = ''): Promise<Answer> => world.call(await world.signIn(name), `api/numbers${query}`);
const asked = () => world.sought.at(-1);
const hour = 3_600_000;

test('a day is read of an audit-logger of the release before, which does not say how many went to people', async () => {
  world.day = { ...day, numbers: { ...day.numbers, cases: { opened: 3, resolved: 1, inactivity: 0, deflected: 2 } } } as typeof day;
  expect(await numbers('lena')).toMatchObject({ status: 200, body: world.day as object });
});

test("leads and admins read a day, as the business's clock has it; without one, today", async () => {
  const today = new Date(testTime + hour).toISOString().slice(0, 10); // Berlin, in March
  expect(await numbers('lena')).toMatchObject({ status: 200, body: { ...day, zone: 'Europe/Berlin', day: today, today } });
  expect(asked()).toEqual({ from: Date.parse(today) - hour, to: Date.parse(today) + 23 * hour });
  expect(await numbers('ada', '?day=2026-02-03')).toMatchObject({ status: 200, body: { day: '2026-02-03', today } });
  expect(asked()).toEqual({ from: Date.parse('2026-02-03') - hour, to: Date.parse('2026-02-03') + 23 * hour });
});

test('nobody else does, and no day that has not begun', async () => {
  for (const name of ['ana', 'carl']) expect(await numbers(name)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  for (const query of ['?day=2026-12-31', '?day=yesterday', '?day=2026-02-30'])
    expect(await numbers('lena', query)).toMatchObject({ status: 400, body: { fields: ['day'] } });
});

test('while audit-logger is away, or is a release behind, that is said', async () => {
  world.day = { messages: [] };
  expect(await numbers('lena')).toMatchObject({ status: 502, body: { code: 'NUMBERS_UNAVAILABLE' } });
});
