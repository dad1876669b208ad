import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '@frontdesk/demo';
import { halves } from './phrases.ts';
import { inWords, reportOf } from './report.ts';
import { run } from './run.ts';
import { loadTasks } from './task.ts';

const usage = `npm run world -- [--trials 4] [--seed 1] [--half open|held] [--only PART-OF-AN-ID] [--show-held] [--json]`;

/** Plays every task of the retail world and says how many are solved, once and reliably. What fails is a finding, not an error: exit 0. */
async function main(signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    options: {
      trials: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      half: { type: 'string' },
      only: { type: 'string', default: '' },
      'show-held': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [count, seed] = [numberOf('trials', values.trials), numberOf('seed', values.seed)];
  const wanted = halves.filter((half) => values.half === undefined || half === values.half);
  if (wanted.length === 0) throw new UsageError('--half: expected open or held');
  const tasks = loadTasks().filter(({ id }) => id.includes(values.only));
  if (tasks.length === 0) throw new UsageError(`--only: no task is called so: ${values.only}`);
  const trials = tasks.flatMap((task) =>
    wanted.flatMap((half) => Array.from({ length: count }, (_, index) => ({ task, half, trial: index + 1 }))),
  );
  const from = performance.now();
  let done = 0;
  const results = await run({
    trials,
    seed,
    signal,
    each: () => {
      done += 1;
      if (done % 50 === 0) console.error(`${done} of ${trials.length} trials, ${Math.round((performance.now() - from) / 1000)} s`);
    },
  });
  const report = reportOf(results, seed, count, (performance.now() - from) / 1000);
  const shown = halves.filter((half) => half === 'open' || values['show-held']);
  console.log(
    values.json ? JSON.stringify({ ...report, failed: report.failed.filter(({ half }) => shown.includes(half)) }) : inWords(report, shown),
  );
  return 0;
}

function numberOf(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new UsageError(`--${name}: expected a number from 1 on`);
  return Number(value);
}

runCommand(usage, main);
