import { tiers, topics, weekdays } from '../api/sla.ts';
import type { Hours, Promised, SlaPolicy, SlaSettings, Weekday } from '../api/sla.ts';

/** What somebody has changed of a policy and not saved: by field, so that it stays theirs over whatever a colleague saves meanwhile. */
export interface Edits {
  /** another policy as a whole, which the rest is changed of */
  readonly instead?: SlaPolicy;
  readonly zone?: string;
  readonly week: Readonly<Partial<Record<Weekday, readonly Hours[]>>>;
  /** null: a day like any other */
  readonly dates: Readonly<Record<string, readonly Hours[] | null>>;
  /** as typed, by field */
  readonly minutes: Readonly<Record<string, string>>;
}
export const noEdits: Edits = { week: {}, dates: {}, minutes: {} };

export const promises = ['firstResponse', 'nextResponse', 'acceptance', 'resolution'] as const;
type PromiseName = keyof Promised;

interface Cell {
  /** as the server names it, and without the promise */
  readonly field: string;
  readonly tier: (typeof tiers)[number];
  readonly topic: (typeof topics)[number];
  /** what is promised on that channel instead */
  readonly channel?: 'whatsapp';
  readonly promised: Promised;
}

export const latest = ({ installed, revisions }: SlaSettings): SlaPolicy => revisions[0]?.policy ?? installed;

/** The matrix as rows; a channel of which something else is promised has one of its own. */
export function rowsOf({ matrix }: SlaPolicy): Cell[] {
  return tiers.flatMap((tier) =>
    topics.flatMap((topic): Cell[] => {
      const field = `matrix.${tier}.${topic}`;
      const { on, ...promised } = matrix[tier][topic];
      const there = on?.whatsapp;
      return [
        { field, tier, topic, promised },
        ...(there ? [{ field: `${field}.on.whatsapp`, tier, topic, channel: 'whatsapp' as const, promised: there }] : []),
      ];
    }),
  );
}

/** @returns NaN for what is no number of minutes */
export const minutesOf = (typed: string): number =>
  /^\d{1,6}([.,]\d+)?$/.test(typed.trim()) ? Number(typed.trim().replace(',', '.')) : NaN;

/** The policy as it would be saved. */
export function edited(policy: SlaPolicy, { instead, zone, week, dates, minutes }: Edits): SlaPolicy {
  const made = structuredClone(instead ?? policy);
  made.calendar.zone = zone?.trim() ?? made.calendar.zone;
  for (const [day, hours] of Object.entries(week)) made.calendar.week[day as Weekday] = [...hours];
  for (const [date, hours] of Object.entries(dates)) {
    if (hours) made.calendar.dates[date] = [...hours];
    else delete made.calendar.dates[date];
  }
  for (const { field, tier, topic, channel } of rowsOf(made)) {
    const cell = made.matrix[tier][topic];
    const promised = channel ? cell.on![channel]! : cell;
    for (const name of promises) {
      const typed = minutes[`${field}.${name}`];
      if (typed !== undefined) promised[name] = minutesOf(typed);
    }
  }
  return made;
}

/** Fields that cannot be saved as they stand. */
export function wrongFields(policy: SlaPolicy): string[] {
  const { week, dates } = policy.calendar;
  const isWhole = ({ from, to }: Hours): boolean => from !== '' && to !== '';
  return [
    ...rowsOf(policy).flatMap(({ field, promised }) => promises.filter((name) => !(promised[name] > 0)).map((name) => `${field}.${name}`)),
    ...weekdays.filter((day) => !week[day].every(isWhole)).map((day) => `calendar.week.${day}`),
    ...Object.keys(dates)
      .filter((date) => !dates[date]!.every(isWhole))
      .map((date) => `calendar.dates.${date}`),
  ];
}

export const dayNames: Record<Weekday, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};
export const tierNames = { vip: 'VIP', trade: 'Trade', retail: 'Retail' } as const;
export const topicNames = { refund: 'refund', delivery: 'delivery', technical: 'technical', general: 'anything else' } as const;
export const promiseNames: Record<PromiseName, string> = {
  firstResponse: 'first answer',
  nextResponse: 'next answer',
  acceptance: 'taken over',
  resolution: 'solved',
};

const named = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
/** `2026-12-24` → `Thu, 24 Dec 2026` */
export const dateWords = (date: string): string => named.format(Date.parse(date));

export const rowWords = ({ tier, topic, channel }: Pick<Cell, 'tier' | 'topic' | 'channel'>): string =>
  `${tierNames[tier]}, ${topicNames[topic]}${channel ? ', on WhatsApp' : ''}`;

export const hoursWords = (hours: readonly Hours[] | undefined): string => {
  if (!hours) return 'like any other of its weekday';
  return hours.length === 0 ? 'closed' : hours.map(({ from, to }) => `${from}–${to}`).join(' and ');
};

/** What is another in one policy than in the other, a sentence each. */
export function changesOf(before: SlaPolicy, after: SlaPolicy): string[] {
  const was = new Map(rowsOf(before).map(({ field, promised }) => [field, promised]));
  const there = new Set(rowsOf(after).map(({ field }) => field));
  const [old, now] = [before.calendar, after.calendar];
  const change = (what: string, from: string, to: string): string[] => (from === to ? [] : [`${what}: ${to}, was ${from}`]);
  return [
    ...rowsOf(after).flatMap((row) => {
      const promised = was.get(row.field);
      return promises.flatMap((name) =>
        change(
          `${rowWords(row)}, ${promiseNames[name]}`,
          promised ? `${promised[name]} min` : 'as on every channel',
          `${row.promised[name]} min`,
        ),
      );
    }),
    ...rowsOf(before).flatMap((row) => (there.has(row.field) ? [] : [`${rowWords(row)}: as on every channel`])),
    ...weekdays.flatMap((day) => change(dayNames[day], hoursWords(old.week[day]), hoursWords(now.week[day]))),
    ...[...new Set([...Object.keys(old.dates), ...Object.keys(now.dates)])]
      .toSorted()
      .flatMap((date) => change(dateWords(date), hoursWords(old.dates[date]), hoursWords(now.dates[date]))),
    ...change('Time zone', old.zone, now.zone),
  ];
}

/** What the server found wrong, in the page's words. @param fields as it names them */
export function refusalWords(fields: readonly string[]): string {
  const words = new Set(fields.map((field) => fieldWords(field.replace(/^policy\./, ''))));
  return `Nothing was saved. Please look at: ${[...words].join('; ')}.`;
}

function fieldWords(field: string): string {
  const [part, first = '', second = '', ...rest] = field.split('.');
  if (part === 'reason') return 'the reason, 3 to 200 characters';
  if (field === 'matrix') return 'what is promised: it is more than a year of opening hours';
  if (field === 'calendar.week') return 'the opening hours: no day is open';
  if (field === 'calendar.zone') return 'the time zone: it is not known';
  if (part === 'calendar' && first === 'week') return dayNames[second as Weekday] ?? field;
  if (part === 'calendar' && first === 'dates') return /^\d{4}-\d\d-\d\d$/.test(second) ? second : field;
  const row = { tier: first, topic: second, ...(rest[0] === 'on' ? { channel: rest[1] } : {}) } as Cell;
  const promise = promiseNames[rest.at(-1) as PromiseName];
  return part === 'matrix' && promise ? `${rowWords(row)}, ${promise}` : field;
}
