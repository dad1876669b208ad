import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import type { Message, OnTopic } from '@frontdesk/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { afterFence, isWithdrawn } from '../domain/fence.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { Lanes } from './lanes.ts';
import { Receipts } from './receipts.ts';
import { SendsStore } from './sends.store.ts';
import type { Dispatch } from './sends.store.ts';
import { Settlement } from './settlement.ts';

@Controller()
export class DispatchHandler {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly settlement: Settlement,
    private readonly say: Announcements,
    private readonly lanes: Lanes,
    private readonly receipts: Receipts,
  ) {}

  @EventPattern('conversation.dispatch.v1')
  async on(@Payload() batch: Batch): Promise<void> {
    await this.inbox.process<'conversation.dispatch.v1'>(batch, this.#take);
  }

  readonly #take: Work<'gateway', 'conversation.dispatch.v1'> = async (tx, messages, traceparents) => {
    // looked at as the last of this transaction: what may go is marked with it
    for (const { type, envelope } of messages) if (type !== 'AnswerAwaited') this.lanes.poke(envelope.conversationId);
    const dispatches = messages.flatMap((message): Dispatch[] =>
      message.type === 'MessageDispatched' ? [{ message, traceparent: traceparents.get(message.envelope.id) ?? '' }] : [],
    );
    // what is queued before a fence, or a STOP, of its batch may have come after it; epochs and numbers say what those stop
    await this.queue(tx, dispatches);
    await this.receipts.show(tx, messages);
    const facts: Facts[] = [];
    for (const message of messages) facts.push(await this.stop(tx, message));
    return facts;
  };

  private async stop(tx: EntityManager, message: Message<OnTopic<'conversation.dispatch.v1'>>): Promise<Facts> {
    if (message.type === 'FenceRaised') return this.raise(tx, message);
    return message.type === 'ConsentWithdrawn' ? this.withdraw(tx, message) : [];
  }

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

  /** The customer said STOP: what the business starts and still waits is over; what is out is not called again. Answers go on. */
  private async withdraw(tx: EntityManager, { data, envelope }: Message<'ConsentWithdrawn'>): Promise<Facts> {
    const { open } = await this.fences.lock(tx, envelope.conversationId);
    await this.fences.withdraw(tx, envelope.conversationId, data.dispatchSeq);
    const ended = open.filter((send) => send.state === 'queued' && isWithdrawn({ withdrawnSeq: data.dispatchSeq }, send));
    for (const send of ended) await this.sends.settle(tx, send, 'cancelled');
    return ended.map((send) => this.say.cancelled(send, 'OPTED_OUT'));
  }

  /** In the transaction that reads it, never behind a lane: from its commit on nothing older of the bot's is marked. */
  private async raise(tx: EntityManager, { data, envelope }: Message<'FenceRaised'>): Promise<Facts> {
    const { conversationId, fence: position } = envelope;
    const { fence, open } = await this.fences.lock(tx, conversationId);
    const after = afterFence(fence, open, { epoch: data.epoch, case: position?.case ?? 0, turn: position?.turn ?? 0 });
    await this.fences.save(tx, conversationId, after.fence);
    const cancelled = open.filter(({ sendId }) => after.cancel.includes(sendId));
    for (const send of cancelled) await this.sends.settle(tx, send, 'cancelled');
    return [...cancelled.map((send) => this.say.cancelled(send, 'STALE_EPOCH')), ...(await this.settlement.reached(tx, conversationId))];
  }
}
