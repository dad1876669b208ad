import type { Message, OnTopic } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { afterFence, isWithdrawn } from '../domain/fence.ts';
import { fencedOf, givenUp } from '../domain/order-change.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { OrderChangesStore } from './order-changes.store.ts';
import { SendsStore } from './sends.store.ts';
import { Settlement } from './settlement.ts';

/** What stops the bot on its way: that the owner changed, and of what the business starts, that the customer said STOP. */
@Injectable()
export class Barrier {
  constructor(
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly changes: OrderChangesStore,
    private readonly settlement: Settlement,
    private readonly say: Announcements,
  ) {}

  async stop(tx: EntityManager, message: Message<OnTopic<'conversation.dispatch.v1'>>): Promise<Facts> {
    if (message.type === 'FenceRaised') return this.raise(tx, message);
    return message.type === 'ConsentWithdrawn' ? this.withdraw(tx, message) : [];
  }

  /** In the transaction that reads it, never behind a lane: from its commit on nothing older of the bot's is marked. */
  private async raise(tx: EntityManager, { data, envelope }: Message<'FenceRaised'>): Promise<Facts> {
    const { conversationId, fence: position } = envelope;
    const { fence, open } = await this.fences.lock(tx, conversationId);
    const changes = await this.changes.open(tx, conversationId);
    const raised = { epoch: data.epoch, case: position?.case ?? 0, turn: position?.turn ?? 0 };
    const after = afterFence(fence, [...open, ...changes.map(fencedOf)], raised);
    await this.fences.save(tx, conversationId, after.fence);
    const facts: Facts = [];
    for (const send of open.filter(({ sendId }) => after.cancel.includes(sendId))) {
      await this.sends.settle(tx, send, 'cancelled');
      facts.push(this.say.cancelled(send, 'STALE_EPOCH'));
    }
    for (const change of changes.filter(({ changeId }) => after.cancel.includes(changeId))) {
      const end = givenUp(change, 'cancelled');
      await this.changes.settle(tx, change, end);
      facts.push(this.say.changeSettled(tx, change, end));
    }
    return [...facts, ...(await this.settlement.reached(tx, conversationId))];
  }

  /** The customer said STOP: what the business starts and still waits is over; what is out is not called again. Answers go on. */
  private async withdraw(tx: EntityManager, { data, envelope }: Message<'ConsentWithdrawn'>): Promise<Facts> {
    const { open } = await this.fences.lock(tx, envelope.conversationId);
    await this.fences.withdraw(tx, envelope.conversationId, data.dispatchSeq);
    const ended = open.filter((send) => send.state === 'queued' && isWithdrawn({ withdrawnSeq: data.dispatchSeq }, send));
    for (const send of ended) await this.sends.settle(tx, send, 'cancelled');
    return ended.map((send) => this.say.cancelled(send, 'OPTED_OUT'));
  }
}
