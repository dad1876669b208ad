import { expect, test } from '@jest/globals';
import { afterBurst, dueAt, messagesOf } from './offer.ts';

test('without a burst messages are due one after the other, from the beginning on', () => {
  const offer = { rate: 4, seconds: 5, burst: false };
  expect([0, 1, 2, 19].map((index) => dueAt(offer, index))).toEqual([0, 0.25, 0.5, 4.75]);
  expect(messagesOf(offer)).toBe(20);
});

test('a burst is ten times the rate, for ten seconds from a quarter into the run on', () => {
  const offer = { rate: 2, seconds: 40, burst: true };
  const within = (from: number, to: number): number =>
    Array.from({ length: messagesOf(offer) }, (_, index) => dueAt(offer, index)).filter((at) => at >= from && at < to).length;
  expect([within(0, 10), within(10, 20), within(20, 30), within(30, 40)]).toEqual([20, 200, 20, 20]);
  expect(messagesOf(offer)).toBe(260);
  expect(afterBurst(offer.seconds)).toBe(30);
});
