interface Waiting {
  left: number;
  readonly goOn: () => void;
}

/**
 * One clock for all trials, some of which run at once: it moves only when each of them waits for it or is over, so that no time passes for one that is in
 * the middle of a conversation. Who waits for it leaves their place to the next; those that wait for as long go on together.
 */
export class Hours {
  readonly #waiting: Waiting[] = [];
  /** may go on as soon as there is a place */
  readonly #ready: (() => void)[] = [];
  #running = 0;

  /** @param advance moves the world's clock; answers when all have followed */
  constructor(
    private readonly atOnce: number,
    private readonly advance: (ms: number) => Promise<void>,
  ) {}

  async plays<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => this.#takesPlace(resolve));
    try {
      return await work();
    } finally {
      await this.#leaves();
    }
  }

  /** For who plays: until so much time has passed, and there is a place again. */
  async pass(ms: number): Promise<void> {
    const over = new Promise<void>((resolve) => this.#waiting.push({ left: ms, goOn: resolve }));
    await this.#leaves();
    return over;
  }

  #takesPlace(goOn: () => void): void {
    if (this.#running >= this.atOnce) return void this.#ready.push(goOn);
    this.#running += 1;
    goOn();
  }

  async #leaves(): Promise<void> {
    this.#running -= 1;
    const next = this.#ready.shift();
    if (next) return this.#takesPlace(next);
    if (this.#running > 0 || this.#waiting.length === 0) return;
    const soonest = Math.min(...this.#waiting.map(({ left }) => left));
    await this.advance(soonest);
    const due = this.#waiting.filter((one) => (one.left -= soonest) <= 0);
    for (const one of due) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      this.#takesPlace(one.goOn);
    }
  }
}
