import type { Store } from './store.ts';

const FOLLOWER_LIFE = 30_000;
const ACKNOWLEDGE_WITHIN = 10_000;

export interface ClockReading {
  now_ms: number;
  offset_ms: number;
  version: number;
}

/** Real time plus an offset that only grows. Whoever follows it polls with the last version it has applied. */
export class Clock {
  private readonly store: Store;
  private readonly followers = new Map<string, { seen: number; polledAt: number }>();
  private readonly waiting = new Set<() => void>();

  constructor(store: Store) {
    this.store = store;
  }

  now(): number {
    return Date.now() + this.store.state.clock.offsetMs;
  }

  read(): ClockReading {
    const { offsetMs, version } = this.store.state.clock;
    return { now_ms: this.now(), offset_ms: offsetMs, version };
  }

  /** Answers when there is another version than `seen`, or after `waitMs`. */
  async follow(id: string, seen: number, waitMs: number): Promise<ClockReading> {
    this.followers.set(id, { seen, polledAt: Date.now() });
    this.wake();
    // Not `>`: a twin that was started afresh may be behind what its follower has seen.
    await this.until(() => this.store.state.clock.version !== seen, waitMs);
    const follower = this.followers.get(id);
    if (follower) follower.polledAt = Date.now();
    return this.read();
  }

  /** Moves forward, and answers when all who follow have said so. */
  async advance(ms: number): Promise<ClockReading & { followers: string[] }> {
    const { clock } = this.store.state;
    clock.offsetMs += ms;
    clock.version += 1;
    const { version } = clock;
    await this.store.changed();
    this.wake();
    const behind = (): string[] => this.alive().filter((id) => this.followers.get(id)!.seen < version);
    await this.until(() => behind().length === 0, ACKNOWLEDGE_WITHIN);
    const late = behind();
    return { ...this.read(), followers: this.alive().filter((id) => !late.includes(id)) };
  }

  close(): void {
    this.followers.clear();
    const closers = [...this.waiting];
    this.waiting.clear();
    this.closed = true;
    for (const wake of closers) wake();
  }

  private closed = false;

  private alive(): string[] {
    return [...this.followers].filter(([, follower]) => Date.now() - follower.polledAt < FOLLOWER_LIFE).map(([id]) => id);
  }

  private wake(): void {
    for (const check of this.waiting) check();
  }

  private until(condition: () => boolean, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve();
      };
      const check = (): void => {
        if (this.closed || condition()) done();
      };
      const timer = setTimeout(done, waitMs);
      this.waiting.add(check);
      check();
    });
  }
}
