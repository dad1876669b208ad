import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SlowWork } from '@frontdesk/bus';
import type { Batch, Outcome as Ended } from '@frontdesk/bus';
import type { Fact, Message } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import { askedNow, codeStep, isGood, ofCodes } from '../domain/codes.ts';
import type { Code, CodeStep } from '../domain/codes.ts';
import { askedFor, needs, provedFor, resolved, withCode, withProof, withoutProof } from '../domain/resolve.ts';
import type { Known, Outcome, Said } from '../domain/resolve.ts';
import { AttemptsStore } from './attempts.store.ts';
import { askCode, settleCode } from './codes.store.ts';
import { KnownStore } from './known.store.ts';
import type { Found, Sought } from './look-ups.ts';
import { LookUps } from './look-ups.ts';

type Admitted = Message<'MessageAdmitted'>;
type Judged = { outcome: Outcome; reasons: string[] };
type Planned = { facts: Fact<'IdentityResolved'>[] } | { plan: Sought };

/** Every admitted message, resolved; what was only noted or blocked ends here. */
@Controller()
export class AdmittedHandler {
  constructor(
    private readonly slowWork: SlowWork,
    private readonly known: KnownStore,
    private readonly attempts: AttemptsStore,
    private readonly lookUps: LookUps,
    private readonly clock: Clock,
  ) {}

  @EventPattern('conversation.admitted.v1')
  onAdmitted(@Payload() batch: Batch): Promise<void> {
    return this.slowWork.process<'conversation.admitted.v1', Sought, Found>(batch, {
      plan: async (tx, messages) => {
        const now = this.clock.now();
        const admitted = messages.filter((message) => message.type === 'MessageAdmitted');
        const known = await this.known.load(tx, admitted, now);
        const asked = new Map<string, Code[]>();
        return Promise.all(
          messages.map((message) =>
            message.type === 'MessageAdmitted' ? this.#plan(tx, message, known.get(message)!, asked, now) : { facts: [] },
          ),
        );
      },
      run: (plan, message) => this.lookUps.run(plan, message as Admitted, this.clock.now()),
      conclude: async (tx, message, plan, ended) => [await this.#conclude(tx, message as Admitted, plan, ended)],
      timeoutMs: 10_000,
    });
  }

  /** @param asked codes that were asked for before it in its batch, by conversation */
  async #plan(tx: EntityManager, message: Admitted, before: Known, asked: Map<string, Code[]>, now: number): Promise<Planned> {
    const { conversationId } = message.envelope;
    const known = { ...before, codes: [...before.codes, ...(asked.get(conversationId) ?? [])] };
    const step = this.#codeStep(message, known, now);
    const needed = needs(message, known, now);
    const theirs = ofCodes(known.codes, step);
    const candidates = needed.candidates.filter((id) => !theirs.has(id));
    if (step?.do === 'send') {
      asked.set(conversationId, [...(asked.get(conversationId) ?? []), askedNow(step, message.data.turn!.identity!.provedAt, now)]);
      await askCode(tx, message, step, now);
    }
    if (needed.tier || candidates.length > 0 || (step && step.do !== 'say')) {
      return { plan: { tier: needed.tier, candidates, ...(step?.do === 'send' || step?.do === 'check' ? { code: step } : {}) } };
    }
    const outcome = step ? step.outcome : withoutProof(message, known, now);
    return { facts: [this.#resolved(message, known, { outcome, tier: known.tier, reasons: [], lookUps: [] }, now)] };
  }

  /** Where there is nowhere to send a code, none is asked for. */
  #codeStep(message: Admitted, known: Known, now: number): CodeStep | undefined {
    return this.lookUps.codes.areSent ? codeStep(message.data, known, now) : undefined;
  }

  #resolved(message: Admitted, { lockedOrders }: Known, said: Omit<Said, 'lockedOrders' | 'sendsCode'>, now: number) {
    return resolved(message, { ...said, lockedOrders, sendsCode: this.lookUps.codes.areSent }, now);
  }

  async #conclude(tx: EntityManager, message: Admitted, plan: Sought, ended: Ended<Found>) {
    const now = this.clock.now();
    const known = (await this.known.load(tx, [message], now)).get(message)!;
    const found: Found = ended.ok ? ended.value : { tier: '', lookUps: [], reasons: [ended.error.code] };
    if (plan.tier && found.tier !== '') await this.known.keepTier(tx, message.data.turn!.contact!.contactId, found.tier, now);
    const { outcome, reasons } =
      (await this.#ofCode(tx, message, known, plan, found, now)) ??
      (await this.#outcome(tx, message, known, found, ended.ok || plan.candidates.length === 0, now));
    const tier = known.tier || found.tier;
    return this.#resolved(message, known, { outcome, tier, reasons: [...found.reasons, ...reasons], lookUps: found.lookUps }, now);
  }

  /** What became of a code that was asked for or typed; undefined: it is about none. */
  async #ofCode(
    tx: EntityManager,
    message: Admitted,
    known: Known,
    { code }: Sought,
    { said = 'code_unavailable', typed, proof }: Found,
    now: number,
  ): Promise<Judged | undefined> {
    if (code?.do === 'send') {
      await settleCode(tx, code.messageId, said);
      return { outcome: { outcome: said }, reasons: [said.toUpperCase()] };
    }
    const step = this.#codeStep(message, known, now);
    if (step?.do === 'say') return proof ? undefined : { outcome: step.outcome, reasons: [] };
    if (!typed || step?.do !== 'check') return undefined;
    const current = known.codes.find(({ id }) => id === step.codeId)!;
    const offered = { orderNumber: current.orderNumber, method: 'emailed_code', secret: typed.code } as const;
    const holds = typed.matches && code?.codeId === current.id && isGood(current, now);
    const judgement = await this.attempts.judge(tx, message, { messageId: typed.messageId, offered, holds, codeId: current.id }, now);
    return { outcome: withCode(offered, judgement, now), reasons: [`CODE_${judgement.outcome.toUpperCase()}`] };
  }

  async #outcome(tx: EntityManager, message: Admitted, known: Known, { proof }: Found, looked: boolean, now: number): Promise<Judged> {
    // Another turn of the same lane may have judged it since the plan was made.
    const settled =
      known.locked || provedFor(known, message, now) !== undefined || known.judged.some(({ messageId }) => messageId === proof?.messageId);
    if (settled) return { outcome: withoutProof(message, known, now), reasons: [] };
    if (!looked || proof?.holds === 'unknown') return { outcome: { outcome: 'unavailable' }, reasons: ['SHOP_UNAVAILABLE'] };
    if (!proof) return { outcome: withoutProof(message, known, now), reasons: [] };
    const judgement = await this.attempts.judge(tx, message, proof, now);
    const reason = judgement.outcome === 'locked' ? judgement.reason : `PROOF_${judgement.outcome.toUpperCase()}`;
    const unasked = askedFor(message.data.turn!) ? [] : ['PROOF_UNASKED'];
    return { outcome: withProof(proof.offered, judgement, now), reasons: [reason, ...unasked] };
  }
}
