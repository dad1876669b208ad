import { unreadyBecause } from './readiness.ts';
import type { Need } from './readiness.ts';
import { Rounds } from './rounds.ts';

type Check = () => Promise<string>;

const EVERY_MS = 2_000;
const ANSWER_MS = 5_000;

/** Looks at each need every two seconds; a check gives '' or says what is wrong, and within five seconds. */
export class Probe {
  readonly #needs = new Map<string, Need>();
  readonly #asked = new Map<string, Promise<void>>();
  readonly #rounds = new Rounds({ everyMs: EVERY_MS, round: () => this.look(), failed: () => undefined });

  /** @param told after each look, of each need */
  constructor(
    private readonly checks: Readonly<Record<string, Check>>,
    private readonly told: (need: string, isReady: boolean) => void = () => undefined,
  ) {
    // A process that has just started gets no grace: it is ready when everything was seen once.
    for (const name of Object.keys(checks)) this.#needs.set(name, { name, lastOkAt: 0, problem: 'not seen yet' });
  }

  get needs(): readonly Need[] {
    return [...this.#needs.values()];
  }

  async look(): Promise<void> {
    await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => {
        if (!(await inTime(this.#ask(name, check)))) this.#saw(name, 'no answer');
      }),
    );
    for (const need of this.needs) this.told(need.name, unreadyBecause([need], Date.now()).length === 0);
  }

  async start(): Promise<void> {
    await this.look();
    this.#rounds.start();
  }

  stop(): void {
    void this.#rounds.stop();
  }

  /** What has not answered yet is not asked again: each question that hangs holds a connection. */
  #ask(name: string, check: Check): Promise<void> {
    const asked =
      this.#asked.get(name) ??
      check()
        .catch((error: unknown) => (error instanceof Error ? error.name : 'failed'))
        .then((problem) => {
          this.#saw(name, problem);
          this.#asked.delete(name);
        });
    this.#asked.set(name, asked);
    return asked;
  }

  #saw(name: string, problem: string): void {
    this.#needs.set(name, { name, problem, lastOkAt: problem === '' ? Date.now() : (this.#needs.get(name)?.lastOkAt ?? 0) });
  }
}

async function inTime(answer: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_MS).unref();
  });
  return Promise.race([answer.then(() => true), late]).finally(() => clearTimeout(timer));
}
