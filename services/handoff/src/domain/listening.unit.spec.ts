import { expect, test } from '@jest/globals';
import { listens, silentSince } from './listening.ts';

const [start, minute, grace] = [1_000_000_000, 60_000, 300_000];

test('who has not been heard for the grace is silent, once we have listened for as long', () => {
  const begun = listens(undefined, start, start);
  const later = listens(begun, start + 4 * minute, start + 4 * minute);
  expect(silentSince(later, start + 4 * minute, grace)).toBe(0);
  expect(silentSince(later, start + 6 * minute, grace)).toBe(start + minute);
});

test('a leap of the clock silences nobody', () => {
  const leapt = start + 25 * 60 * minute;
  const after = listens(listens(undefined, start, start), leapt, start + minute);
  expect(silentSince(after, leapt, grace)).toBe(0);
  expect(silentSince(listens(after, leapt + 6 * minute, start + 7 * minute), leapt + 6 * minute, grace)).toBe(leapt + minute);
});

test('a clock that is corrected by a second goes on', () => {
  expect(listens(listens(undefined, start, start), start + minute + 1_000, start + minute).since).toBe(start);
});
