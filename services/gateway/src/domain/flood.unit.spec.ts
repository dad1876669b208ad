import { expect, test } from '@jest/globals';
import { oneMore, tell } from './flood.ts';
import type { Flood } from './flood.ts';

const second = 1_000;
/** @returns how many were told of, at each moment */
const toldAt = (moments: readonly number[]): number[] => {
  let flood: Flood | undefined;
  return moments.map((now) => {
    const next = oneMore(flood, now);
    flood = next.flood;
    return next.told;
  });
};

test('the first is told at once, and so is one that comes long after it', () => expect(toldAt([0, 3_600 * second])).toEqual([1, 1]));

test('those of a minute are one number, told with the first after it', () =>
  expect(toldAt([0, 1, 2, 59 * second, 60 * second, 61 * second])).toEqual([1, 0, 0, 0, 4, 0]));

test('what nobody follows is told once its minute is over, once', () => {
  const { flood } = oneMore(oneMore(undefined, 0).flood, 1);
  expect(tell(flood, 59 * second).told).toBe(0);
  const rest = tell(flood, 60 * second);
  expect([rest.told, tell(rest.flood, 120 * second).told]).toEqual([1, 0]);
});
