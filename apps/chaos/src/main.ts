import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '@frontdesk/demo';
import type { BusName } from '@frontdesk/demo';
import { Book } from './book.ts';
import { play } from './play.ts';
import type { Outcome } from './play.ts';
import { treeOf, upgrade } from './upgrade.ts';

const usage = `npm run chaos -- --bus embedded|kafka --kills N --seed S [--runs R] [--customers C] [--book FILE] [--json]
npm run chaos -- --from GIT-REF --seed S [--customers C] [--json]    old and new replicas side by side over Kafka
npm run chaos -- --book FILE --totals`;

/** Seeds S to S+R-1 one after the other: exit 0 only if nothing was violated. A seed that stands in the book is not run again, and counts as it stands there. */
async function main(signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    options: {
      bus: { type: 'string', default: 'embedded' },
      kills: { type: 'string' },
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '1' },
      customers: { type: 'string', default: '12' },
      book: { type: 'string' },
      totals: { type: 'boolean', default: false },
      from: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { json } = values;
  const book = new Book(values.book);
  if (values.totals) {
    console.log(book.totals());
    return 0;
  }
  if (values.from !== undefined)
    return upgradeFrom(values.from, numberOf('seed', values.seed), numberOf('customers', values.customers), json, signal);
  const bus = busOf(values.bus);
  const kills = numberOf('kills', values.kills ?? (bus === 'embedded' ? '500' : '100'));
  const [first, runs, customers] = [numberOf('seed', values.seed), numberOf('runs', values.runs), numberOf('customers', values.customers)];
  let failed = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const violations = book.violations(bus, kills, seed);
    if (violations !== undefined) {
      console.error(`seed ${seed} stands in the book${violations > 0 ? ` with ${violations} violations` : ''}`);
      if (violations > 0) failed += 1;
      continue;
    }
    const outcome = await play({ bus, kills, seed, customers, say: (line) => console.error(line), signal });
    book.enter(outcome);
    report(outcome, json);
    if (outcome.violations.length > 0) failed += 1;
  }
  return failed > 0 ? 1 : 0;
}

async function upgradeFrom(ref: string, seed: number, customers: number, json: boolean, signal: AbortSignal): Promise<number> {
  const say = (line: string) => console.error(line);
  const old = await treeOf(ref, say, signal);
  try {
    const outcome = { from: ref, ...(await upgrade({ oldRoot: old.root, seed, customers, eachMs: 30_000, say, signal })) };
    console.log(json ? JSON.stringify(outcome) : outcome);
    return outcome.violations.length > 0 ? 1 : 0;
  } finally {
    await old.forget();
  }
}

function report(outcome: Outcome, json: boolean): void {
  const { schedule, ...rest } = outcome;
  const failed = outcome.violations.length > 0;
  if (json) {
    console.log(JSON.stringify(failed ? outcome : rest));
    return;
  }
  for (const [key, value] of Object.entries(rest))
    if (key !== 'violations') console.log(`${key.padEnd(14)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  for (const violation of outcome.violations) console.log(`VIOLATED       ${violation}`);
  if (failed) console.log(`schedule of seed ${outcome.seed}\n${schedule.map((fault) => JSON.stringify(fault)).join('\n')}`);
  console.log(failed ? `${outcome.violations.length} violations` : 'nothing was violated');
}

function busOf(value: string): BusName {
  if (value !== 'embedded' && value !== 'kafka') throw new UsageError('--bus: expected embedded or kafka');
  return value;
}

function numberOf(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new UsageError(`--${name}: expected a whole number`);
  return Number(value);
}

runCommand(usage, main);
