import { inSteps } from '@frontdesk/bus';
import { Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { lowestIdOf } from '../domain/horizon.ts';
import { EventsStore } from './events.store.ts';
import { Horizons } from './horizons.ts';
import type { Step } from './step.ts';
import { start, TextsStore } from './texts.store.ts';

const everyMs = 60_000;

/** Forgets what is past its horizon: in small steps, so that nobody waits for it. A service runs no DDL: a month's partition is emptied, not dropped. */
@Injectable()
export class Forgetting implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.forget(), failed: (error) => this.logger.error('nothing forgotten', error) });

  constructor(
    private readonly horizons: Horizons,
    private readonly texts: TextsStore,
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
    const { texts, decisions, settled } = await this.horizons.now();
    await this.#through('texts', texts, start, (after, limit) => this.texts.forget(after, texts, settled, limit));
    await this.#through('marks', decisions, lowestIdOf(0), (after, limit) => this.texts.forgetMarks(after, decisions, limit));
    await this.#through('decisions', decisions, lowestIdOf(0), (after, limit) => this.events.forget(after, decisions, limit));
    await this.#through('leaves', decisions, '0', (after, limit) => this.events.forgetLeaves(after, decisions, limit));
  }

  /** Looks once at all that is old enough; what is not due after all is not met again in this round. A kind that fails holds up none behind it. */
  async #through<Place>(
    what: string,
    before: number,
    from: Place,
    step: (after: Place, limit: number) => Promise<Step<Place>>,
  ): Promise<void> {
    let after = from;
    let rows = 0;
    const one = async (limit: number): Promise<number> => {
      const { looked, deleted, next } = await step(after, limit);
      after = next;
      rows += deleted;
      this.meters.forgotten.inc({ what }, deleted);
      return looked;
    };
    await inSteps(one, () => this.#rounds.isStopped).catch((error: unknown) => this.logger.error('not forgotten', error, { what }));
    if (rows > 0) this.logger.info('forgotten, past the horizon', { what, rows, before: new Date(before).toISOString() });
  }
}
