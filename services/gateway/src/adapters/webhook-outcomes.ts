import { Clock, Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { oneMore, tell } from '../domain/flood.ts';
import type { Flood } from '../domain/flood.ts';

const everyMs = 10_000;

/** What became of webhooks: each is counted. Of the refused ones, which anybody may send, a flood is a line a minute. */
@Injectable()
export class WebhookOutcomes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** by check: they are few, and none is the sender's word */
  readonly #floods = new Map<string, Flood>();
  readonly #rounds = new Rounds({
    everyMs,
    round: async () => this.tellRest(),
    failed: (error) => this.logger.error('refused webhooks not told of', error),
  });

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly meters: Meters,
  ) {
    // from 0 on: what appears with its first is no rise to an alert
    for (const outcome of ['accepted', 'log', 'signature_wrong']) meters.webhooks.inc({ outcome }, 0);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
    this.tellRest(Infinity);
  }

  accepted(outcome: string): void {
    this.meters.webhooks.inc({ outcome });
  }

  refused(check: string): void {
    this.meters.webhooks.inc({ outcome: check });
    this.#told(check, oneMore(this.#floods.get(check), this.clock.now()));
  }

  tellRest(now = this.clock.now()): void {
    for (const [check, flood] of this.#floods) this.#told(check, tell(flood, now));
  }

  #told(check: string, { flood, told }: ReturnType<typeof tell>): void {
    this.#floods.set(check, flood);
    if (told > 0) this.logger.warn('webhook refused', { check, times: told });
  }
}
