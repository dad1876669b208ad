import { inSteps } from '@frontdesk/bus';
import type { BeforeApplicationShutdown, FactoryProvider, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from './clock.ts';
import { clocksOf, horizonOf } from './horizon.ts';
import { Logger } from './logger.ts';
import { Meters } from './meters.ts';
import { Rounds } from './rounds.ts';

const everyMs = 60_000;

/** One kind of what a service forgets. */
export interface Forgotten {
  readonly what: string;
  readonly keptMs: number;
  /** of rows that the movable clock does not date */
  readonly inRealTime?: boolean;
  /** Forgets up to `limit` rows from before then, passing over what somebody works on, and answers how many; it finds none twice. */
  readonly step: (db: DataSource, before: Date, limit: number) => Promise<number>;
}

/** Forgets a service's rows that are past their horizon: in small steps, so that nobody waits for it. */
export class Forgetting implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.forget(), failed: (error) => this.logger.error('nothing forgotten', error) });

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly meters: Meters,
    private readonly logger: Logger,
    private readonly kinds: readonly Forgotten[],
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async forget(): Promise<void> {
    const clocks = await clocksOf(this.db, this.clock);
    for (const kind of this.kinds) {
      const before = new Date(horizonOf(kind.inRealTime ? { ...clocks, movable: clocks.machine } : clocks, kind.keptMs));
      // one kind that cannot be forgotten holds up none behind it
      await this.#forget(kind, before).catch((error: unknown) => this.logger.error('not forgotten', error, { what: kind.what }));
    }
  }

  async #forget({ what, step }: Forgotten, before: Date): Promise<void> {
    const one = async (limit: number): Promise<number> => {
      const rows = await step(this.db, before, limit);
      this.meters.forgotten.inc({ what }, rows);
      return rows;
    };
    const steps = await inSteps(one, () => this.#rounds.isStopped);
    const rows = steps.reduce((sum, some) => sum + some, 0);
    if (rows > 0) this.logger.info('forgotten, past the horizon', { what, rows, before: before.toISOString() });
  }
}

/** @param kinds asked for when the service starts */
export const forgetting = (kinds: () => readonly Forgotten[]): FactoryProvider<Forgetting> => ({
  provide: Forgetting,
  useFactory: (db: DataSource, clock: Clock, meters: Meters, logger: Logger) => new Forgetting(db, clock, meters, logger, kinds()),
  inject: [DataSource, Clock, Meters, Logger],
});

/** @param sql deletes up to $2 rows that are older than $1 */
export const deletes =
  (sql: string): Forgotten['step'] =>
  async (db, before, limit) =>
    (await db.query<[unknown[], number]>(sql, [before, limit]))[1];
