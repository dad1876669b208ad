export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: unknown;
}

/** Something the server knows, kept until it is fetched again. A fetch that is asked for during another one runs once after it. */
export class Resource<T> {
  #state: Loaded<T> = { value: undefined, error: undefined };
  #running: Promise<void> | undefined;
  #again = false;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly fetch: () => Promise<T>) {}

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  readonly state = (): Loaded<T> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    const first = !this.watched;
    this.#listeners.add(listener);
    if (first) void this.load();
    return () => this.#listeners.delete(listener);
  };

  load(): Promise<void> {
    if (this.#running) this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** What a command's answer said, before the next fetch says it too. */
  update(change: (value: T) => T): void {
    if (this.#state.value !== undefined) this.#settle({ ...this.#state, value: change(this.#state.value) });
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      try {
        this.#settle({ value: await this.fetch(), error: undefined });
      } catch (error) {
        this.#settle({ value: this.#state.value, error });
      }
    } while (this.#again);
  }

  #settle(state: Loaded<T>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
