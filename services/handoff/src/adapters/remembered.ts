/** What somebody else knows: asked for once at a time and kept for a while. A failure is not kept: who comes next asks again. */
export class Remembered<T> {
  #known: { readonly value: T; readonly until: number } | undefined;
  #asking: Promise<T> | undefined;

  constructor(
    private readonly lifeMs: number,
    private readonly ask: () => Promise<T>,
  ) {}

  async get(now: number): Promise<T> {
    if (this.#known && now < this.#known.until) return this.#known.value;
    this.#asking ??= this.#ask(now).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(now: number): Promise<T> {
    const value = await this.ask();
    this.#known = { value, until: now + this.lifeMs };
    return value;
  }
}
