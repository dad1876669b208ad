interface Waiting {
  left: number;
  readonly goOn: () => void;
}

/**
 * One clock for all trials that run side by side: it moves only while each of them waits for it, so that no time passes for one that is in the middle of
 * a conversation. Those that wait for as long go on together.
 */
export class Hours {
  readonly #waiting: Waiting[] = [];
  #running = 0;

  /** @param advance moves the world's clock; answers when all have followed */
  constructor(private readonly advance: (ms: number) => Promise<void>) {}

  begins(): void {
    this.#running += 1;
  }

  async ends(): Promise<void> {
    this.#running -= 1;
    await this.#moveOn();
  }

  async pass(ms: number): Promise<void> {
    const over = new Promise<void>((resolve) => this.#waiting.push({ left: ms, goOn: resolve }));
    this.#running -= 1;
    await this.#moveOn();
    return over;
  }

  async #moveOn(): Promise<void> {
    if (this.#running > 0 || this.#waiting.length === 0) return;
    const next = Math.min(...this.#waiting.map(({ left }) => left));
    await this.advance(next);
    const due = this.#waiting.filter((one) => (one.left -= next) <= 0);
    this.#running += due.length;
    for (const one of due) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.goOn();
    }
  }
}
