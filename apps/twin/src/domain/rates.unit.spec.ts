import { describe, expect, test } from '@jest/globals';
import type { Bucket } from './bucket.ts';
import { MANAGEMENT, PAIR, perSecond, take } from './bucket.ts';
import { nextAttempt, waitAfter } from './backoff.ts';

/** How many of `count` messages sent at `now` pass. */
function burst(bucket: Bucket | undefined, rate: typeof PAIR, now: number, count: number): { passed: number; bucket: Bucket | undefined } {
  let passed = 0;
  let current = bucket;
  for (let index = 0; index < count; index += 1) {
    const { ok, bucket: next } = take(current, rate, now);
    if (ok) passed += 1;
    current = next;
  }
  return { passed, bucket: current };
}

describe('the pair bucket', () => {
  test('lets 45 pass at once and then one in 6 s', () => {
    const first = burst(undefined, PAIR, 0, 60);
    expect(first.passed).toBe(45);
    expect(burst(first.bucket, PAIR, 5999, 5).passed).toBe(0);
    expect(burst(first.bucket, PAIR, 6000, 5).passed).toBe(1);
    expect(burst(first.bucket, PAIR, 60_000, 50).passed).toBe(10);
  });

  test('is full again after 45 × 6 s and never fuller', () => {
    const empty = burst(undefined, PAIR, 0, 45);
    expect(burst(empty.bucket, PAIR, 10 * 3_600_000, 100).passed).toBe(45);
  });
});

test('a number sends 80 in a second', () => {
  const first = burst(undefined, perSecond(80), 0, 200);
  expect(first.passed).toBe(80);
  expect(burst(first.bucket, perSecond(80), 500, 200).passed).toBe(40);
});

test('5,000 managing calls pass in an hour, and not one more', () => {
  const first = burst(undefined, MANAGEMENT, 0, 6000);
  expect(first.passed).toBe(5000);
  expect(burst(first.bucket, MANAGEMENT, 3_600_000, 6000).passed).toBe(5000);
});

describe('redelivery', () => {
  test('waits longer each time, and ends after 7 days', () => {
    const waits = Array.from({ length: 10 }, (_, attempt) => waitAfter(attempt + 1));
    expect(waits.slice(0, 4)).toEqual([5000, 30_000, 120_000, 600_000]);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    const dues: number[] = [];
    for (let due: number | undefined = 0; due !== undefined; due = nextAttempt(0, due, dues.length)) dues.push(due);
    expect(Math.max(...dues)).toBeLessThanOrEqual(7 * 24 * 3_600_000);
    expect(Math.max(...dues)).toBeGreaterThan(6 * 24 * 3_600_000);
    expect(dues.length).toBeGreaterThan(15);
  });
});
