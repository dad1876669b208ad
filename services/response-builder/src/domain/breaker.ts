import { isAway } from '@frontdesk/model';

interface Limits {
  /** failures in a row after which nobody is kept waiting any more */
  readonly failures: number;
  /** ms until one turn tries again */
  readonly pauseMs: number;
  /** turns that wait for the model at a time; the others are answered without it */
  readonly most: number;
  /** ms after which a turn that was never heard of again waits no more */
  readonly forgottenMs: number;
}

/** Keeps a model that is away, or slow, from costing every customer its time limit: in this process. Times are readings of a monotonic clock. */
export class Breaker {
  readonly #waiting = new Map<string, number>();
  #failures = 0;
  #openUntil = 0;
  #isTrying = false;

  constructor(private readonly limits: Limits) {}

  /** Whether the turn may wait for the model; it keeps a place until `leave`. */
  mayWait(turn: string, now: number): boolean {
    for (const [id, until] of this.#waiting) if (until <= now) this.#waiting.delete(id);
    if (this.#isOpen && (this.#isTrying || now < this.#openUntil)) return false;
    if (!this.#waiting.has(turn) && this.#waiting.size >= this.limits.most) return false;
    this.#waiting.set(turn, now + this.limits.forgottenMs);
    return true;
  }

  leave(turn: string): void {
    this.#waiting.delete(turn);
  }

  /** Asked right before the call: who waited while others failed is not kept waiting for the same. */
  mayCall(now: number): boolean {
    if (!this.#isOpen) return true;
    if (this.#isTrying || now < this.#openUntil) return false;
    this.#isTrying = true;
    return true;
  }

  /** @param code how the call failed; undefined: it answered */
  ended(code: string | undefined, now: number): void {
    this.#isTrying = false;
    if (code === undefined || !isAway(code)) {
      this.#failures = 0;
      return;
    }
    this.#failures += 1;
    if (this.#isOpen) this.#openUntil = now + this.limits.pauseMs;
  }

  get #isOpen(): boolean {
    return this.#failures >= this.limits.failures;
  }
}
