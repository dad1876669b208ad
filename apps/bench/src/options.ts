import { parseArgs } from 'node:util';
import { UsageError } from '@frontdesk/demo';
import type { BusName } from '@frontdesk/demo';
import { afterBurst } from './offer.ts';

export const usage = `npm run bench -- --bus embedded|kafka [--rate N] [--seconds S] [--json]    without --rate: as fast as it goes
  [--window N] [--customers N] [--no-floor] [--burst] [--hot N] [--stored N] [--past N]: docs/performance.md
npm run bench:stages -- [the same]`;

export interface BenchOptions {
  readonly bus: BusName;
  /** messages a second; undefined: as fast as it goes, with back-pressure */
  readonly rate: number | undefined;
  readonly seconds: number;
  readonly json: boolean;
  /** messages in the system at most when no rate is given */
  readonly window: number;
  /** people who write; each is met once before the measurement */
  readonly customers: number;
  /** false: the floor of this run is not measured */
  readonly floor: boolean;
  /** extra: ten times the rate for ten seconds, a quarter into the run */
  readonly burst: boolean;
  /** extra: one person writes this many messages in a row meanwhile, spread over the run */
  readonly hot: number;
  /** extra: so many conversations more are stored before the measurement */
  readonly stored: number;
  /** extra: so many inbox rows of each service, and records of the embedded log, are past their horizon and are forgotten meanwhile */
  readonly past: number;
  /** aborted: what was started is stopped, and the run rejects with its reason */
  readonly signal?: AbortSignal;
}

/** @throws UsageError that names the option which is wrong */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bus: { type: 'string', default: 'embedded' },
      rate: { type: 'string' },
      seconds: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      window: { type: 'string' },
      customers: { type: 'string' },
      floor: { type: 'boolean', default: true },
      burst: { type: 'boolean', default: false },
      hot: { type: 'string', default: '0' },
      stored: { type: 'string', default: '0' },
      past: { type: 'string', default: '0' },
    },
    allowNegative: true,
  });
  const bus = values.bus;
  if (bus !== 'embedded' && bus !== 'kafka') throw new UsageError('--bus: expected embedded or kafka');
  const rate = values.rate === undefined ? undefined : positive('rate', values.rate);
  const window = values.window === undefined ? 256 : positive('window', values.window);
  const seconds = positive('seconds', values.seconds);
  if (values.burst && rate === undefined) throw new UsageError('--burst: expected --rate too, of which it is ten times');
  if (values.burst && afterBurst(seconds) >= seconds)
    throw new UsageError('--seconds: expected at least 27 with --burst, so that something is written from 10 s after it');
  // A person may get 45 messages at once, then one in 6 s; and policy takes 20 a minute from one.
  const needed = Math.ceil((rate ?? 350) * 6.5 * (values.burst ? 3 : 1));
  return {
    bus,
    rate,
    window,
    seconds,
    json: values.json,
    floor: values.floor,
    burst: values.burst,
    hot: count('hot', values.hot),
    stored: count('stored', values.stored),
    past: count('past', values.past),
    customers: values.customers === undefined ? Math.max(300, needed) : positive('customers', values.customers),
  };
}

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new UsageError(`--${name}: expected a number above 0`);
  return number;
}

function count(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new UsageError(`--${name}: expected a whole number, 0 or more`);
  return number;
}
