interface RoundsOptions {
  /** ms of real time between two rounds */
  readonly everyMs: number;
  readonly round: () => Promise<unknown>;
  readonly failed: (error: unknown) => void;
}

/** Does something again and again, one round at a time; what a failed round left is the next one's. */
export class Rounds {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly options: RoundsOptions) {}

  /** true from `stop` on: a long round ends early */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** The first round comes after the first wait. */
  start(): void {
    if (this.#stopped) return;
    const { everyMs, round, failed } = this.options;
    this.#timer = setTimeout(() => {
      this.#round = round()
        .then(() => undefined, failed)
        .then(() => this.start());
    }, everyMs).unref();
  }

  /** No further round; waits for the one under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }
}
