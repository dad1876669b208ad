import { doubtsOf, lowestIdOf, outcomeOf, recordsOfSends, sentOf } from '@frontdesk/audit-logger';
import type { Doubt, Outcome, Priced } from '@frontdesk/audit-logger';
import { amountOf } from '@frontdesk/business';
import type { Rates } from '@frontdesk/business';
import type { Client } from 'pg';
import { queryOn } from './query.ts';

const dayMs = 24 * 60 * 60_000;
/** Meta tries to deliver for so long, and repeats a status for a week. */
const [beforeMs, afterMs] = [30 * dayMs, 8 * dayMs];

/** Messages that are alike in all that Meta's invoice tells apart, on a day (UTC) of their delivery, or else of their sending. */
export interface Line {
  readonly day: string;
  /** our number, as Meta's id */
  readonly number: string;
  readonly country: string;
  readonly category: string;
  readonly type: string;
  readonly state: Outcome['state'];
  /** of what is not known */
  readonly why: string;
  readonly messages: number;
  readonly micros: number | undefined;
}

export interface Doubtful {
  readonly doubt: Doubt;
  readonly conversationId: string;
  readonly sendId: string;
  readonly message: string;
}

export interface Asked {
  /** ms; the first day, and the one after the last */
  readonly from: number;
  readonly to: number;
  readonly rates: Rates | undefined;
  readonly now: number;
}

/**
 * What was sent in a time, what Meta said of it and what that costs, out of audit-logger's record alone; nothing is written. Of all messages few
 * are in memory, and the lines. @param doubtful is told of each message that does not add up
 */
export async function costs(client: Client, { from, to, rates, now }: Asked, doubtful: (about: Doubtful) => void): Promise<Line[]> {
  const query = queryOn(client);
  const lines = new Map<string, Line>();
  await query('BEGIN READ ONLY');
  try {
    await query('SET LOCAL search_path TO audit_logger');
    const between = [lowestIdOf(from - beforeMs), lowestIdOf(to + afterMs)];
    for await (const { conversationId, sendId, records } of recordsOfSends(query, 'id >= $1 AND id < $2', between)) {
      const sent = sentOf(records);
      for (const message of sent.messages) {
        const at = message.arrivedAt ?? message.sentAt;
        if (at < from || at >= to) continue;
        const line = lineOf(sent.number, message, at, outcomeOf(message, rates));
        const key = JSON.stringify([line.day, line.number, line.country, line.category, line.type, line.state, line.why]);
        lines.set(key, together(lines.get(key), line));
        for (const doubt of doubtsOf(sent, message, now)) doubtful({ doubt, conversationId, sendId, message: message.message });
      }
    }
  } finally {
    await query('ROLLBACK');
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

const lineOf = (number: string, { country, pricing }: Priced, at: number, outcome: Outcome): Line => ({
  day: new Date(at).toISOString().slice(0, 10),
  number,
  country,
  category: pricing?.category ?? '',
  type: pricing?.type ?? '',
  state: outcome.state,
  why: outcome.state === 'unknown' ? outcome.why : '',
  messages: 1,
  micros: outcome.state === 'unknown' ? undefined : outcome.micros,
});

const together = (sum: Line | undefined, { micros, ...line }: Line): Line =>
  sum ? { ...sum, messages: sum.messages + 1, micros: micros === undefined ? undefined : (sum.micros ?? 0) + micros } : { ...line, micros };

const columns = ['day', 'number', 'country', 'category', 'type', 'state', 'why', 'messages', 'amount', 'currency'] as const;

/** Meta's words are its own: what would end a field, or begin a formula, is quoted. */
const field = (value: string): string =>
  /^[\w .:/-]*$/.test(value) && !value.startsWith('-') ? value : `"'${value.replaceAll('"', '""')}"`;

function* cells(lines: readonly Line[], currency: string): Generator<string[]> {
  yield [...columns];
  for (const { day, number, country, category, type, state, why, messages, micros } of lines) {
    const amount = micros === undefined ? '' : amountOf(micros);
    yield [day, number, country, category, type, state, why, String(messages), amount, state === 'billed' ? currency : ''];
  }
}

export const csvOf = (lines: readonly Line[], currency: string): string =>
  [...cells(lines, currency)].map((row) => `${row.map(field).join(',')}\n`).join('');

/** For people: columns in line, and the sum. */
export function tableOf(lines: readonly Line[], currency: string): string {
  const rows = [...cells(lines, currency)].map((row) => row.map((cell) => (cell === '' ? '–' : cell)));
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const count = (state: Line['state']): number => lines.reduce((sum, line) => sum + (line.state === state ? line.messages : 0), 0);
  const micros = lines.reduce((sum, line) => sum + (line.micros ?? 0), 0);
  const known = `${count('billed')} billed for ${amountOf(micros)}${currency && ` ${currency}`}, ${count('free')} free, ${count('undelivered')} not delivered`;
  const unknown = count('unknown');
  const sum = `${known}${unknown > 0 ? `, ${unknown} of unknown cost: it is more than that, or as much` : ''}`;
  return `${rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n\n${sum}\n`;
}
