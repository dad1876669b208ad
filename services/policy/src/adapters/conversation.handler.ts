import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import type { ConversationTopic } from '../domain/policy.ts';
import { Decisions } from './decisions.ts';
import { Waiting } from './waiting.ts';

/** Five topics, one decision: which of them a message came on makes no difference, and their order among each other doesn't either. */
@Controller()
export class ConversationHandler {
  constructor(
    private readonly inbox: Inbox<'policy'>,
    private readonly decisions: Decisions,
    private readonly waiting: Waiting,
  ) {}

  @EventPattern('conversation.inbound.v1')
  onInbound(@Payload() batch: Batch): Promise<void> {
    return this.#decide(batch);
  }

  @EventPattern('conversation.reply.v1')
  onReply(@Payload() batch: Batch): Promise<void> {
    return this.#decide(batch);
  }

  @EventPattern('conversation.handoff.v1')
  onHandoff(@Payload() batch: Batch): Promise<void> {
    return this.#decide(batch);
  }

  @EventPattern('conversation.timer.v1')
  onTimer(@Payload() batch: Batch): Promise<void> {
    return this.#decide(batch);
  }

  @EventPattern('conversation.delivery.v1')
  onDelivery(@Payload() batch: Batch): Promise<void> {
    return this.#decide(batch);
  }

  readonly #take: Work<'policy', ConversationTopic> = async (tx, messages, traceparents) => {
    const facts = await this.decisions.take(tx, messages);
    this.waiting.heard(messages, facts, traceparents);
    return facts;
  };

  #decide(batch: Batch): Promise<void> {
    return this.inbox.process<ConversationTopic>(batch, this.#take);
  }
}
