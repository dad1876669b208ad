import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch } from '@frontdesk/bus';
import type { Fact, Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import { Builder } from './builder.ts';

@Controller()
export class GroundedHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly builder: Builder,
  ) {}

  @EventPattern('conversation.grounded.v1')
  onGrounded(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'conversation.grounded.v1'>(batch, this.#build);
  }

  readonly #build = (tx: EntityManager, messages: readonly Message<'Grounded'>[]): Promise<Fact<'ReplyProposed'>[][]> =>
    this.builder.buildAll(tx, messages);
}
