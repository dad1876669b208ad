import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Numbers } from './numbers.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const nothing = async () => undefined;
const second = 1_000;
const refused = { kind: 'rejected', code: 80007, title: '', details: '', httpStatus: 400, retryClass: 'B', retryAfterMs: 5 * 60 * second };

test('each number is asked for again when its own wait is over: what Meta refuses of one keeps none of the others waiting, and is not asked sooner for them', async () => {
  const answers: Record<string, object> = {
    refused,
    away: { kind: 'not_written', reason: 'ECONNREFUSED' },
    fine: { kind: 'accepted', number: {} },
  };
  const asked: string[] = [];
  const graph = { number: async (id: string) => (asked.push(id), answers[id]) };
  const settings = { current: { WHATSAPP_PHONE_NUMBER_ID: Object.keys(answers) } };
  const log = { warn: () => undefined, error: () => undefined };
  const numbers = new Numbers(graph as never, { learn: nothing } as never, { is: nothing } as never, settings as never, log as never);
  const times = (id: string) => asked.filter((one) => one === id).length;
  numbers.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(4 * 60 * second);
  expect([times('refused'), times('fine')]).toEqual([1, 1]);
  expect(times('away')).toBeGreaterThan(10);
  await jest.advanceTimersByTimeAsync(2 * 60 * second);
  expect([times('refused'), times('fine')]).toEqual([2, 1]);
  await jest.advanceTimersByTimeAsync(5 * 60 * second);
  expect(times('fine')).toBe(2);
  numbers.readSoon();
  await jest.advanceTimersByTimeAsync(2 * second);
  expect(times('fine')).toBe(3);
  await numbers.beforeApplicationShutdown();
});
