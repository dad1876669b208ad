import { Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Lanes } from './lanes.ts';
import { RefusedNumbers } from './refused-numbers.ts';
import { StatusJoiner } from './status-joiner.ts';
import { Unsettled } from './unsettled.ts';

const everyMs = 1_000;

/** What a crash, a time-out or a late status left behind, once a second, in real time. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.sweep(), failed: (error) => this.logger.error('sweep failed', error) });

  constructor(
    private readonly unsettled: Unsettled,
    private readonly refused: RefusedNumbers,
    private readonly lanes: Lanes,
    private readonly joiner: StatusJoiner,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async sweep(): Promise<void> {
    // what a status says needs no look
    await this.joiner.joinDue();
    await this.unsettled.settle(Date.now());
    const now = Date.now(); // what came before may have taken its time
    const [due] = await Promise.all([this.unsettled.due(now), this.refused.look(now)]);
    for (const conversationId of due) this.lanes.poke(conversationId);
  }
}
