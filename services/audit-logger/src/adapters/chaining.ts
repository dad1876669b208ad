import { inSteps } from '@frontdesk/bus';
import { Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { ChainStore } from './chain.store.ts';
import type { Closed, Numbered } from './chain.store.ts';
import { Horizons } from './horizons.ts';

const everyMs = 60_000;
const blockNumbers = 5_000;

/**
 * Closes blocks over what was recorded, in steps that leave nine tenths of the time to others. Nobody who inserts waits for it: what was numbered at one
 * round is closed at the next, if those who took the numbers are done.
 */
@Injectable()
export class Chaining implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.round(), failed: (error) => this.logger.error('no block closed', error) });
  #numbered: Numbered | undefined;

  constructor(
    private readonly store: ChainStore,
    private readonly horizons: Horizons,
    private readonly meters: Meters,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async round(): Promise<void> {
    const before = this.#numbered;
    if (before && (await this.store.isSettled(before))) {
      await this.#close(before.last);
      this.#numbered = undefined;
    }
    this.#numbered ??= await this.store.numbered();
    await this.#look();
  }

  async #close(last: number): Promise<void> {
    const { decisions, now } = await this.horizons.now();
    let upTo = await this.store.lastClosed();
    let head: Closed | undefined;
    const one = async (limit: number): Promise<number> => {
      upTo = Math.min(upTo + blockNumbers, last);
      head = (await this.store.close(upTo, new Date(decisions), new Date(now))) ?? head;
      return upTo < last ? limit : 0;
    };
    if (upTo < last) await inSteps(one, () => this.#rounds.isStopped);
    if (head) this.logger.info('the audit is chained', { block: head.number, hash: head.hash });
    if (upTo >= last) this.meters.auditChained.inc();
  }

  /** One of the blocks a minute, each in its turn: a change is noticed though nobody asks. `npm run audit` looks at all. */
  async #look(): Promise<void> {
    const { now } = await this.horizons.now();
    const differences = await this.store.look(Math.trunc(Date.now() / everyMs), new Date(now));
    for (const { what, block, seq } of differences) {
      this.meters.auditDifferences.inc({ what });
      this.logger.error('the audit is not what was recorded', undefined, { what, block, seq });
    }
  }
}
