import { Inbox } from '@frontdesk/bus';
import { Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { writeWithinMs } from './lanes.ts';
import { graphTimeoutMs } from './graph.ts';
import { RefusedNumbers } from './refused-numbers.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { Unsettled } from './unsettled.ts';

const everyMs = 1_000;

/** What a crash, a time-out or a late status left behind, once a second, in real time. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.sweep(), failed: (error) => this.logger.error('sweep failed', error) });

  constructor(
    private readonly dataSource: DataSource,
    private readonly inbox: Inbox<'gateway'>,
    private readonly sends: SendsStore,
    private readonly unsettled: Unsettled,
    private readonly refused: RefusedNumbers,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @param now real time, ms */
  async sweep(now: number = Date.now()): Promise<void> {
    const { manager } = this.dataSource;
    for (const send of await this.sends.unsettled(manager, now - graphTimeoutMs - writeWithinMs)) {
      await this.settle(send, now).catch((error: unknown) =>
        this.logger.error('a send was not settled, it is looked at again', error, {
          send_id: send.sendId,
          conversation_id: send.conversationId,
        }),
      );
    }
    const [due] = await Promise.all([this.sends.due(manager, now), this.refused.look(now)]);
    await this.unsettled.lookAgain(due);
  }

  private async settle(send: SendRow, now: number): Promise<void> {
    const what = send.state === 'sending' ? 'unknown' : await this.unsettled.decide(send, now);
    if (what !== 'wait') await this.inbox.run(this.unsettled.cause(send, what), (tx) => this.unsettled.apply(tx, send, what, now));
  }
}
