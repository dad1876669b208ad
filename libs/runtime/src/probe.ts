import { setTimeout as pause } from 'node:timers/promises';
import type { Need } from './readiness.ts';

type Check = () => Promise<string>;

/** Looks at each need every two seconds; a check gives '' or says what is wrong. */
export class Probe {
  readonly #needs = new Map<string, Need>();
  readonly #stopped = new AbortController();

  constructor(private readonly checks: Readonly<Record<string, Check>>) {
    // A process that has just started gets no grace: it is ready when everything was seen once.
    for (const name of Object.keys(checks)) this.#needs.set(name, { name, lastOkAt: 0, problem: 'not seen yet' });
  }

  get needs(): readonly Need[] {
    return [...this.#needs.values()];
  }

  async look(): Promise<void> {
    await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => {
        const problem = await check().catch((error: unknown) => (error instanceof Error ? error.name : 'failed'));
        const before = this.#needs.get(name);
        this.#needs.set(name, { name, problem, lastOkAt: problem === '' ? Date.now() : (before?.lastOkAt ?? 0) });
      }),
    );
  }

  async start(): Promise<void> {
    await this.look();
    void (async () => {
      while (!this.#stopped.signal.aborted) {
        await pause(2_000, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
        await this.look();
      }
    })();
  }

  stop(): void {
    this.#stopped.abort();
  }
}
