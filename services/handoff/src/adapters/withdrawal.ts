import { deriveId, Inbox } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { Clock, Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { figuresOf, regressionOf } from '../domain/regression.ts';
import type { Regression } from '../domain/regression.ts';
import { ACCOUNT } from './commands.ts';
import { SwitchesStore } from './switches.store.ts';
import { TrialsStore } from './trials.store.ts';

const EVERY_MS = 5_000;

/**
 * Switches the model off where its answers turn out worse than those without it; on again it is a person who switches it, and what was seen before that
 * counts no longer. Two replicas derive the same id, so it happens once.
 */
@Injectable()
export class Withdrawal implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs: EVERY_MS,
    round: () => this.look(),
    failed: (error) =>
      this.logger.warn('whether a candidate is worse could not be seen', { error: error instanceof Error ? error.name : '' }),
  });

  constructor(
    private readonly trials: TrialsStore,
    private readonly switches: SwitchesStore,
    private readonly inbox: Inbox,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async look(): Promise<void> {
    const { on, since } = await this.switches.model();
    const seen = on ? await this.trials.seen(since, this.clock.now()) : undefined;
    const found = seen && regressionOf(seen.candidate, seen.observed);
    if (found) await this.#withdraw(found, since);
  }

  async #withdraw(regression: Regression, since: number): Promise<void> {
    const at = this.clock.now();
    const changed = { switch: 'model', scope: '*', on: false, by: 'handoff', reason: figuresOf(regression), regression };
    const cause = { id: deriveId(since, 'withdrawal', regression.candidate), at, conversationId: ACCOUNT, name: 'withdrawal' };
    await this.inbox.run(cause, async (tx) => {
      // a person may have turned it meanwhile
      const { on, since: now } = await this.switches.model(tx);
      if (!on || now !== since) return { facts: [], result: undefined };
      await this.switches.change(tx, changed, at);
      return { facts: [fact('SwitchChanged', changed, { conversationId: ACCOUNT, reasons: [regression.what] })], result: undefined };
    });
  }
}
