import type { Clock } from './clock.ts';

interface Job {
  due: number;
  order: number;
  run: () => void;
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs what is due on the movable clock, in order of its due time. */
export class Scheduler {
  private readonly clock: Clock;
  private readonly jobs: Job[] = [];
  private timer: NodeJS.Timeout | undefined;
  private order = 0;
  private closed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  at(due: number, run: () => void): void {
    const job = { due, order: this.order++, run };
    let index = this.jobs.length;
    while (index > 0 && this.jobs[index - 1]!.due > due) index -= 1;
    this.jobs.splice(index, 0, job);
    if (index === 0) this.arm();
  }

  /** To be called when the clock has moved. */
  poke(): void {
    this.arm();
  }

  clear(): void {
    this.jobs.length = 0;
    clearTimeout(this.timer);
  }

  close(): void {
    this.closed = true;
    this.clear();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const next = this.jobs[0];
    if (!next || this.closed) return;
    this.timer = setTimeout(() => this.fire(), Math.min(Math.max(0, next.due - this.clock.now()), LONGEST_TIMER));
    this.timer.unref();
  }

  private fire(): void {
    while (this.jobs.length > 0 && this.jobs[0]!.due <= this.clock.now()) this.jobs.shift()!.run();
    this.arm();
  }
}
