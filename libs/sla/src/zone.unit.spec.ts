import { expect, test } from '@jest/globals';
import { dayOf, today } from './zone.ts';

const hour = 3_600_000;

test.each([
  ['2026-11-30', '2026-11-29T23:00:00.000Z', 24],
  ['2026-03-29', '2026-03-28T23:00:00.000Z', 23], // the clock goes forward
  ['2026-10-25', '2026-10-24T22:00:00.000Z', 25], // and back
  ['2027-01-01', '2026-12-31T23:00:00.000Z', 24],
])('%s in Berlin begins at %s and has %d hours', (day, begins, hours) => {
  const { from, to } = dayOf('Europe/Berlin', day);
  expect([new Date(from).toISOString(), (to - from) / hour]).toEqual([begins, hours]);
  expect([from, to - 1, to].map((at) => today('Europe/Berlin', at) === day)).toEqual([true, true, false]);
});

test('where the day before is still on, it is', () => {
  const at = Date.parse('2026-11-30T02:00:00Z');
  expect([today('America/New_York', at), today('Asia/Tokyo', at)]).toEqual(['2026-11-29', '2026-11-30']);
});
