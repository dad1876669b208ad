import { Signal } from './signal.ts';

/**
 * Turns that begin no sooner than `gapMs` (real time) after the one before began; after a quiet time one begins at once. So what comes close together
 * shares a turn: small at low rates, and at high rates, where a turn takes longer than the gap, as large as what came meanwhile.
 */
export class Pace {
  private beganAt = -Infinity;
  private readonly wake = new Signal();
  private readonly gapMs: number;

  constructor(gapMs: number) {
    this.gapMs = gapMs;
  }

  /** Resolves when the next turn begins. @param dueAt on the monotonic clock, ms: when the work that waits wants to begin at the latest */
  async turn(dueAt: () => number = () => 0): Promise<void> {
    for (;;) {
      const waitMs = Math.max(this.beganAt + this.gapMs, dueAt()) - performance.now();
      if (waitMs <= 0) break;
      await this.wake.wait(Math.ceil(waitMs));
    }
    this.beganAt = performance.now();
  }

  /** What waits may have become due earlier. */
  hurry(): void {
    this.wake.raise();
  }
}
