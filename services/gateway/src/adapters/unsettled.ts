import { Inbox } from '@frontdesk/bus';
import { withTransaction } from '@frontdesk/postgres';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { afterUnknown, resendAfterMs } from '../domain/unknown.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { graphTimeoutMs } from './graph.ts';
import { writeWithinMs } from './lanes.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { Settlement } from './settlement.ts';

type What = 'unknown' | 'resend' | 'unconfirmed';

/** What becomes of a send whose mark ran out, or whose outcome nobody knows. */
@Injectable()
export class Unsettled {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly dataSource: DataSource,
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly settlement: Settlement,
    private readonly say: Announcements,
  ) {}

  /** Each by itself: one that cannot be settled is looked at again. @param now real time, ms */
  async settle(now: number): Promise<void> {
    const { manager } = this.dataSource;
    for (const send of await this.sends.unsettled(manager, now - graphTimeoutMs - writeWithinMs, now - resendAfterMs))
      await this.one(send, now).catch((error: unknown) => this.say.notSettled(error, send));
  }

  /** Conversations with something to send. */
  due(now: number): Promise<string[]> {
    return this.sends.due(this.dataSource.manager, now);
  }

  private async one(send: SendRow, now: number): Promise<void> {
    const what = send.state === 'sending' ? 'unknown' : await this.decide(send, now);
    if (what === 'wait') return;
    const cause = this.say.cause(send, `${what} ${send.calls}`, send.markedAt);
    await this.inbox.run(cause, async (tx) => ({ facts: await this.apply(tx, send, what, now), result: undefined }));
  }

  private decide(send: SendRow, now: number): Promise<'wait' | 'resend' | 'unconfirmed'> {
    return withTransaction(this.dataSource, async (tx) => {
      const { fence } = await this.fences.lock(tx, send.conversationId);
      return afterUnknown(fence, send, await this.sends.lastStatusAt(tx, send.numberId), now);
    });
  }

  private async apply(tx: EntityManager, send: SendRow, what: What, now: number): Promise<Facts> {
    const { fence, open } = await this.fences.lock(tx, send.conversationId);
    const current = open.find(({ sendId, calls, state }) => sendId === send.sendId && calls === send.calls && state === send.state);
    if (!current) return [];
    const facts: Facts = [];
    if (what === 'unknown') await this.sends.unknown(tx, send.sendId, now);
    else if (what === 'resend' && afterUnknown(fence, current, await this.sends.lastStatusAt(tx, send.numberId), now) === 'resend') {
      await this.sends.queue(tx, send.sendId, current.chunk, 0, now);
    } else {
      await this.sends.settle(tx, current, 'unconfirmed');
      facts.push(this.say.unconfirmed(tx, current));
    }
    return [...facts, ...(await this.settlement.reached(tx, send.conversationId))];
  }
}
