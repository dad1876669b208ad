import type { DataSource } from 'typeorm';
import { failureOf } from './errors.ts';
import { trimRows } from './inbox-rows.ts';
import type { LeftOver } from './left-over.ts';

const DAY_MS = 86_400_000;
const EACH_MS = 1_000;
const TRIM_EACH_MS = 60_000;
const DEAD_LETTER_DAYS = 30;

/** Does what was found, if it is its own. */
export type Job = (found: LeftOver) => Promise<void>;

/** Who has work of its own under way when the process stops. */
export interface Ending {
  /** that it is about to: what has not begun is not begun any more */
  readonly near: () => void;
  /** resolves when nothing is under way */
  readonly drain: () => Promise<void>;
}

export interface SweeperOptions {
  readonly look: () => Promise<LeftOver>;
  readonly dataSource: DataSource;
  readonly clock: { now(): number };
  readonly retentionDays: number;
  readonly warn: (code: string) => void;
}

/** Does again and again what a crash may have left, each second of real time: one look, then what it found; each job by itself, so that one that fails stops no other. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private trimmedAt = 0;
  private trimming: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly options: SweeperOptions,
    private readonly jobs: readonly Job[],
  ) {}

  start(): void {
    this.stopping = false;
    this.timer ??= setInterval(() => void this.sweep(), EACH_MS).unref();
    void this.sweep();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopping = true;
    await this.running;
    await this.trimming;
  }

  /** One round; a round that is under way is the round. Never rejects. */
  sweep(): Promise<void> {
    this.running ??= this.round().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async round(): Promise<void> {
    const { look, warn } = this.options;
    const found = await look().catch((error: unknown) => warn(failureOf(error).code));
    if (found) for (const job of this.jobs) await job(found).catch((error: unknown) => warn(failureOf(error).code));
    // Beside the rounds: what waits to be published does not wait for what is forgotten.
    if (performance.now() - this.trimmedAt < TRIM_EACH_MS && this.trimmedAt > 0) return;
    this.trimmedAt = performance.now();
    this.trimming ??= this.trim()
      .catch((error: unknown) => this.options.warn(failureOf(error).code))
      .finally(() => {
        this.trimming = undefined;
      });
  }

  private async trim(): Promise<void> {
    const { dataSource, clock, retentionDays } = this.options;
    const before = { inbox: clock.now() - retentionDays * DAY_MS, deadLetters: clock.now() - DEAD_LETTER_DAYS * DAY_MS };
    await trimRows(dataSource, before, () => this.stopping);
  }
}
