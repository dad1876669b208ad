import { apart, deriveId, Inbox } from '@frontdesk/bus';
import type { Batch } from '@frontdesk/bus';
import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import type { Desk } from '../domain/desk.ts';
import type { AvailableAgent } from '../domain/draft.ts';
import { concernsPeople, follow, mayOpen } from '../domain/follow.ts';
import { markOf } from '../domain/sent.ts';
import { afterOffers } from '../domain/offer.ts';
import type { User } from '../domain/people.ts';
import { newsOf } from '../domain/tried.ts';
import { manifest } from '../manifest.ts';
import { AgentsStore } from './agents.store.ts';
import { Deciding } from './deciding.ts';
import { DesksStore } from './desks.store.ts';
import { DraftsStore } from './drafts.store.ts';
import { TrialsStore } from './trials.store.ts';
import { ConsoleStore } from './console.store.ts';

interface People {
  readonly available: AvailableAgent[];
  readonly users: readonly User[];
}

@Controller()
export class DeskHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly desks: DesksStore,
    private readonly drafts: DraftsStore,
    private readonly beside: ConsoleStore,
    private readonly deciding: Deciding,
    private readonly agents: AgentsStore,
    private readonly trials: TrialsStore,
    private readonly clock: Clock,
  ) {}

  readonly #follow = (tx: EntityManager, messages: readonly Message[]) => this.follow(tx, messages);
  readonly #tick = (tx: EntityManager, messages: readonly Message[]) => this.tick(tx, messages);

  @EventPattern(manifest.reads.filter((topic) => topic !== 'conversation.delivery.v1'))
  onMessage(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process(batch, this.#follow);
  }

  /** Nothing is decided by a status: it moves a tick, and forward only, so its id is not claimed. */
  @EventPattern('conversation.delivery.v1')
  async onDelivery(@Payload() batch: Batch): Promise<void> {
    const [statuses, others] = apart(batch, 'StatusReceived');
    await Promise.all([this.inbox.record<'conversation.delivery.v1'>(statuses, this.#tick), this.inbox.process(others, this.#follow)]);
  }

  private async follow(tx: EntityManager, messages: readonly Message[]): Promise<Fact<WrittenBy<'handoff'>>[][]> {
    const ids = messages.map(({ envelope }) => envelope.conversationId).filter((id) => !id.startsWith('account:'));
    const [before] = await Promise.all([
      this.desks.load(tx, [...new Set(ids)].sort()),
      this.drafts.markAll(
        tx,
        messages.flatMap((message) => markOf(message) ?? []),
      ),
    ]);
    const now = new Map(before);
    const stages: Desk[] = [];
    const people = await this.#people(tx, before, messages);
    let { available } = people;
    const outputs: Fact<WrittenBy<'handoff'>>[][] = [];
    for (const message of messages) {
      const { id, conversationId, decidedAt } = message.envelope;
      await this.beside.keep(tx, message);
      const desk = now.get(conversationId);
      if (!desk) {
        outputs.push([]);
        continue;
      }
      const context = await this.deciding.context(tx, { id, at: decidedAt }, available, mayOpen(desk, message));
      const followed = follow(desk, message, context, people.users);
      now.set(conversationId, followed.desk);
      stages.push(followed.desk);
      available = afterOffers(available, followed.facts);
      for (const [index, fact] of followed.facts.entries()) await this.beside.keepFact(tx, fact, deriveId(decidedAt, id, 'note', index));
      outputs.push([...followed.facts]);
    }
    await this.desks.save(tx, before, stages, this.clock.now());
    await this.trials.keep(tx, newsOf(before, stages));
    return outputs;
  }

  private async tick(tx: EntityManager, messages: readonly Message[]): Promise<void> {
    await this.drafts.markAll(
      tx,
      messages.flatMap((message) => markOf(message) ?? []),
    );
    await this.desks.touch(tx, [...new Set(messages.map(({ envelope }) => envelope.conversationId))], this.clock.now());
  }

  /** Most batches are the bot's alone: then nobody is looked for. */
  async #people(tx: EntityManager, desks: ReadonlyMap<string, Desk>, messages: readonly Message[]): Promise<People> {
    const concerned = messages.some((message) => {
      const desk = desks.get(message.envelope.conversationId);
      return desk !== undefined && concernsPeople(desk, message);
    });
    if (!concerned) return { available: [], users: [] };
    const staff = await this.agents.staff(tx);
    return { available: await this.deciding.available(tx, staff), users: staff.users };
  }
}
