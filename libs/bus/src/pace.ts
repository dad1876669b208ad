import { Signal } from './signal.ts';

/** A turn is begun this many times as seldom as one lasts. */
const REST = 2.5;
/** Share of the last turn in how long one usually lasts. */
const LATEST = 0.2;

/**
 * Turns that begin no sooner than a gap (real time) after the one before began; after a quiet time one begins at once. So what comes close together
 * shares a turn: small at low rates, and at high rates, where a turn takes longer than the gap, as large as what came meanwhile. In between, where
 * turns take longer because the machine has much to do, the gap grows with them, so that there are fewer and larger ones before nothing else helps.
 */
export class Pace {
  private beganAt = -Infinity;
  private usualMs = 0;
  private readonly wake = new Signal();
  private readonly gapMs: number;
  private readonly longestMs: number;

  /** @param longestMs what the gap grows to at most, for whoever says when a turn has ended */
  constructor(gapMs: number, longestMs = gapMs) {
    this.gapMs = gapMs;
    this.longestMs = longestMs;
  }

  /** From the beginning of a turn to the next, ms. */
  get gap(): number {
    return Math.min(this.longestMs, Math.max(this.gapMs, REST * this.usualMs));
  }

  /** Resolves when the next turn begins. @param dueAt on the monotonic clock, ms: when the work that waits wants to begin at the latest */
  async turn(dueAt: () => number = () => 0): Promise<void> {
    for (;;) {
      const waitMs = Math.max(this.beganAt + this.gap, dueAt()) - performance.now();
      if (waitMs <= 0) break;
      await this.wake.wait(Math.ceil(waitMs));
    }
    this.beganAt = performance.now();
  }

  /** @param tookMs how long the turn lasted */
  ended(tookMs = performance.now() - this.beganAt): void {
    this.usualMs += LATEST * (tookMs - this.usualMs);
  }

  /** What waits may have become due earlier. */
  hurry(): void {
    this.wake.raise();
  }
}

/** Between the beginnings of two transactions. A reply passes a dozen of them, so this is felt; a transaction costs as much for one message as for five. */
const TRANSACTION_GAP_MS = 10;
/** Where transactions last long because the machine is busy: fewer and larger ones, before replies wait for each other. */
const LONGEST_TRANSACTION_GAP_MS = 40;

/** Of a service's transactions. */
export const transactionPace = (): Pace => new Pace(TRANSACTION_GAP_MS, LONGEST_TRANSACTION_GAP_MS);
