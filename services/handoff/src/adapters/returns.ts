import { Clock, Logger, Rounds } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { absence } from '../domain/absence.ts';
import { listens, silentSince } from '../domain/listening.ts';
import type { Listening } from '../domain/listening.ts';
import { ownerGone } from '../domain/return.ts';
import { causeIdOf, GoneStore } from './gone.store.ts';
import type { GoneOwner } from './gone.store.ts';
import { OneByOne } from './one-by-one.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';
import { TermsInForce } from './terms.ts';

const EVERY_MS = 2_000;

/** Gives cases back to the queue whose owners are gone. Two replicas derive the same id, so each case goes back once. */
@Injectable()
export class Returns implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs: EVERY_MS, round: () => this.#look(), failed: (error) => this.#failed(error) });
  #listening: Listening | undefined;

  constructor(
    private readonly gone: GoneStore,
    private readonly cases: OneByOne,
    private readonly clock: Clock,
    private readonly terms: TermsInForce,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async #look(): Promise<void> {
    const now = this.clock.now();
    this.#listening = listens(this.#listening, now, Date.now());
    const silent = silentSince(this.#listening, now, this.settings.OWNER_SILENT_S * 1000);
    const looked = { now, silentSince: silent, watchedSince: this.#listening.since, ...(await this.terms.at(now)) };
    for (const owner of await this.gone.owners()) {
      const gone = this.cases.isLeftAlone(owner.conversationId) ? undefined : absence(owner, looked);
      if (gone) await this.#giveBack({ ...owner, ...gone });
    }
  }

  async #giveBack(owner: GoneOwner): Promise<void> {
    const cause = { id: causeIdOf(owner), at: this.clock.now(), conversationId: owner.conversationId, name: 'owner-gone' };
    await this.cases.run(cause, (desk, context) => ownerGone(desk, owner, context));
  }

  #failed(error: unknown): void {
    this.#listening = undefined;
    this.logger.warn('whose owners are gone could not be looked up', { error: error instanceof Error ? error.name : '' });
  }
}
