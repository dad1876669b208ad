import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import type { Facts } from './announcements.ts';
import { Barrier } from './barrier.ts';
import { FencesStore } from './fences.store.ts';
import { Lanes } from './lanes.ts';
import { OrderChanges } from './order-changes.ts';
import { Receipts } from './receipts.ts';
import { SendsStore } from './sends.store.ts';
import type { Dispatch } from './sends.store.ts';

@Controller()
export class DispatchHandler {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly changes: OrderChanges,
    private readonly barrier: Barrier,
    private readonly lanes: Lanes,
    private readonly receipts: Receipts,
  ) {}

  @EventPattern('conversation.dispatch.v1')
  async on(@Payload() batch: Batch): Promise<void> {
    await this.inbox.process<'conversation.dispatch.v1'>(batch, this.#take);
  }

  readonly #take: Work<'gateway', 'conversation.dispatch.v1'> = async (tx, messages, traceparents) => {
    // looked at as the last of this transaction: what may go is marked with it
    for (const { type, envelope } of messages)
      if (type !== 'AnswerAwaited' && type !== 'OrderChangeDispatched') this.lanes.poke(envelope.conversationId);
    const dispatches = messages.flatMap((message): Dispatch[] =>
      message.type === 'MessageDispatched' ? [{ message, traceparent: traceparents.get(message.envelope.id) ?? '' }] : [],
    );
    // what is queued before a fence, or a STOP, of its batch may have come after it; epochs and numbers say what those stop
    await this.queue(tx, dispatches);
    await this.changes.take(tx, messages, traceparents);
    await this.receipts.show(tx, messages);
    const facts: Facts[] = [];
    for (const message of messages) facts.push(await this.barrier.stop(tx, message));
    return facts;
  };

  private async queue(tx: EntityManager, dispatches: readonly Dispatch[]): Promise<void> {
    if (dispatches.length === 0) return;
    const firsts = new Map<string, number>();
    for (const { message } of dispatches) {
      const { conversationId } = message.envelope;
      const { dispatchSeq } = message.data;
      firsts.set(conversationId, Math.min(dispatchSeq, firsts.get(conversationId) ?? dispatchSeq));
    }
    await this.fences.begin(tx, firsts);
    await this.sends.add(tx, dispatches, Date.now());
  }
}
