import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarSchema, dueAt, isOpen, nextOpening, openMsBetween } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { defaultPolicy } from './matrix.ts';

const { calendar } = defaultPolicy;
const at = (iso: string): number => Date.parse(iso);
const nights: Calendar = {
  zone: 'Europe/Berlin',
  dates: {},
  week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [{ from: '22:00', to: '06:00' }], sun: [{ from: '05:00', to: '07:00' }] },
};

const sundays: Calendar = { ...nights, week: { ...nights.week, sat: [] } };

describe('a promise counts open time only', () => {
  test.each([
    ['within the day', '2026-11-23T10:00:00+01:00', 30, '2026-11-23T10:30:00+01:00'],
    ['over the night', '2026-11-23T17:45:00+01:00', 30, '2026-11-24T09:15:00+01:00'],
    ['over a week-end with its short Saturday', '2026-11-27T17:30:00+01:00', 300, '2026-11-30T09:30:00+01:00'],
    ['over Christmas with its partial day', '2026-12-24T11:30:00+01:00', 60, '2026-12-28T09:30:00+01:00'],
    ['over the change to summer time', '2026-03-27T17:30:00+01:00', 300, '2026-03-30T09:30:00+02:00'],
    ['over the change to winter time', '2026-10-24T13:30:00+02:00', 60, '2026-10-26T09:30:00+01:00'],
  ])('%s', (_name, start, minutes, due) => {
    expect(new Date(dueAt(at(start), minutes, calendar)).toISOString()).toBe(new Date(due).toISOString());
  });

  test('a night in which the clock goes forward is an hour shorter', () => {
    expect(openMsBetween(at('2026-03-28T22:00:00+01:00'), at('2026-03-29T06:00:00+02:00'), nights)).toBe(7 * 3_600_000);
  });

  test('a night in which the clock goes back is an hour longer', () => {
    expect(openMsBetween(at('2026-10-24T22:00:00+02:00'), at('2026-10-25T06:00:00+01:00'), nights)).toBe(9 * 3_600_000);
  });

  const early: Calendar = { ...nights, week: { ...nights.week, sat: [], sun: [{ from: '02:30', to: '03:00' }] } };
  test.each([
    ['begins', early],
    ['lies', { ...early, week: { ...early.week, sun: [{ from: '02:00', to: '03:00' }] } }],
  ])('on the day on which the clock jumps over it, what %s in the gap does not open', (_where, hours) => {
    const saturday = at('2026-03-28T12:00:00+01:00');
    expect(openMsBetween(saturday, at('2026-03-29T12:00:00+02:00'), hours)).toBe(0);
    expect(nextOpening(saturday, hours)).toBeGreaterThanOrEqual(at('2026-04-05T02:00:00+02:00'));
    expect(dueAt(saturday, 30, hours)).toBeLessThanOrEqual(at('2026-04-05T03:00:00+02:00'));
  });

  test('overlapping intervals count once', () => {
    expect(openMsBetween(at('2026-11-28T22:00:00+01:00'), at('2026-11-29T12:00:00+01:00'), nights)).toBe(9 * 3_600_000);
  });
});

test('outside hours the next opening is named', () => {
  expect(nextOpening(at('2026-11-28T20:00:00+01:00'), calendar)).toBe(at('2026-11-30T09:00:00+01:00'));
  expect(isOpen(at('2026-11-28T13:59:59+01:00'), calendar)).toBe(true);
  expect(isOpen(at('2026-11-28T14:00:00+01:00'), calendar)).toBe(false);
});

test('on the day on which the clock goes back, hours are what the wall shows', () => {
  expect(['04:59', '05:00', '06:59', '07:00'].map((time) => isOpen(at(`2026-10-25T${time}:00+01:00`), sundays))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('no time passes backwards', () => {
  const monday = at('2026-11-23T10:00:00+01:00');
  expect([openMsBetween(monday, monday, calendar), openMsBetween(monday, monday - 60_000, calendar)]).toEqual([0, 0]);
});

describe('the hours of a day', () => {
  const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const mondays = (...mon: { from: string; to: string }[]): Calendar =>
    calendarSchema.parse({ zone: 'Europe/Berlin', dates: {}, week: { ...closed, mon } });
  const open = (hours: Calendar) => openMsBetween(at('2026-11-22T00:00:00+01:00'), at('2026-11-26T00:00:00+01:00'), hours) / 3_600_000;

  test.each([
    [
      'one after the other',
      [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '18:00' },
      ],
      8,
    ],
    [
      'in another order',
      [
        { from: '13:00', to: '18:00' },
        { from: '09:00', to: '12:00' },
      ],
      8,
    ],
    ['until midnight', [{ from: '18:00', to: '24:00' }], 6],
    ['until midnight, as people write it', [{ from: '18:00', to: '00:00' }], 6],
    ['around the clock', [{ from: '09:00', to: '09:00' }], 24],
    ['over the night', [{ from: '22:00', to: '06:30' }], 8.5],
  ])('%s', (_what, mon, hours) => expect(open(mondays(...mon))).toBe(hours));

  test.each([
    ['never any', closed],
    ['a time that is none', { ...closed, mon: [{ from: '09:00', to: '24:30' }] }],
    ['a time without its zero', { ...closed, mon: [{ from: '9:00', to: '12:00' }] }],
  ])('are refused: %s', (_what, week) => expect(calendarSchema.safeParse({ zone: 'Europe/Berlin', dates: {}, week }).success).toBe(false));
});

describe('for any start, also around both DST days', () => {
  const start = fc.oneof(
    fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-01T00:00:00Z') }),
    fc.integer({ min: at('2026-03-27T00:00:00Z'), max: at('2026-03-31T00:00:00Z') }),
    fc.integer({ min: at('2026-10-23T00:00:00Z'), max: at('2026-10-27T00:00:00Z') }),
  );
  const minutes = fc.integer({ min: 1, max: 3000 });
  const anyCalendar = fc.constantFrom(
    calendar,
    nights,
    { ...calendar, zone: 'America/New_York' },
    { ...nights, zone: 'Australia/Lord_Howe' },
  );

  test('exactly the promised open time lies between start and due', () =>
    fc.assert(
      fc.property(start, minutes, anyCalendar, (from, count, hours) => {
        expect(openMsBetween(from, dueAt(from, count, hours), hours)).toBe(count * 60_000);
      }),
      { numRuns: 150 },
    ));

  test('a promise in two parts is the promise in one', () =>
    fc.assert(
      fc.property(start, minutes, minutes, anyCalendar, (from, a, b, hours) => {
        expect(dueAt(dueAt(from, a, hours), b, hours)).toBe(dueAt(from, a + b, hours));
      }),
      { numRuns: 150 },
    ));

  test('a later start is never due earlier, and a due moment is never closed time', () =>
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 86_400_000 }), minutes, anyCalendar, (from, later, count, hours) => {
        const due = dueAt(from, count, hours);
        expect(dueAt(from + later, count, hours)).toBeGreaterThanOrEqual(due);
        expect(isOpen(due - 1, hours)).toBe(true);
      }),
      { numRuns: 150 },
    ));
});
