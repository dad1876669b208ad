import { deriveId, Inbox } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { Clock, Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Output } from '../domain/evolve.ts';
import type { Input } from '../domain/policy.ts';
import { Decisions } from './decisions.ts';
import { WaitingList } from './waiting-list.ts';

const everyMs = 250;

/**
 * Who waits for the bot longer than a moment. Known to this process alone: it may be forgotten with it, and whether somebody still waits is decided on
 * their state.
 */
@Injectable()
export class Waiting implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #list = new WaitingList();
  readonly #rounds = new Rounds({
    everyMs,
    round: () => this.look(),
    failed: (error) =>
      this.logger.warn('who waits was not shown that the answer is written', { error: error instanceof Error ? error.name : '' }),
  });

  constructor(
    private readonly inbox: Inbox<'policy'>,
    private readonly decisions: Decisions,
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @param traceparents of the messages that led to these facts, by id */
  heard(messages: readonly Input[], facts: readonly (readonly Output[])[], traceparents: ReadonlyMap<string, string>): void {
    const now = Date.now();
    for (const [index, { envelope }] of messages.entries())
      this.#list.heard(envelope.conversationId, facts[index]!, traceparents.get(envelope.id) ?? '', now);
  }

  private async look(): Promise<void> {
    const late = this.#list.take(Date.now());
    if (late.size === 0) return;
    const open = await this.decisions.openForBot(this.db.manager, [...late.keys()]);
    const at = this.clock.now();
    const causes = open.map((conversationId): Cause => {
      const link = late.get(conversationId)!;
      return { id: deriveId(at, conversationId, 'awaited'), at, conversationId, ...(link !== '' && { link }), name: 'awaited' };
    });
    await this.inbox.runMany(causes, this.#show);
  }

  readonly #show = (tx: EntityManager, causes: readonly Cause[]): Promise<Output[][]> =>
    this.decisions.awaited(
      tx,
      causes.map(({ conversationId }) => conversationId),
    );
}
