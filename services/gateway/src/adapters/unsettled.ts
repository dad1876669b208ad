import { withTransaction } from '@frontdesk/postgres';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { afterUnknown } from '../domain/unknown.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { Lanes } from './lanes.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { Settlement } from './settlement.ts';
import { StatusJoiner } from './status-joiner.ts';

type What = 'unknown' | 'resend' | 'unconfirmed';

/** What becomes of a send whose mark ran out, or whose outcome nobody knows. */
@Injectable()
export class Unsettled {
  constructor(
    private readonly dataSource: DataSource,
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly settlement: Settlement,
    private readonly say: Announcements,
    private readonly lanes: Lanes,
    private readonly joiner: StatusJoiner,
  ) {}

  cause(send: SendRow, what: What): ReturnType<Announcements['cause']> {
    return this.say.cause(send, `${what} ${send.calls}`, send.markedAt);
  }

  decide(send: SendRow, now: number): Promise<'wait' | 'resend' | 'unconfirmed'> {
    return withTransaction(this.dataSource, async (tx) => {
      const { fence } = await this.fences.lock(tx, send.conversationId);
      return afterUnknown(fence, send, await this.sends.lastStatusAt(tx, send.numberId), now);
    });
  }

  async apply(tx: EntityManager, send: SendRow, what: What, now: number): Promise<{ facts: Facts; result: undefined }> {
    const { fence, open } = await this.fences.lock(tx, send.conversationId);
    const current = open.find(({ sendId, calls, state }) => sendId === send.sendId && calls === send.calls && state === send.state);
    if (!current) return { facts: [], result: undefined };
    const facts: Facts = [];
    if (what === 'unknown' && current.chunk < 0) await this.sends.queue(tx, send.sendId, 0, 0, now);
    else if (what === 'unknown') await this.sends.unknown(tx, send.sendId, now);
    else if (what === 'resend' && afterUnknown(fence, current, await this.sends.lastStatusAt(tx, send.numberId), now) === 'resend') {
      await this.sends.queue(tx, send.sendId, current.chunk, 0, now);
    } else {
      await this.sends.settle(tx, current, 'unconfirmed');
      facts.push(this.say.unconfirmed(current));
    }
    return { facts: [...facts, ...(await this.settlement.reached(tx, send.conversationId))], result: undefined };
  }

  async lookAgain(conversations: readonly string[]): Promise<void> {
    for (const conversationId of conversations) this.lanes.poke(conversationId);
    await this.joiner.joinDue();
  }
}
