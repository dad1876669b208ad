import { Inbox } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { errorCode } from '@frontdesk/whatsapp';
import type { Outcome } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fenceReached } from '../domain/fence.ts';
import { settle } from '../domain/retry.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { Keys } from './keys.ts';
import { SendsStore } from './sends.store.ts';
import type { SendRow } from './sends.store.ts';
import { StatusesStore } from './statuses.store.ts';

/** How a send ends, in transactions that lock its conversation's fence first. */
@Injectable()
export class Settlement {
  constructor(
    private readonly inbox: Inbox<'gateway'>, private readonly sends: SendsStore, private readonly statuses: StatusesStore,
    private readonly keys: Keys, private readonly say: Announcements,
  ) {}

  /** What the call that `send` was marked for came to; what to do with the chunk next is in the row. @returns whether there may be more to do */
  async outcome(send: SendRow, outcome: Outcome<{ wamid: string }>): Promise<boolean> {
    const ran = await this.inbox.run(this.say.cause(send, `call ${send.calls}`, send.markedAt), async (tx) => {
      const { fence, open } = await this.sends.lock(tx, send.conversationId);
      const current = open.find(({ sendId, calls }) => sendId === send.sendId && calls === send.calls);
      const isOurs = current !== undefined && (current.state === 'sending' || current.state === 'unknown');
      const facts = isOurs ? await this.apply(tx, current, outcome) : await this.late(tx, send, outcome);
      const isLast = outcome.kind === 'accepted' && send.chunk + 1 >= send.chunks && open.every(({ sendId }) => sendId === send.sendId);
      if (fence.owed.length === 0) return { facts, result: !isLast };
      return { facts: [...facts, ...(await this.reached(tx, send.conversationId))], result: !isLast };
    });
    return ran.duplicate || ran.result;
  }

  /** Cancelled by a fence; decided again under the lock. */
  async cancel(send: SendRow): Promise<void> {
    await this.inbox.run(this.say.cause(send, 'cancel', send.queuedAt), async (tx) => {
      const { open } = await this.sends.lock(tx, send.conversationId);
      const current = open.find(({ sendId, state }) => sendId === send.sendId && state === 'queued');
      if (!current) return { facts: [], result: undefined };
      await this.sends.settle(tx, current, 'cancelled');
      return { facts: [this.say.cancelled(current)], result: undefined };
    });
  }

  /** Meta has taken the chunk. The send is accepted with its last one. */
  async accepted(tx: EntityManager, send: SendRow, wamidHash: string, sealedWamid: Uint8Array, at: number): Promise<Facts> {
    await this.sends.sent(tx, wamidHash, send);
    if (send.chunk + 1 < send.chunks) {
      await this.sends.queue(tx, send.sendId, send.chunk + 1, 0, Date.now());
      return [];
    }
    await this.sends.settle(tx, send, 'accepted');
    return [this.say.accepted(send, sealedWamid, at)];
  }

  /** FenceReached for every fence that nothing older holds any more. Called under the lock. */
  async reached(tx: EntityManager, conversationId: string): Promise<Facts> {
    const { fence, open } = await this.sends.lock(tx, conversationId);
    if (fence.owed.length === 0) return [];
    const result = fenceReached(fence, open);
    if (result.reached.length > 0) await this.sends.saveFence(tx, conversationId, result.fence);
    return result.reached.map(({ owed, unknown }) => fact('FenceReached', { epoch: owed.epoch, unknown: [...unknown] },
      { conversationId, fence: { case: owed.case, epoch: owed.epoch, turn: owed.turn } }));
  }

  private async apply(tx: EntityManager, send: SendRow, outcome: Outcome<{ wamid: string }>): Promise<Facts> {
    if (outcome.kind === 'accepted') {
      return this.accepted(tx, send, this.statuses.wamidHash(outcome.wamid), this.keys.sealText(outcome.wamid), this.say.now());
    }
    const rule = outcome.kind === 'rejected' ? errorCode(outcome.code, outcome.httpStatus) : undefined;
    const decided = settle({
      kind: outcome.kind,
      ...(outcome.kind === 'rejected' && { code: outcome.code, retryClass: outcome.retryClass }),
      ...(outcome.kind === 'rejected' && outcome.retryAfterMs !== undefined && { retryAfterMs: outcome.retryAfterMs }),
      ...(rule?.afterMs !== undefined && { firstWaitMs: rule.afterMs }),
      ...(rule?.factor !== undefined && { factor: rule.factor }),
    }, send.attempt, Math.random());
    const title = outcome.kind === 'rejected' ? outcome.title : 'Meta could not be reached';
    switch (decided.state) {
      case 'accepted': throw new Error('decided above');
      case 'unknown':
        if (send.state === 'sending') await this.sends.unknown(tx, send.sendId, Date.now());
        return [];
      case 'failed':
        await this.sends.settle(tx, send, 'failed');
        return [this.say.failed(send, decided.code, title, true)];
      case 'queued':
        await this.sends.queue(tx, send.sendId, send.chunk, send.attempt, Date.now() + decided.waitMs);
        return outcome.kind === 'rejected' ? [this.say.failed(send, decided.code, title, false)] : [];
    }
  }

  /** A status was faster than the answer, and has settled the call: only the message's id is news. */
  private async late(tx: EntityManager, send: SendRow, outcome: Outcome<{ wamid: string }>): Promise<Facts> {
    if (outcome.kind === 'accepted') await this.sends.sent(tx, this.statuses.wamidHash(outcome.wamid), send);
    return [];
  }
}
