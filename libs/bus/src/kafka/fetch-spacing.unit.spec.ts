import { expect, test } from '@jest/globals';
import { FetchSpacing } from './fetch-spacing.ts';

function after(spacing: FetchSpacing, fetches: number, ...tookMs: readonly number[]): number {
  for (let fetch = 0; fetch < fetches; fetch += 1) {
    for (const ms of tookMs) spacing.handled(ms);
    spacing.next();
  }
  return spacing.next();
}

test('fetches come close together while batches are quick, and further apart where they take long, up to a tenth of a second', () => {
  const spacing = new FetchSpacing(false);
  expect(spacing.next()).toBe(20);
  expect(after(spacing, 50, 5)).toBe(20);
  expect(after(spacing, 50, 20)).toBeCloseTo(50, 0);
  expect(after(spacing, 50, 500)).toBe(100);
  expect(after(spacing, 50, 5)).toBe(20);
});

test('what waits for company does not count beside what does not', () => {
  expect(after(new FetchSpacing(false), 50, 80, 5, 60)).toBe(20);
});

test('nothing handled meanwhile changes nothing', () => {
  const spacing = new FetchSpacing(false);
  const slow = after(spacing, 50, 20);
  expect(after(spacing, 50)).toBe(slow);
});

test('who watches has patience, however quick it is', () => {
  expect(after(new FetchSpacing(true), 50, 1)).toBe(400);
});
