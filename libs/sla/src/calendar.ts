import { z } from 'zod';
import { instantOf, wallClock } from './zone.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const WEEK = 7 * DAY;
/** further ahead no calendar is searched than this many weeks without holidays: nobody promises more than 52 of them */
const HORIZON_WEEKS = 57;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
/** Local wall time; `to` at or before `from` is on the next day. */
const interval = z.strictObject({ from: time, to: time });
const day = z.array(interval);
const everOpens = (week: Record<string, unknown[]>): boolean => Object.values(week).some((hours) => hours.length > 0);

/** Opening hours: by weekday, and by date for holidays (`[]`) and partial days. */
export const calendarSchema = z.strictObject({
  zone: z.string().refine(isZone, 'not an IANA time zone'),
  week: z.strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }).refine(everOpens, 'never open'),
  dates: z.record(z.iso.date(), day),
});
export type Calendar = z.infer<typeof calendarSchema>;

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const inMinutes = (hours: z.infer<typeof day>): { from: number; to: number }[] =>
  hours.map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) + (minutesOf(to) <= minutesOf(from) ? 24 * 60 : 0) }));

function hoursOf(calendar: Calendar, midnight: number): { from: number; to: number }[] {
  const date = new Date(midnight);
  const hours = calendar.dates[date.toISOString().slice(0, 10)] ?? calendar.week[weekdays[date.getUTCDay()]!];
  return inMinutes(hours)
    .sort((a, b) => a.from - b.from)
    .map(({ from, to }) => ({
      from: instantOf(calendar.zone, midnight + from * MINUTE),
      to: instantOf(calendar.zone, midnight + to * MINUTE),
    }));
}

/** Spans of open time from `at` on, ms, in order, not overlapping; the first is clipped to begin at `at` if that is open. */
function* openings(calendar: Calendar, at: number): Generator<{ from: number; to: number }> {
  const today = Math.floor(wallClock(calendar.zone, at) / DAY) * DAY;
  let reached = at;
  // a date closes one day of its week
  const weeks = HORIZON_WEEKS + Object.keys(calendar.dates).length;
  for (let ahead = -1; ahead <= 7 * weeks; ahead += 1) {
    for (const { from, to } of hoursOf(calendar, today + ahead * DAY)) {
      const begins = Math.max(from, reached);
      if (to <= begins) continue; // over already, or in the hour that a clock jumps over
      yield { from: begins, to };
      reached = to;
    }
  }
  throw new RangeError(`the calendar does not open for so long within ${weeks} weeks`);
}

/** @returns `at` if that is open, else the moment of the next opening (ms) */
export function nextOpening(at: number, calendar: Calendar): number {
  for (const { from } of openings(calendar, at)) return from;
  return at;
}

export const isOpen = (at: number, calendar: Calendar): boolean => nextOpening(at, calendar) === at;

/**
 * The moment at which `minutes` of open time have passed since `start` (ms). Elapsed time counts, so a night with a DST change is as long as it is.
 * @throws RangeError for more than 52 weeks without holidays, which no policy may promise
 */
export function dueAt(start: number, minutes: number, calendar: Calendar): number {
  let left = minutes * MINUTE;
  for (const { from, to } of openings(calendar, start)) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return start;
}

/** Open time between two moments, ms; 0 if `to` is not after `from`. */
export function openMsBetween(from: number, to: number, calendar: Calendar): number {
  if (to <= from) return 0;
  let open = 0;
  for (const span of openings(calendar, from)) {
    if (span.from >= to) return open;
    open += Math.min(span.to, to) - span.from;
  }
  return open;
}

/** Open minutes of a week without holidays; hours that overlap count once. */
export const minutesAWeek = ({ week }: Calendar): number =>
  everOpens(week) ? openMsBetween(WEEK, 2 * WEEK, { zone: 'UTC', week, dates: {} }) / MINUTE : 0;
