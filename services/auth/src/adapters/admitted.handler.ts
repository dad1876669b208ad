import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SlowWork } from '@frontdesk/bus';
import type { Batch, Outcome as Ended } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import { askedFor, needs, provedFor, resolved, withProof, withoutProof } from '../domain/resolve.ts';
import type { Known, Needs, Outcome } from '../domain/resolve.ts';
import { AttemptsStore } from './attempts.store.ts';
import { KnownStore } from './known.store.ts';
import type { Found } from './look-ups.ts';
import { LookUps } from './look-ups.ts';

type Admitted = Message<'MessageAdmitted'>;
type Plan = { tier: boolean; candidates: readonly string[] };

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
    return this.slowWork.process<'conversation.admitted.v1', Plan, Found>(batch, {
      plan: async (tx, messages) => {
        const now = this.clock.now();
        const admitted = messages.filter((message) => message.type === 'MessageAdmitted');
        const known = await this.known.load(tx, admitted, now);
        return messages.map((message) =>
          message.type === 'MessageAdmitted' ? this.#plan(message, known.get(message)!, now) : { facts: [] },
        );
      },
      run: (plan, message) => this.lookUps.run(plan, message as Admitted, this.clock.now()),
      conclude: async (tx, message, plan, ended) => [await this.#conclude(tx, message as Admitted, plan, ended)],
      timeoutMs: 10_000,
    });
  }

  #plan(message: Admitted, known: Known, now: number) {
    const { tier, candidates }: Needs = needs(message, known, now);
    if (tier || candidates.length > 0) return { plan: { tier, candidates } };
    const said = {
      outcome: withoutProof(message, known, now),
      tier: known.tier,
      lockedOrders: known.lockedOrders,
      reasons: [],
      lookUps: [],
    };
    return { facts: [resolved(message, said, now)] };
  }

  async #conclude(tx: EntityManager, message: Admitted, plan: Plan, ended: Ended<Found>) {
    const now = this.clock.now();
    const known = (await this.known.load(tx, [message], now)).get(message)!;
    const found: Found = ended.ok ? ended.value : { tier: '', lookUps: [], reasons: [ended.error.code] };
    if (plan.tier && found.tier !== '') await this.known.keepTier(tx, message.data.turn!.contact!.contactId, found.tier, now);
    const { outcome, reasons } = await this.#outcome(tx, message, known, found, ended.ok || plan.candidates.length === 0, now);
    const tier = known.tier || found.tier;
    const said = { outcome, tier, lockedOrders: known.lockedOrders, reasons: [...found.reasons, ...reasons], lookUps: found.lookUps };
    return resolved(message, said, now);
  }

  async #outcome(
    tx: EntityManager,
    message: Admitted,
    known: Known,
    { proof }: Found,
    looked: boolean,
    now: number,
  ): Promise<{ outcome: Outcome; reasons: string[] }> {
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
