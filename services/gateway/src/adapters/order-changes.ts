import type { Traceparents } from '@frontdesk/bus';
import { Commerce } from '@frontdesk/commerce';
import type { Message, OnTopic } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChangeSteps } from './change-steps.ts';
import { graphTimeoutMs } from './graph.ts';
import { writeWithinMs } from './lanes.ts';
import { OrderChangesStore } from './order-changes.store.ts';
import type { ChangeRow } from './order-changes.store.ts';
import { Settings } from './settings.ts';

const everyMs = 1_000;
/** a fence waits no longer for a request to the shop than for one to Meta */
const requestMs = graphTimeoutMs;

/** Changes in the shop, beside the lanes. What is due lies in the table; a poke is only a hint to look. */
@Injectable()
export class OrderChanges implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.look(), failed: (error) => this.failed(error) });
  /** a request of theirs is out, or begins or ends */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: OrderChangesStore,
    private readonly steps: ChangeSteps,
    private readonly shop: Commerce,
    private readonly settings: Settings,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
    await Promise.all(this.#busy.values());
  }

  /** In the transaction that reads them. */
  async take(
    tx: EntityManager,
    messages: readonly Message<OnTopic<'conversation.dispatch.v1'>>[],
    traceparents: Traceparents,
  ): Promise<void> {
    const dispatched = messages.filter((message) => message.type === 'OrderChangeDispatched');
    if (dispatched.length === 0) return;
    for (const message of dispatched) await this.changes.add(tx, message, traceparents.get(message.envelope.id) ?? '', Date.now());
    onceCommitted(tx, () => void this.look().catch((error: unknown) => this.failed(error)));
  }

  private async look(): Promise<void> {
    const now = Date.now();
    for (const change of await this.changes.due(this.dataSource.manager, now, now - requestMs - writeWithinMs)) {
      if (this.#rounds.isStopped || this.#busy.has(change.changeId)) continue;
      const work = this.one(change)
        .catch((error: unknown) => this.failed(error, change))
        .finally(() => this.#busy.delete(change.changeId));
      this.#busy.set(change.changeId, work);
    }
  }

  private async one(change: ChangeRow): Promise<void> {
    if (change.state === 'asking') return this.steps.answered(change, 'unknown');
    const request = await this.steps.begin(change, this.settings.current.COMMERCE_CHANGES);
    if (!request) return;
    const { order, lines, writeBy } = request;
    const answer = await this.shop.changeAddress(order, lines, change.changeId, { writeBy, timeoutMs: requestMs });
    // not recorded, it is asked for again under its key once the mark has run out
    await this.steps.answered(request.change, answer.outcome);
  }

  private failed(error: unknown, change?: ChangeRow): void {
    this.logger.error('changes in the shop are looked at again', error, { change_id: change?.changeId ?? '' });
  }
}
