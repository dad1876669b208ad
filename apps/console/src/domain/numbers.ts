import type { Day, Numbers, Spread } from '../api/numbers.ts';
import type { Reason } from '../api/types.ts';
import { spoken } from './countdown.ts';
import { amountWords, costWords } from './costs.ts';
import { durationWords } from './explanation.ts';
import { plain, reasonWords } from './words.ts';

export interface Line {
  readonly term: string;
  readonly says: string;
}
export interface Part {
  readonly title: string;
  readonly lines: readonly Line[];
}

const dayMs = 86_400_000;
/** @param by days @returns e.g. "2026-11-30" */
export const dayBeside = (day: string, by: number): string => new Date(Date.parse(day) + by * dayMs).toISOString().slice(0, 10);

const share = (count: number, of: number): string => (of === 0 ? String(count) : `${count} of ${of} (${Math.round((100 * count) / of)} %)`);
const time = (ms: number): string => (ms < 60_000 ? durationWords(ms) : spoken(ms));
const spread = ({ count, p50, p95 }: Spread): string =>
  p50 === null || p95 === null ? 'none' : `half within ${time(p50)}, 95 % within ${time(p95)}, of ${count}`;
const listed = (counts: Readonly<Record<string, number>>, wordsOf: (name: string) => string): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${wordsOf(name)} ${count}`)
    .join(', ');

const clocks: Record<string, string> = {
  acceptance: 'Taken by somebody',
  human_first_response: 'First answer of a person',
  next_response: 'Next answer of a person',
  resolution: 'Resolved',
};
const guards: Record<string, string> = {
  content: 'content',
  consent: 'consent',
  template: 'templates',
  window: 'window',
  switches: 'switched off',
  rate_limit: 'rate limit',
  model: "the model's words",
};

/** A day's numbers in words; what there was none of is said as such. */
export function partsOf({ numbers, costs, conversations }: Pick<Day, 'numbers' | 'costs' | 'conversations'>): Part[] {
  const { cases, handoffs, firstResponse: first, resolution, promises, confidence, guardrails } = numbers;
  const closed = cases.resolved + cases.inactivity + cases.deflected;
  const kept = Object.entries(promises).map(([clock, { kept: good, missed }]) => ({
    term: clocks[clock] ?? plain(clock),
    says: `${share(good, good + missed)} in time${missed > 0 ? `, ${missed} missed` : ''}`,
  }));
  return [
    {
      title: 'Cases',
      lines: [
        { term: 'Opened', says: String(cases.opened) },
        {
          term: 'Closed',
          says:
            closed === 0
              ? 'none'
              : `${closed}: ${cases.resolved} resolved by people, ${cases.inactivity + cases.deflected} ended with their window`,
        },
        { term: 'Without people', says: share(cases.deflected, closed) },
        { term: 'Went to people', says: cases.toPeople === undefined ? 'not known' : share(cases.toPeople, cases.opened) },
        { term: 'Why', says: listed(handoffs, (reason) => reasonWords(reason as Reason)) || 'none' },
      ],
    },
    {
      title: 'First response',
      lines: [
        { term: 'Took', says: spread(first) },
        { term: 'Within a minute', says: share(first.withinMinute, first.count) },
        { term: 'The bot gave up', says: String(first.givenUp) },
      ],
    },
    {
      title: 'Promises',
      lines: [
        ...(kept.length > 0 ? kept : [{ term: 'Kept', says: 'none was due' }]),
        { term: 'Resolution took', says: spread(resolution) },
      ],
    },
    { title: 'Customers said', lines: [{ term: 'Rating', says: ratingWords(numbers.ratings) }] },
    {
      title: 'Bot',
      lines: [
        {
          term: 'How sure it was',
          says:
            confidence.count === 0
              ? 'none: rules decided, or nothing was asked'
              : `a quarter below ${sure(confidence.p25)}, half below ${sure(confidence.p50)}, three quarters below ${sure(confidence.p75)}, of ${confidence.count}`,
        },
        { term: 'Guardrails', says: listed(guardrails, (name) => guards[name] ?? plain(name)) || 'none acted' },
      ],
    },
    {
      title: 'Cost',
      lines: [
        { term: 'Messages', says: costWords(costs) },
        { term: 'A conversation', says: perConversation(costs, conversations) },
        { term: 'Model', says: modelWords(numbers.model) },
      ],
    },
  ];
}

const sure = (value: number | null): string => (value ?? 0).toFixed(2);

function ratingWords(ratings: readonly number[]): string {
  const count = ratings.reduce((sum, one) => sum + one, 0);
  if (count === 0) return 'none';
  const mean = ratings.reduce((sum, one, index) => sum + one * (index + 1), 0) / count;
  const each = ratings.map((one, index) => `${index + 1}: ${one}`).toReversed();
  return `${mean.toFixed(1)} of 5, by ${count} (${each.join(', ')})`;
}

/** Nothing where some of the costs are not known: a mean of the others would look like one. */
function perConversation({ currency, messages: { micros, unknown } }: Day['costs'], conversations: number): string {
  if (conversations === 0) return 'none';
  if (Object.keys(unknown).length > 0) return `not known, ${conversations} conversation${conversations === 1 ? '' : 's'}`;
  if (micros === 0) return `free, ${conversations} conversation${conversations === 1 ? '' : 's'}`;
  return `${amountWords(Math.round(micros / conversations), currency)} in each of ${conversations}`;
}

function modelWords({ calls, tokens, usd, unknown }: Numbers['model']): string {
  if (calls === 0) return 'not asked';
  const known = unknown === calls ? 'cost not known' : `$${usd.toFixed(4)}${unknown > 0 ? `, ${unknown} not known` : ''}`;
  return `${calls} answers, ${tokens} tokens, ${known}`;
}
