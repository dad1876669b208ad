import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@frontdesk/bus';
import type { DataSource } from 'typeorm';
import type { Meters } from './meters.ts';

const EVERY_MS = 15_000;

interface Sources {
  readonly service: string;
  readonly topics: readonly string[];
  readonly bus: Pick<Bus, 'lag'>;
  readonly dataSource: Pick<DataSource, 'query'>;
  readonly meters: Meters;
}

/** Asks for what no handler passes by: how far behind this consumer is, and how far this machine's clock is from the database's. */
export class Gauges {
  readonly #stopped = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(private readonly sources: Sources) {}

  start(): void {
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    // A question to a log that is away may take long; nobody needs its answer any more.
    await Promise.race([this.#watching, pause(2_000, undefined, { ref: false })]);
  }

  /** What can't be asked now keeps its last value; readiness tells that it is away. */
  async look(): Promise<void> {
    await Promise.allSettled([this.#lag(), this.#skew()]);
  }

  async #watch(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.look();
      await pause(EVERY_MS, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
    }
  }

  async #lag(): Promise<void> {
    const { bus, service, topics, meters } = this.sources;
    for (const [topic, records] of Object.entries(await bus.lag(service, topics))) meters.consumerLag.set({ service, topic }, records);
  }

  // The database's time is what is measured here, so it is asked for; nothing is decided by it.
  async #skew(): Promise<void> {
    const before = Date.now();
    const [row] = await this.sources.dataSource.query<{ ms: string }[]>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms');
    const after = Date.now();
    this.sources.meters.clockSkew.set({ service: this.sources.service }, Math.round((before + after) / 2 - Number(row!.ms)) / 1000);
  }
}
