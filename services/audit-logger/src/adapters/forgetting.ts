import { inSteps } from '@frontdesk/bus';
import { Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { EventsStore } from './events.store.ts';
import { Horizons } from './horizons.ts';
import type { Step } from './step.ts';

const everyMs = 60_000;
const first = '00000000-0000-0000-0000-000000000000';

/** Forgets what is past its horizon: in small steps, so that nobody waits for it. A service runs no DDL: a month's partition is emptied, not dropped. */
@Injectable()
export class Forgetting implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.forget(), failed: (error) => this.logger.error('nothing forgotten', error) });

  constructor(
    private readonly horizons: Horizons,
    private readonly events: EventsStore,
    private readonly meters: Meters,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async forget(): Promise<void> {
    const { decisions } = await this.horizons.now();
    await this.#through('decisions', decisions, (after, limit) => this.events.forget(after, decisions, limit));
  }

  /** Looks once at all that is old enough; what is not due after all is not met again in this round. */
  async #through(what: string, before: number, step: (after: string, limit: number) => Promise<Step>): Promise<void> {
    let after = first;
    let rows = 0;
    const one = async (limit: number): Promise<number> => {
      const { looked, deleted, next } = await step(after, limit);
      after = next;
      rows += deleted;
      this.meters.forgotten.inc({ what }, deleted);
      return looked;
    };
    await inSteps(one, () => this.#rounds.isStopped);
    if (rows > 0) this.logger.info('forgotten, past the horizon', { what, rows, before: new Date(before).toISOString() });
  }
}
