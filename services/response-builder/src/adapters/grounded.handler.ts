import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox, SlowWork } from '@frontdesk/bus';
import type { Batch, Outcome } from '@frontdesk/bus';
import type { Fact, Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import { Builder } from './builder.ts';
import type { Told } from './builder.ts';
import { Wording } from './wording.ts';

type Grounded = Message<'Grounded'>;
type AskPlan = { asks: true };
type Planned = { facts: Fact<'ReplyProposed'>[] } | { plan: AskPlan };

/** Without a model one transaction; with one, what it may word is asked for in a lane. */
@Controller()
export class GroundedHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly slowWork: SlowWork,
    private readonly builder: Builder,
    private readonly wording: Wording,
  ) {}

  @EventPattern('conversation.grounded.v1')
  onGrounded(@Payload() batch: Batch): Promise<void> {
    // what was planned before the model was taken away is still to be concluded
    if (!this.wording.isThere && batch.again?.kind !== 'resume') return this.inbox.process<'conversation.grounded.v1'>(batch, this.#build);
    return this.slowWork.process<'conversation.grounded.v1', AskPlan, Told | undefined>(batch, {
      plan: (tx, messages) => this.#plan(tx, messages),
      run: (_plan, message, { signal }) => this.wording.ask(message, signal),
      conclude: (tx, message, _plan, outcome) => this.#conclude(tx, message, outcome),
      timeoutMs: this.wording.timeoutMs,
      attempts: 1,
    });
  }

  readonly #build = (tx: EntityManager, messages: readonly Grounded[]): Promise<Fact<'ReplyProposed'>[][]> =>
    this.builder.buildAll(tx, messages);

  async #plan(tx: EntityManager, messages: readonly Grounded[]): Promise<Planned[]> {
    const asks = new Set(messages.filter((message) => this.wording.mayAsk(message)));
    const atOnce = messages.filter((message) => !asks.has(message));
    const built = atOnce.length > 0 ? await this.builder.buildAll(tx, atOnce) : [];
    const facts = new Map(atOnce.map((message, index) => [message, built[index]!]));
    return messages.map((message): Planned => (asks.has(message) ? { plan: { asks: true } } : { facts: facts.get(message)! }));
  }

  async #conclude(tx: EntityManager, message: Grounded, outcome: Outcome<Told | undefined>): Promise<Fact<'ReplyProposed'>[]> {
    this.wording.done(message);
    const [facts] = await this.builder.buildAll(tx, [message], outcome.ok ? outcome.value : undefined);
    return facts!;
  }
}
