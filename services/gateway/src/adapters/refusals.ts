import { callsSomebody, pairRateCode, refusesNumber, ruleOf, statusRule } from '@frontdesk/whatsapp';
import type { ErrorCode, Outcome } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mayWrite } from '../domain/fence.ts';
import type { FenceRow } from '../domain/fence.ts';
import { eachMs, pairRate, pairRefused } from '../domain/pacing.ts';
import { settle, settleStatus } from '../domain/retry.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { NumbersStore } from './numbers.store.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';

type Refused = Extract<Outcome<object>, { kind: 'rejected' | 'not_written' }>;

/** What Meta's error table asks for, in whichever way the code came. Called under the lock of the conversation's fence. */
@Injectable()
export class Refusals {
  constructor(
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly numbers: NumbersStore,
    private readonly say: Announcements,
  ) {}

  /** In the answer to the call that `send` was marked for, or the call was not made. */
  async answered(tx: EntityManager, send: SendRow, outcome: Refused): Promise<Facts> {
    const isRefused = outcome.kind === 'rejected';
    const rule = isRefused ? ruleOf(outcome) : undefined;
    const settled = settle(
      rule && isRefused
        ? {
            kind: 'refused',
            code: outcome.code,
            rule,
            ...(outcome.retryAfterMs !== undefined && { retryAfterMs: outcome.retryAfterMs }),
          }
        : { kind: 'not_written' },
      send.attempt,
      Math.random(),
    );
    await this.slowDown(tx, send, settled.code);
    const isFinal = settled.state === 'failed';
    if (isFinal) await this.sends.settle(tx, send, 'failed');
    else await this.sends.queue(tx, send.sendId, send.chunk, send.attempt, Date.now() + settled.waitMs);
    const title = rule?.title ?? 'Meta could not be reached';
    const failed = isFinal || isRefused ? [this.say.failed(send, { ...settled, title }, isFinal)] : [];
    return [
      ...failed,
      ...(rule && outcome.kind === 'rejected' && outcome.httpStatus > 0 ? await this.alert(tx, send, outcome.code, rule) : []),
    ];
  }

  /** In a status, after Meta had taken the chunk: where it may go out again, it is queued again, alone. */
  async toldLater(
    tx: EntityManager,
    send: SendRow,
    fence: FenceRow,
    chunk: number,
    error: { code: number; title: string } | undefined,
  ): Promise<Facts> {
    const code = error?.code ?? 0;
    const rule = statusRule(code, error?.title);
    const settled = settleStatus({ kind: 'refused', code, rule }, send.resends + 1, Math.random());
    await this.slowDown(tx, send, code);
    if (error && refusesNumber(error)) await this.numbers.refused(tx, send.numberId, code, Date.now());
    const isAgain =
      settled.state === 'queued' && mayWrite(fence, send) && (await this.sends.again(tx, send.sendId, chunk, Date.now() + settled.waitMs));
    const action = isAgain || settled.state === 'failed' ? settled.action : 'fatal';
    return [
      this.say.failed(send, { ...settled, action, title: error?.title || rule.title }, !isAgain),
      ...(await this.alert(tx, send, code, rule)),
    ];
  }

  /** A message of the number's that was marked then has arrived. */
  async over(tx: EntityManager, { numberId, markedAt }: SendRow): Promise<Facts> {
    return (await this.numbers.mended(tx, numberId, markedAt)).map((code) => this.say.refusedNumber(numberId, code, 'RESOLVED'));
  }

  /** Of one customer; a number that is too fast is `Pace`'s. */
  private async slowDown(tx: EntityManager, { conversationId }: SendRow, code: number): Promise<void> {
    if (code === pairRateCode) await this.fences.tooFast(tx, conversationId, pairRefused(Date.now()), eachMs(pairRate));
  }

  private async alert(tx: EntityManager, { numberId }: SendRow, code: number, rule: ErrorCode): Promise<Facts> {
    return callsSomebody(rule) && (await this.numbers.tellOf(tx, numberId, code, Date.now()))
      ? [this.say.refusedNumber(numberId, code)]
      : [];
  }
}
