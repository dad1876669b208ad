import { readFileSync, readdirSync } from 'node:fs';
import { slope } from './percentile.ts';

const TICK_MS = 10; // USER_HZ is 100 on every Linux that Node runs on
const PAGE_MB = 4096 / 1_048_576;

export interface ProcessSample {
  readonly pid: number;
  readonly name: string;
  readonly cpuMs: number;
  readonly rssMb: number;
}

interface Stat {
  pid: number;
  parent: number;
  cpuMs: number;
  rssMb: number;
  command: string;
}

function statOf(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (index: number) => Number(fields[index]);
    // of ended children too: a PostgreSQL backend's time goes to its postmaster
    const ticks = number(11) + number(12) + number(13) + number(14);
    return {
      pid: Number(pid),
      parent: number(1),
      cpuMs: ticks * TICK_MS,
      rssMb: number(21) * PAGE_MB,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    };
  } catch {
    return undefined;
  }
}

const nameOf = (command: string, own: boolean): string => {
  const service = /services\/([a-z-]+)\/dist\/main\.js/.exec(command) ?? /floor-main\.js ([a-z-]+)/.exec(command);
  if (service) return service[1]!;
  if (/postgres/.test(command)) return 'postgres';
  if (/kafka\.Kafka/.test(command)) return 'kafka';
  if (/load-main/.test(command)) return 'load';
  return own ? 'frontdesk' : 'other';
};

/** @returns a process and all below it. CPU time counts from each one's start; PostgreSQL's backends are one with their server. */
export function processTree(root: number, below: 'with children' | 'alone' = 'with children'): ProcessSample[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid) ?? []);
  const found: Stat[] = all.filter(({ pid }) => pid === root);
  for (const one of found) if (below === 'with children') found.push(...all.filter(({ parent }) => parent === one.pid));
  return found.map((one) => ({ pid: one.pid, name: nameOf(one.command, one.pid === root), cpuMs: one.cpuMs, rssMb: one.rssMb }));
}

const sum = (samples: readonly ProcessSample[], of: 'cpuMs' | 'rssMb'): Record<string, number> => {
  const totals: Record<string, number> = {};
  for (const sample of samples) totals[sample.name] = (totals[sample.name] ?? 0) + sample[of];
  return totals;
};

/** CPU and memory of processes between `start` and `stop`. */
export class ProcessMeter {
  private readonly before: Record<string, number>;
  private readonly startedAt = performance.now();
  private readonly memory: { x: number; y: number }[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly look: () => readonly ProcessSample[]) {
    this.before = sum(look(), 'cpuMs');
    this.timer = setInterval(() => this.memory.push({ x: (performance.now() - this.startedAt) / 60_000, y: this.nodeMb() }), 1_000);
  }

  /** @returns names by process id; CPU ms by name; resident memory of the Node processes at the end, MB, and its slope in the second half, MB a minute */
  stop(): {
    processes: Map<number, string>;
    cpuMs: Record<string, number>;
    rssMb: number;
    rssSlopeMbPerMinute: number;
    rss: Record<string, number>;
  } {
    clearInterval(this.timer);
    const samples = this.look();
    const after = sum(samples, 'cpuMs');
    const cpuMs = Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (this.before[name] ?? 0)]));
    return {
      processes: new Map(samples.map(({ pid, name }) => [pid, name])),
      cpuMs,
      rssMb: this.nodeMb(),
      rssSlopeMbPerMinute: slope(this.memory.slice(Math.floor(this.memory.length / 2))),
      rss: Object.fromEntries(Object.entries(sum(samples, 'rssMb')).filter(([name]) => name !== 'postgres')),
    };
  }

  private nodeMb(): number {
    return this.look()
      .filter(({ name }) => !['postgres', 'kafka', 'other'].includes(name))
      .reduce((total, { rssMb }) => total + rssMb, 0);
  }
}
