import { expect, test } from '@jest/globals';
import { percentile, slope } from './percentile.ts';

test('a percentile is a value that was there, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 95, 99, 100]);
  expect(percentile([], 0.5)).toBe(0);
});

test('a slope is the change per unit', () => {
  expect(
    slope([
      { x: 0, y: 5 },
      { x: 1, y: 7 },
      { x: 2, y: 9 },
    ]),
  ).toBe(2);
  expect(slope([{ x: 1, y: 5 }])).toBe(0);
});
