import { deriveId } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Fact, WrittenBy } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Clock, Logger, Meters } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChangeEnd } from '../domain/order-change.ts';
import type { ChangeRow } from './order-changes.store.ts';
import type { SendRow } from './send-row.ts';

export type Facts = Fact<WrittenBy<'gateway'>>[];
interface Refusal {
  readonly code: number;
  readonly title: string;
  readonly action: string;
  readonly waitMs: number;
}

/** What a cause of ours is about: a send, or a change under the name of its own. */
type Act = Pick<SendRow, 'sendId' | 'conversationId' | 'case' | 'epoch' | 'turn' | 'customerHash' | 'traceparent'>;
const changeEnds: readonly ChangeEnd[] = ['made', 'too_late', 'invalid', 'unavailable', 'unconfirmed', 'cancelled'];

/** The facts about a send, and the cause they follow from. */
@Injectable()
export class Announcements {
  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly meters: Meters,
  ) {
    // from 0 on: what appears with its first is no rise to an alert
    for (const what of ['twice', 'unconfirmed']) meters.sendsInDoubt.inc({ what }, 0);
    for (const outcome of changeEnds) meters.orderChanges.inc({ outcome }, 0);
  }

  now(): number {
    return this.clock.now();
  }

  cause(send: Act, what: string, at: number, link?: string): Cause {
    return {
      id: deriveId(at, send.sendId, what),
      at,
      occurredAt: this.clock.now(),
      conversationId: send.conversationId,
      fence: { case: send.case, epoch: send.epoch, turn: send.turn },
      customerHash: send.customerHash,
      causes: [send.sendId],
      ...(send.traceparent !== '' && { traceparent: send.traceparent }),
      ...(link !== undefined && link !== '' && { link }),
      name: 'send',
    };
  }

  causeOfChange(change: ChangeRow, what: string, at: number): Cause {
    return { ...this.cause({ ...change, sendId: change.changeId }, what, at), name: 'change' };
  }

  notJoined(error: unknown, statusId: string): void {
    this.logger.error('status not joined', error, { status_id: statusId });
  }

  notSettled(error: unknown, { sendId, conversationId }: SendRow): void {
    this.logger.error('a send was not settled, it is looked at again', error, { send_id: sendId, conversation_id: conversationId });
  }

  accepted(send: SendRow, at: number): Facts[number] {
    const { sendId, dispatchSeq, speaker, subjectId } = send;
    return fact('SendAccepted', { sendId, dispatchSeq, at, speaker, subjectId });
  }

  failed(send: SendRow, { code, title, action, waitMs }: Refusal, final: boolean): Facts[number] {
    this.meters.sendFailures.inc({ code: String(code) });
    this.logger.warn('send failed', { code, action, final, send_id: send.sendId, conversation_id: send.conversationId });
    const { sendId, dispatchSeq, speaker, subjectId } = send;
    const at = this.clock.now();
    return fact('SendFailed', {
      sendId,
      dispatchSeq,
      code,
      title,
      final,
      speaker,
      subjectId,
      at,
      action,
      retryAt: waitMs > 0 ? at + waitMs : 0,
    });
  }

  /** Of the account, so under no fence and about no customer. */
  refusedNumber(numberId: string, code: number, status: 'ACTIVE' | 'RESOLVED' = 'ACTIVE'): Facts[number] {
    return fact(
      'AccountAlerted',
      { alert: `SEND_REFUSED_${code}`, severity: 'CRITICAL', status, at: this.clock.now() },
      { conversationId: `account:${numberId}`, customerHash: '', fence: {} },
    );
  }

  /** Counted, like what is delivered, per message as the customer sees them: a long answer is several. */
  taken(messages: number): void {
    if (messages > 0) this.meters.messagesAccepted.inc(messages);
  }

  /** @param billable as Meta's pricing says; undefined where it said nothing */
  delivered(billable: boolean | undefined): void {
    this.meters.messagesDelivered.inc({ billable: billable === undefined ? 'unknown' : billable ? 'yes' : 'no' });
  }

  /** It was sent again, and now the first copy's status says that it had arrived: the customer has both. */
  sentTwice(tx: EntityManager): void {
    onceCommitted(tx, () => this.meters.sendsInDoubt.inc({ what: 'twice' }));
  }

  /** Meta said that a message failed, and it arrived after all. */
  arrivedAfterAll(): void {
    this.meters.deliveredAfterFailed.inc();
  }

  /** All of a send has, of which Meta said that it failed. */
  arrived({ sendId, subjectId }: SendRow): Facts[number] {
    return fact('SendArrived', { sendId, subjectId });
  }

  cancelled(send: SendRow, reason: 'STALE_EPOCH' | 'OPTED_OUT'): Facts[number] {
    return fact(
      'SendCancelled',
      {
        sendId: send.sendId,
        dispatchSeq: send.dispatchSeq,
        reason,
        subjectId: send.subjectId,
      },
      { fence: { case: send.case, epoch: send.epoch, turn: send.turn } },
    );
  }

  unconfirmed(tx: EntityManager, send: SendRow): Facts[number] {
    onceCommitted(tx, () => this.meters.sendsInDoubt.inc({ what: 'unconfirmed' }));
    this.logger.warn('send unconfirmed', { send_id: send.sendId, conversation_id: send.conversationId });
    return fact('SendUnconfirmed', {
      sendId: send.sendId,
      dispatchSeq: send.dispatchSeq,
      speaker: send.speaker,
      subjectId: send.subjectId,
    });
  }

  /** Under its own fence, whoever ends it. */
  changeSettled(tx: EntityManager, { changeId, conversationId, case: caseNo, epoch, turn }: ChangeRow, outcome: ChangeEnd): Facts[number] {
    onceCommitted(tx, () => this.meters.orderChanges.inc({ outcome }));
    if (outcome === 'unavailable' || outcome === 'unconfirmed')
      this.logger.warn('a change in the shop came to nothing that is known', {
        change_id: changeId,
        outcome,
        conversation_id: conversationId,
      });
    return fact('OrderChangeSettled', { changeId, outcome, at: this.clock.now() }, { fence: { case: caseNo, epoch, turn } });
  }
}
