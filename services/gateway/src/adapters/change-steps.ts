import { Inbox } from '@frontdesk/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FenceRow } from '../domain/fence.ts';
import { afterAnswer, beforeAsking, givenUp } from '../domain/order-change.ts';
import type { Answer, ChangeEnd } from '../domain/order-change.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { writeWithinMs } from './lanes.ts';
import { OrderChangesStore } from './order-changes.store.ts';
import type { ChangeRow, Wanted } from './order-changes.store.ts';
import { Settlement } from './settlement.ts';

/** A request that may be begun. */
export interface Request extends Wanted {
  readonly change: ChangeRow;
  /** reading of the monotonic clock */
  readonly writeBy: number;
}

/** The two transactions about a request to the shop, each under the lock of the conversation's fence: the one before it, and the one after. */
@Injectable()
export class ChangeSteps {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly fences: FencesStore,
    private readonly changes: OrderChangesStore,
    private readonly settlement: Settlement,
    private readonly say: Announcements,
  ) {}

  /** @param takesChanges the shop does @returns what may be asked; undefined where it is over, or another replica has it */
  async begin(change: ChangeRow, takesChanges: boolean): Promise<Request | undefined> {
    const cause = this.say.causeOfChange(change, `begin ${change.attempts}`, change.queuedAt);
    const ran = await this.inbox.run(cause, async (tx) => {
      const { fence, current } = await this.lock(tx, change);
      if (!current) return { facts: [], result: undefined };
      const wanted = await this.changes.wanted(tx, current);
      if (wanted === 'erased') return this.over(tx, current, givenUp(current, 'cancelled'));
      const next = beforeAsking(fence, current, Date.now());
      if (next !== 'ask') return this.over(tx, current, next);
      if (wanted === 'not_known' || !takesChanges) return this.over(tx, current, givenUp(current, 'unavailable'));
      const marked = await this.changes.mark(tx, current, Date.now());
      return { facts: [], result: { ...wanted, change: marked, writeBy: performance.now() + writeWithinMs } };
    });
    return ran.duplicate ? undefined : ran.result;
  }

  /** What the request of `change` came to; `unknown` where whoever made it is gone. */
  async answered(change: ChangeRow, answer: Answer): Promise<void> {
    await this.inbox.run(this.say.causeOfChange(change, `answer ${change.attempts}`, change.markedAt), async (tx) => {
      const { fence, current } = await this.lock(tx, change);
      if (!current) return { facts: [], result: undefined };
      const next = afterAnswer(fence, current, answer, Date.now(), Math.random());
      if (next.state !== 'queued') return this.over(tx, current, next.state);
      await this.changes.queue(tx, current, next);
      return { facts: [], result: undefined };
    });
  }

  /** Under the lock: the change as it stands, unless it is over or has gone on meanwhile. */
  private async lock(tx: EntityManager, change: ChangeRow): Promise<{ fence: FenceRow; current: ChangeRow | undefined }> {
    const fence = await this.fences.lockFence(tx, change.conversationId);
    const open = await this.changes.open(tx, change.conversationId);
    const isCurrent = ({ changeId, state, attempts }: ChangeRow): boolean =>
      changeId === change.changeId && state === change.state && attempts === change.attempts;
    return { fence, current: open.find(isCurrent) };
  }

  private async over(tx: EntityManager, change: ChangeRow, end: ChangeEnd): Promise<{ facts: Facts; result: undefined }> {
    await this.changes.settle(tx, change, end);
    const facts = [this.say.changeSettled(tx, change, end), ...(await this.settlement.reached(tx, change.conversationId))];
    return { facts, result: undefined };
  }
}
