const DAY = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

/** What a clock on the wall shows, as if it were UTC: ms since the epoch, whole seconds. */
export function wallClock(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
}

const offsetAt = (zone: string, at: number): number => wallClock(zone, at) - Math.floor(at / 1000) * 1000;

/**
 * The moment at which the wall shows `wall` (as from `wallClock`). A time that comes twice is the first one, a time that is skipped lies as far
 * behind the gap as it stands in it: ECMAScript Temporal's "compatible".
 */
export function instantOf(zone: string, wall: number): number {
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  const early = wall - Math.max(before, after);
  const late = wall - Math.min(before, after);
  return wallClock(zone, early) === wall ? early : late;
}

/** @param day e.g. "2026-11-30" @returns when it begins and ends there, ms; on two days of the year it has an hour less or more */
export function dayOf(zone: string, day: string): { from: number; to: number } {
  const wall = Date.parse(day);
  return { from: instantOf(zone, wall), to: instantOf(zone, wall + DAY) };
}

/** Which day it is there, e.g. "2026-11-30". */
export const today = (zone: string, now: number): string => new Date(wallClock(zone, now)).toISOString().slice(0, 10);
