import { Inbox } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Outcome } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fenceReached, isWithdrawn } from '../domain/fence.ts';
import { fencedOf } from '../domain/order-change.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { Keys } from './keys.ts';
import { FencesStore } from './fences.store.ts';
import type { LockedLane } from './fences.store.ts';
import { OrderChangesStore } from './order-changes.store.ts';
import { Refusals } from './refusals.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';

type CallOutcome = Outcome<{ wamid: string }>;
interface Answer extends Cause {
  readonly send: SendRow;
  readonly outcome: CallOutcome;
  /** decided under the lock: nothing of its conversation is open any more */
  isLast: boolean;
}

/** The send as it stands, while the call is still its last one. */
const currentOf = ({ open }: LockedLane, send: SendRow): SendRow | undefined =>
  open.find(({ sendId, calls, state }) => sendId === send.sendId && calls === send.calls && (state === 'sending' || state === 'unknown'));

/** How a send ends, in transactions that lock its conversation's fence first. */
@Injectable()
export class Settlement {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly keys: Keys,
    private readonly say: Announcements,
    private readonly refusals: Refusals,
    private readonly changes: OrderChangesStore,
  ) {}

  /** What the call that `send` was marked for came to; what to do with the chunk next is in the row. @returns whether there may be more to do */
  async outcome(send: SendRow, outcome: CallOutcome): Promise<boolean> {
    const [fresh] = await this.inbox.runMany<Answer>(
      [{ ...this.say.cause(send, `call ${send.calls}`, send.markedAt), send, outcome, isLast: false }],
      this.#answered,
    );
    return fresh?.isLast !== true;
  }

  /** All that waits. What Meta has taken altogether is most of it, and settled in one go. */
  readonly #answered = async (tx: EntityManager, answers: readonly Answer[]): Promise<Facts[]> => {
    const lanes = await this.fences.lockAll(
      tx,
      answers.map(({ send }) => send.conversationId),
    );
    const taken = new Map<string, { answer: Answer; wamid: string }>();
    for (const answer of answers) {
      const { send, outcome } = answer;
      const current = currentOf(lanes.get(send.conversationId)!, send);
      const isTaken = outcome.kind === 'accepted' && current !== undefined && current.resends === 0 && current.chunk + 1 >= current.chunks;
      if (isTaken && !taken.has(send.conversationId)) taken.set(send.conversationId, { answer, wamid: outcome.wamid });
    }
    const facts = await this.taken(tx, lanes, taken);
    const all: Facts[] = [];
    for (const answer of answers) all.push(facts.get(answer) ?? (await this.one(tx, answer)));
    return all;
  };

  private async taken(
    tx: EntityManager,
    lanes: ReadonlyMap<string, LockedLane>,
    taken: ReadonlyMap<string, { answer: Answer; wamid: string }>,
  ): Promise<Map<Answer, Facts>> {
    const facts = new Map<Answer, Facts>();
    if (taken.size === 0) return facts;
    this.say.taken(
      await this.sends.sent(
        tx,
        [...taken.values()].map(({ answer: { send }, wamid }) => ({ wamidHash: this.keys.wamidHash(wamid), send })),
      ),
    );
    await this.sends.accept(
      tx,
      [...taken.values()].map(({ answer: { send } }) => send.sendId),
    );
    const done = new Map<string, number>();
    for (const [id, { answer }] of taken) {
      const { passedSeq, open } = lanes.get(id)!;
      if (answer.send.dispatchSeq > passedSeq) done.set(id, answer.send.dispatchSeq);
      answer.isLast = open.every(({ sendId }) => sendId === answer.send.sendId);
      facts.set(answer, [this.say.accepted(answer.send, this.say.now())]);
    }
    if (done.size > 0) await this.fences.pass(tx, done);
    for (const [id, { answer }] of taken) {
      if (lanes.get(id)!.fence.owed.length > 0) facts.get(answer)!.push(...(await this.reached(tx, id)));
    }
    return facts;
  }

  private async one(tx: EntityManager, answer: Answer): Promise<Facts> {
    const { send, outcome } = answer;
    const lane = await this.fences.lock(tx, send.conversationId);
    const current = currentOf(lane, send);
    answer.isLast = false;
    const facts = current ? await this.apply(tx, current, outcome) : await this.late(tx, send, outcome);
    return lane.fence.owed.length === 0 ? facts : [...facts, ...(await this.reached(tx, send.conversationId))];
  }

  /** Cancelled by a fence or a STOP; decided again under the lock. */
  async cancel(send: SendRow): Promise<void> {
    await this.inbox.run(this.say.cause(send, 'cancel', send.queuedAt), async (tx) => {
      const { fence, open } = await this.fences.lock(tx, send.conversationId);
      const current = open.find(({ sendId, state }) => sendId === send.sendId && state === 'queued');
      if (!current) return { facts: [], result: undefined };
      await this.sends.settle(tx, current, 'cancelled');
      return { facts: [this.say.cancelled(current, isWithdrawn(fence, current) ? 'OPTED_OUT' : 'STALE_EPOCH')], result: undefined };
    });
  }

  /** Meta has taken the chunk. The send is accepted with its last one. */
  async accepted(tx: EntityManager, send: SendRow, wamidHash: string, at: number): Promise<Facts> {
    this.say.taken(await this.sends.sent(tx, [{ wamidHash, send }]));
    const next = send.resends === 0 ? send.chunk + 1 : await this.sends.firstMissing(tx, send);
    if (next < send.chunks) {
      await this.sends.queue(tx, send.sendId, next, 0, send.resends === 0 ? Date.now() : Math.max(Date.now(), send.notBefore));
      return [];
    }
    await this.sends.settle(tx, send, 'accepted');
    return [this.say.accepted(send, at)];
  }

  /** Another message of a chunk that is settled. One that was sent again, and whose first copy arrived too, the customer has twice. */
  async takenToo(tx: EntityManager, send: SendRow, wamidHash: string): Promise<void> {
    const news = await this.sends.sent(tx, [{ wamidHash, send }]);
    this.say.taken(news);
    if (news > 0 && (await this.sends.isTwice(tx, send.sendId, send.chunk))) this.say.sentTwice(tx);
  }

  /** FenceReached for every fence that nothing older holds any more. Called under the lock. */
  async reached(tx: EntityManager, conversationId: string): Promise<Facts> {
    const { fence, open } = await this.fences.lock(tx, conversationId);
    if (fence.owed.length === 0) return [];
    const changes = await this.changes.open(tx, conversationId);
    const result = fenceReached(fence, [...open, ...changes.map(fencedOf)]);
    if (result.reached.length > 0) await this.fences.save(tx, conversationId, result.fence);
    return result.reached.map(({ owed, unknown }) =>
      fact(
        'FenceReached',
        { epoch: owed.epoch, unknown: [...unknown] },
        { conversationId, fence: { case: owed.case, epoch: owed.epoch, turn: owed.turn } },
      ),
    );
  }

  private async apply(tx: EntityManager, send: SendRow, outcome: CallOutcome): Promise<Facts> {
    if (outcome.kind === 'accepted') {
      return this.accepted(tx, send, this.keys.wamidHash(outcome.wamid), this.say.now());
    }
    if (outcome.kind !== 'unknown') return this.refusals.answered(tx, send, outcome);
    if (send.state === 'sending') await this.sends.unknown(tx, send.sendId, Date.now());
    return [];
  }

  /** A status was faster than the answer, and has settled the call: only the message's id is news. */
  private async late(tx: EntityManager, send: SendRow, outcome: CallOutcome): Promise<Facts> {
    if (outcome.kind === 'accepted') await this.takenToo(tx, send, this.keys.wamidHash(outcome.wamid));
    return [];
  }
}
