import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import type { Facts } from './announcements.ts';
import { Merges } from './merges.ts';
import { ReviewsStore } from './reviews.store.ts';

/** What people decide that is gateway's to carry out. */
@Controller()
export class AdminHandler {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly reviews: ReviewsStore,
    private readonly merges: Merges,
    private readonly clock: Clock,
  ) {}

  @EventPattern('system.admin.v1')
  on(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'system.admin.v1'>(batch, this.#take);
  }

  readonly #take: Work<'gateway', 'system.admin.v1'> = async (tx, messages) => {
    const facts: Facts[] = [];
    for (const message of messages) facts.push(message.type === 'ContactConflictJudged' ? await this.judged(tx, message) : []);
    return facts;
  };

  /** Who is written to has changed: what was proved before may be somebody else's. */
  private async judged(tx: EntityManager, { data: { conflictId, decision } }: Message<'ContactConflictJudged'>): Promise<Facts> {
    if (decision !== 'same' && decision !== 'different') return [];
    const now = this.clock.now();
    const settled = await this.reviews.settle(tx, conflictId, decision, now);
    if (!settled) return [];
    return [
      fact('ContactConflictSettled', { conflictId, decision, effect: settled.effect }),
      ...settled.threads.map(({ conversationId, contact }) =>
        fact('ContactChanged', { contact, change: 'identity', at: now }, { conversationId, customerHash: contact.customerHash }),
      ),
      ...(settled.into ? await this.merges.of(tx, settled.into, settled.others) : []),
    ];
  }
}
