import { halves } from './phrases.ts';
import type { Half } from './phrases.ts';
import { passes } from './pass.ts';
import type { Result } from './run.ts';

export interface Figures {
  readonly tasks: number;
  readonly trials: number;
  /** pass^1, pass^2, … */
  readonly passes: readonly number[];
}

export interface Report {
  readonly seed: number;
  readonly tasks: number;
  readonly trialsOfATask: number;
  readonly seconds: number;
  readonly halves: Partial<Record<Half, Figures>>;
  readonly families: Readonly<Record<string, Partial<Record<Half, Figures>>>>;
  /** the share of the trials in which the bot had to ask for other words at least once */
  readonly saidAgain: number;
  readonly failed: readonly Result[];
}

const most = 4;

export function reportOf(results: readonly Result[], seed: number, trials: number, seconds: number): Report {
  const families = [...new Set(results.map(({ task }) => task.family))].sort();
  return {
    seed,
    tasks: new Set(results.map(({ task }) => task.id)).size,
    trialsOfATask: trials,
    seconds: Math.round(seconds),
    halves: byHalf(results, trials),
    families: Object.fromEntries(
      families.map((family) => [
        family,
        byHalf(
          results.filter(({ task }) => task.family === family),
          trials,
        ),
      ]),
    ),
    saidAgain: Math.round((1000 * results.filter(({ saidAgain }) => saidAgain > 0).length) / results.length) / 1000,
    failed: results.filter(({ problems }) => problems.length > 0),
  };
}

function byHalf(results: readonly Result[], trials: number): Partial<Record<Half, Figures>> {
  const there = halves.filter((half) => results.some((result) => result.half === half));
  return Object.fromEntries(
    there.map((half) => {
      const succeeded = new Map<string, number>();
      for (const { task, problems } of results.filter((result) => result.half === half))
        succeeded.set(task.id, (succeeded.get(task.id) ?? 0) + (problems.length === 0 ? 1 : 0));
      return [half, { tasks: succeeded.size, trials, passes: passes([...succeeded.values()], trials, most) }];
    }),
  );
}

/** @param shown whose failed trials are shown with what was said; of the half that is held back only how many they are */
export function inWords(report: Report, shown: readonly Half[]): string {
  const { seed, tasks, trialsOfATask, seconds, failed } = report;
  const lines = [
    `${tasks} tasks, ${trialsOfATask} trials of each with each half of the wordings, seed ${seed}, ${seconds} s; other words asked for in ${share(report.saidAgain)} of the trials`,
    '',
    row('', 'half', ['pass^1', 'pass^2', 'pass^3', 'pass^4'].slice(0, trialsOfATask)),
    ...figures('all', report.halves),
    ...Object.entries(report.families).flatMap(([family, own]) => figures(family, own)),
  ];
  for (const half of halves) {
    const own = failed.filter((result) => result.half === half);
    lines.push('', `${own.length} trials failed of the ${half} half`);
    if (shown.includes(half)) lines.push(...own.map(told));
  }
  return lines.join('\n');
}

const share = (of: number): string => `${(100 * of).toFixed(1)} %`;
const row = (name: string, half: string, cells: readonly string[]): string =>
  `${name.padEnd(26)} ${half.padEnd(5)} ${cells.map((cell) => cell.padStart(7)).join(' ')}`;
const figures = (name: string, own: Partial<Record<Half, Figures>>): string[] =>
  halves.flatMap((half) =>
    own[half]
      ? [
          row(
            `${name} (${own[half].tasks})`,
            half,
            own[half].passes.map((one) => one.toFixed(3)),
          ),
        ]
      : [],
  );

const told = ({ task, trial, around, problems, said }: Result): string =>
  [
    `\n— ${task.id} (${task.who}, ${task.family}), trial ${trial}, ${around}`,
    ...problems.map((problem) => `   ✗ ${problem}`),
    ...said.map(({ by, text }) => `   ${by === 'customer' ? '>' : '<'} ${text.replaceAll('\n', '\n     ')}`),
  ].join('\n');
