import { expect, test } from '@jest/globals';
import { Breaker } from './breaker.ts';

const breaker = () => new Breaker({ failures: 3, pauseMs: 30_000, most: 2, forgottenMs: 60_000 });
const failing = (code: string, times = 3): Breaker => {
  const one = breaker();
  for (let failed = 0; failed < times; failed += 1) one.ended(code, 1_000);
  return one;
};

test.each(['TIMEOUT', 'NETWORK', 'MALFORMED', 'HTTP_429', 'HTTP_500', 'HTTP_401'])(
  'after three calls in a row that ended with %s nobody waits for 30 s',
  (code) => {
    expect(failing(code, 2).mayWait('m1', 1_000)).toBe(true);
    const open = failing(code);
    expect([open.mayWait('m1', 30_999), open.mayCall(30_999)]).toEqual([false, false]);
    expect([open.mayWait('m1', 31_000), open.mayCall(31_000)]).toEqual([true, true]);
  },
);

test('then one turn tries, and no other beside it; it is another 30 s if that fails, and over if it does not', () => {
  const open = failing('TIMEOUT');
  expect(open.mayCall(31_000)).toBe(true);
  expect([open.mayCall(31_000), open.mayWait('m2', 31_000)]).toEqual([false, false]);
  open.ended('HTTP_503', 32_000);
  expect([open.mayCall(61_999), open.mayCall(62_000)]).toEqual([false, true]);
  open.ended(undefined, 63_000);
  expect([open.mayCall(63_000), open.mayCall(63_000), open.mayWait('m3', 63_000)]).toEqual([true, true, true]);
});

test.each([undefined, 'SCHEMA', 'EMPTY', 'FILTERED', 'CUT'])('a model that answers, with %s, is not away', (code) => {
  const one = failing('TIMEOUT', 2);
  one.ended(code, 1_000);
  one.ended('TIMEOUT', 1_000);
  expect(one.mayCall(1_000)).toBe(true);
});

test('no more wait than there are places, one turn has one, and it is free when the turn ended or was never heard of again', () => {
  const one = breaker();
  expect(['m1', 'm1', 'm2', 'm3'].map((turn) => one.mayWait(turn, 0))).toEqual([true, true, true, false]);
  one.leave('m1');
  expect([one.mayWait('m3', 0), one.mayWait('m4', 59_999)]).toEqual([true, false]);
  expect(one.mayWait('m4', 60_000)).toBe(true);
});
