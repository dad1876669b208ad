import type { Difference } from './compare.ts';
import type { Changed, Outcome } from './replay.ts';

/** For people: a line for each service, and behind it what it decides otherwise. */
export function report(outcomes: readonly Outcome[]): string {
  return outcomes.map((outcome) => [summary(outcome), ...outcome.changed.map((one) => changes(one, outcome.bundle))].join('\n')).join('\n');
}

function summary({ service, bundle, bundlesBefore, decided, left, changed }: Outcome): string {
  const what = changed.length === 0 ? 'identical' : `${changed.length} otherwise`;
  const others = bundlesBefore.filter((one) => one !== bundle);
  const by = bundle === '' ? '' : `  ${bundle}${others.length > 0 ? ` (then ${others.join(', ')})` : ''}`;
  const rest = Object.entries(left).map(([why, count]) => `\n${' '.repeat(17)}${String(count).padStart(5)} not decided again: ${why}`);
  return `${service.padEnd(17)}${String(decided).padStart(5)} decided again, ${what}${by}${rest.join('')}`;
}

function changes({ conversation, message: { id, type, decidedAt }, bundleBefore, differences }: Changed, bundle: string): string {
  const under = bundleBefore === bundle ? bundle : `${bundleBefore || 'nothing said'} then, ${bundle} now`;
  const head = `  ${conversation}  ${type} ${id} of ${new Date(decidedAt).toISOString()}${under === '' ? '' : `  (${under})`}`;
  return [head, ...differences.flatMap(lines)].join('\n');
}

const lines = ({ what, before, after }: Difference): string[] => [
  `    ${what}`,
  ...(before === undefined ? [] : [`      - ${JSON.stringify(before)}`]),
  ...(after === undefined ? [] : [`      + ${JSON.stringify(after)}`]),
];
