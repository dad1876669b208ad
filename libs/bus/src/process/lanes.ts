/** Work in order within a key, concurrent across keys, and bounded: who pushes waits while all places are taken. */
export class Lanes {
  private readonly waiting = new Map<string, (() => Promise<void>)[]>();
  private readonly ready: string[] = [];
  private readonly pushers: (() => void)[] = [];
  private readonly drainers: (() => void)[] = [];
  private running = 0;
  private taken = 0;

  /** @param concurrency keys at work at a time; @param capacity tasks at work or waiting */
  constructor(
    private readonly concurrency = 16,
    private readonly capacity = concurrency * 4,
  ) {}

  /** places left */
  get free(): number {
    return Math.max(0, this.capacity - this.taken);
  }

  /** Resolves when the task has a place, not when it is done. A task must not reject. */
  async push(key: string, task: () => Promise<void>): Promise<void> {
    if (this.taken < this.capacity) this.taken += 1;
    else await new Promise<void>((resolve) => this.pushers.push(resolve));
    const lane = this.waiting.get(key);
    if (lane) lane.push(task);
    else {
      this.waiting.set(key, [task]);
      this.ready.push(key);
    }
    this.fill();
  }

  /** Resolves once nothing is at work or waiting. */
  async drain(): Promise<void> {
    if (this.taken > 0) await new Promise<void>((resolve) => this.drainers.push(resolve));
  }

  private fill(): void {
    while (this.running < this.concurrency && this.ready.length > 0) {
      this.running += 1;
      void this.work(this.ready.shift()!);
    }
  }

  private async work(key: string): Promise<void> {
    const lane = this.waiting.get(key)!;
    try {
      await lane[0]!();
    } finally {
      lane.shift();
      if (lane.length > 0) this.ready.push(key);
      else this.waiting.delete(key);
      this.running -= 1;
      this.leave();
      this.fill();
    }
  }

  /** A place goes to who waits longest, without becoming free in between. */
  private leave(): void {
    const next = this.pushers.shift();
    if (next) return next();
    this.taken -= 1;
    if (this.taken === 0) for (const done of this.drainers.splice(0)) done();
  }
}
