import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Outcome } from './play.ts';
import { isHeavy } from './schedule.ts';

/** What struck was not counted at first. */
type Entry = Omit<Outcome, 'schedule' | 'struck' | 'struckByKind'> & Partial<Pick<Outcome, 'struck' | 'struckByKind'>>;

/** Outcomes of many runs, a line of JSON each: runs that were interrupted go on with the next seed. */
export class Book {
  private readonly entries: Entry[];

  constructor(private readonly file: string | undefined) {
    this.entries =
      file && existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Entry)
        : [];
  }

  /** @returns how much this run violated, if it stands here: it need not be run again, and what it found is not forgotten */
  violations(bus: string, kills: number, seed: number): number | undefined {
    const runs = this.entries.filter((entry) => entry.bus === bus && entry.seed === seed && faultsOf(entry) === kills);
    return runs.length > 0 ? runs.reduce((total, entry) => total + entry.violations.length, 0) : undefined;
  }

  enter({ schedule, ...entry }: Outcome): void {
    this.entries.push(entry);
    if (this.file) appendFileSync(this.file, `${JSON.stringify(entry.violations.length > 0 ? { ...entry, schedule } : entry)}\n`);
  }

  /** What all runs came to, as a table. */
  totals(): string {
    const sum = (of: readonly Entry[], number: (entry: Entry) => number) => of.reduce((total, entry) => total + number(entry), 0);
    const row = (name: string, of: readonly Entry[]) => [
      name,
      of.length,
      sum(of, faultsOf),
      sum(of, ({ struck }) => struck ?? 0),
      sum(of, killsOf),
      sum(of, ({ written }) => written),
      sum(of, ({ takeovers }) => takeovers),
      (['unknown', 'resent', 'unconfirmed'] as const).map((kind) => sum(of, ({ exceptions }) => exceptions[kind])).join(', '),
      sum(of, ({ overdue }) => overdue),
      sum(of, ({ violations }) => violations.length),
    ];
    const rows = [
      [
        'bus',
        'runs',
        'faults',
        'of them counted as struck',
        'of them processes killed or stopped',
        'messages',
        'takeovers',
        'unknown sends, resent, unconfirmed',
        'overdue',
        'violations',
      ],
      Array.from({ length: 10 }, () => '---'),
      ...(['embedded', 'kafka'] as const).map((bus) =>
        row(
          bus,
          this.entries.filter((entry) => entry.bus === bus),
        ),
      ),
      row('all', this.entries),
    ];
    return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
}

const faultsOf = ({ faults }: Entry): number => Object.values(faults).reduce((sum, one) => sum + one, 0);
const killsOf = ({ faults }: Entry): number =>
  Object.entries(faults)
    .filter(([kind]) => isHeavy({ kind }))
    .reduce((sum, [, one]) => sum + one, 0);
