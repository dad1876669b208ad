import type { Data, Fact, Identity, Message, Turn } from '@frontdesk/contracts';
import { step } from '@frontdesk/decider';
import { message, testTime, text } from '@frontdesk/testing';
import { addressIn } from '@frontdesk/business';
import { redact } from '@frontdesk/vault';
import { judge, lockedOrders } from '../services/auth/src/domain/attempts.ts';
import { proves } from '../services/auth/src/domain/check.ts';
import { codeLimits, codeOf, codeStep, isGood, ofCodes, offersCode } from '../services/auth/src/domain/codes.ts';
import type { Code } from '../services/auth/src/domain/codes.ts';
import { needs, offeredIn, resolved, withCode, withoutProof, withProof } from '../services/auth/src/domain/resolve.ts';
import type { Known, Outcome } from '../services/auth/src/domain/resolve.ts';
import { loadExamples } from '../services/nlu-router/src/adapters/examples.ts';
import { train } from '../services/nlu-router/src/domain/classifier.ts';
import { route } from '../services/nlu-router/src/domain/route.ts';
import { policy } from '../services/policy/src/domain/policy.ts';
import type { Input } from '../services/policy/src/domain/policy.ts';
import { fromOrder, locked as lockedNow, needsProof, notNeeded, refused } from '../services/rag-tools/src/domain/ground.ts';
import { proposed } from '../services/rag-tools/src/domain/order-change.ts';
import { plan } from '../services/rag-tools/src/domain/plan.ts';
import { factsFor } from '../services/rag-tools/src/domain/tools.ts';
import { compose } from '../services/response-builder/src/domain/compose.ts';
import { propose } from '../services/response-builder/src/domain/propose.ts';

const classify = train(loadExamples());
const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
const postcode = '22767';
const carrier = { name: 'Nordpost', tracking_url: 'https://shop.example/track/1' };
const shipped = { status: 'shipped', eta: '2026-03-12', phone: '+4915550100101', carrier } as const;

type Admitted = Message<'MessageAdmitted'>;
type Proved = Pick<Identity, 'level' | 'subject' | 'method' | 'provedAt' | 'expiresAt'>;

/**
 * What a customer reads: the decisions of policy and of the bot's chain, one after the other. Every order has been shipped, to the same postcode. Of the
 * knowledge base the answer is the question itself, so that it shows which one was looked for.
 */
export class Chat {
  now = testTime;
  shopIsAway = false;
  /** there is somewhere to send codes: their mails, the newest last */
  mailbox: string[] | undefined;
  /** the shop takes changes, and orders are still being prepared: where they go instead, the newest last */
  moved: string[] | undefined;
  status: 'shipped' | 'processing' = 'shipped';
  readonly read: string[] = [];
  readonly admitted: Admitted[] = [];
  readonly routed: Message<'Routed'>[] = [];
  state = { ...policy.initial(), tier: 'retail' };
  readonly #attempts: { challengeId: string; messageId: string; order: string; outcome: Outcome; at: number }[] = [];
  readonly #codes: Omit<Code, 'tries' | 'state'>[] = [];
  readonly #written = new Map<string, string>();
  #made = 0;

  /** @param proved what is proved all along, in place of what auth would say */
  constructor(
    readonly proved?: Proved,
    readonly quietPeriodMs = 0,
  ) {}

  /** @returns what the bot says to it */
  writes(...texts: string[]): readonly string[] {
    const before = this.read.length;
    const admitted = texts.flatMap((words) => {
      const messageId = `m${this.#made}`;
      this.#written.set(messageId, words);
      const written = { messageId, kind: 'text', text: text(redact(words).redacted), sentAt: this.now, contact };
      return this.decide(message('MessageReceived', written, { decidedAt: this.now }));
    });
    // of what came together the newest turn is answered
    const turn = admitted.at(-1);
    if (turn) this.#answer(turn);
    this.now += 60_000;
    return this.read.slice(before);
  }

  shopIsBack(): void {
    this.shopIsAway = false;
    for (const { heldId, dueAt } of this.state.held) {
      this.now = Math.max(this.now, dueAt);
      const due = message('HeldDue', { clockId: `held:${heldId}`, heldId }, { decidedAt: this.now });
      for (const one of this.decide(due)) this.#answer(one);
    }
  }

  /** @returns what was admitted by it */
  decide(input: Input): Admitted[] {
    this.#made += 1;
    const made = this.#made;
    const context = {
      now: this.now,
      id: (label: string) => `${label}-${made}`,
      switches: [],
      templates: [],
      restrictions: [],
      settings: { linkHosts: ['shop.example'], otherChannel: 'email', quietPeriodMs: this.quietPeriodMs },
    };
    const { state, facts } = step(policy, this.state, input, context);
    this.state = { ...state };
    for (const { type, data } of facts) if (type === 'MessageDispatched') this.read.push(data.text?.redacted ?? '');
    if (this.moved) this.#outside(facts);
    const admitted = facts.flatMap((one) =>
      one.type === 'MessageAdmitted' ? [message('MessageAdmitted', one.data, one.decision as never)] : [],
    );
    this.admitted.push(...admitted);
    return admitted;
  }

  /** Meta takes what is sent, and the shop makes what is changed. */
  #outside(facts: readonly Fact[]): void {
    const about = { decidedAt: this.now };
    for (const { type, data } of facts) {
      if (type === 'MessageDispatched')
        this.decide(message('SendAccepted', { ...data, $typeName: undefined, at: this.now } as never, about));
      if (type !== 'OrderChangeDispatched') continue;
      const { changeId, value } = data.change!;
      this.moved!.push(Buffer.from(value!.sealed).toString());
      this.decide(message('OrderChangeSettled', { changeId, outcome: 'made', at: this.now }, about));
    }
  }

  #answer(admitted: Admitted): void {
    if (this.admitted.length > 50) throw new Error(`no end: ${this.read.slice(-9).join(' | ')}`);
    const about = { fence: admitted.envelope.fence!, decidedAt: this.now };
    const identity = message('IdentityResolved', this.#identify(admitted).data as never, about);
    const routed = message('Routed', route(identity, classify).data as never, about);
    this.routed.push(routed);
    const grounded = message('Grounded', this.#ground(routed).data as never, about);
    const shown = grounded.data.evidence.find(({ kind }) => kind === 'tool');
    const order = shown && (JSON.parse(shown.facts!.redacted) as ReturnType<typeof factsFor>);
    const address = Buffer.from(grounded.data.change?.value?.sealed ?? [])
      .toString()
      .split('\n');
    const draft = compose(grounded.data, order, address);
    if (!draft) return;
    const made = { replyId: `reply-${this.#made}`, challengeId: `c${this.#made}`, answer: text(draft.answer), summary: text('') };
    const reply = propose(grounded, draft, { ...made, guardrails: [], rung: 'canned' }, this.now);
    for (const next of this.decide(message('ReplyProposed', reply.data as Data<'ReplyProposed'>, about))) this.#answer(next);
  }

  #identify(admitted: Admitted): Fact<'IdentityResolved'> {
    const turn = admitted.data.turn!;
    const known = this.#known(turn);
    const said = { tier: 'retail', lockedOrders: known.lockedOrders, reasons: [], lookUps: [], sendsCode: this.mailbox !== undefined };
    if (this.proved) {
      const identity = { ...this.proved, $typeName: 'frontdesk.v1.Identity' as const };
      return resolved(
        { ...admitted, data: { ...admitted.data, turn: { ...turn, identity } } },
        { ...said, outcome: { outcome: 'none' } },
        this.now,
      );
    }
    const step = this.mailbox && codeStep(admitted.data, known, this.now);
    const theirs = ofCodes(known.codes, step);
    const outcome = this.#ofCode(admitted, known, step) ?? this.#judged(admitted, known, theirs) ?? withoutProof(admitted, known, this.now);
    return resolved(admitted, { ...said, outcome }, this.now);
  }

  #ofCode({ data }: Admitted, known: Known, step: ReturnType<typeof codeStep>): Outcome | undefined {
    if (step?.do === 'say') return step.outcome;
    if (step?.do === 'send') {
      const { messageId: id, orderNumber } = step;
      this.#codes.push({ id, orderNumber, restsOn: data.turn!.identity!.provedAt, askedAt: this.now, sends: 1, said: 'code_sent' });
      this.mailbox!.push(codeOf(`${id}AAAAAAAA`));
      return { outcome: 'code_sent' };
    }
    if (step?.do !== 'check') return undefined;
    const code = known.codes.find(({ id }) => id === step.codeId)!;
    for (const messageId of step.messageIds) {
      const secret = offersCode(this.#written.get(messageId) ?? '', code.orderNumber);
      if (!secret) continue;
      const failed = this.#failed().filter(({ at }) => at > this.now - codeLimits.validForMs).length;
      const holds = secret === codeOf(`${code.id}AAAAAAAA`) && isGood(code, this.now);
      const judgement = judge(holds, { ofChallenge: failed, ofOrder: 0, ofConversation: this.#failed().length });
      const outcome = withCode({ orderNumber: code.orderNumber, method: 'emailed_code', secret }, judgement, this.now);
      this.#attempts.push({ challengeId: code.id, messageId, order: code.orderNumber, outcome, at: this.now });
      return outcome;
    }
    return undefined;
  }

  #judged(admitted: Admitted, known: Known, theirs: ReadonlySet<string>): Outcome | undefined {
    for (const messageId of needs(admitted, known, this.now).candidates.filter((id) => !theirs.has(id))) {
      const proof = offeredIn(this.#written.get(messageId) ?? '', admitted, this.now);
      if (!proof) continue;
      if (this.shopIsAway) return { outcome: 'unavailable' };
      const challengeId = admitted.data.turn!.challenge?.id ?? messageId;
      const failed = this.#failed().length;
      const holds = proves(proof, { number: proof.orderNumber, postcode, email: '' });
      const outcome = withProof(proof, judge(holds, { ofChallenge: failed, ofOrder: 0, ofConversation: failed }), this.now);
      this.#attempts.push({ challengeId, messageId, order: proof.orderNumber, outcome, at: this.now });
      return outcome;
    }
    return undefined;
  }

  readonly #failed = () =>
    this.#attempts.filter(({ outcome }) => ['failed', 'locked', 'code_failed', 'code_refused'].includes(outcome.outcome));

  readonly #codesKnown = (): Code[] =>
    this.#codes.map((code) => {
      const tried = this.#attempts.filter(({ challengeId }) => challengeId === code.id);
      const ended = tried.find(({ outcome }) => outcome.outcome === 'proved')?.outcome;
      const proved = ended?.outcome === 'proved' ? { proved: ended.identity } : {};
      const tries = tried.map(({ messageId, outcome }) => ({
        messageId,
        outcome: outcome.outcome === 'code_failed' ? 'failed' : outcome.outcome,
        attemptsLeft: 'attemptsLeft' in outcome ? outcome.attemptsLeft : 0,
      }));
      return { ...code, tries, ...proved, state: ended ? 'proved' : 'open' };
    });

  #known({ challenge, open }: Turn): Known {
    const asked = new Set([...open.map(({ messageId }) => messageId), ...(challenge ? [challenge.id] : [])]);
    const own = this.#attempts.filter(({ challengeId }) => asked.has(challengeId));
    const judged = own.map(({ messageId, outcome }) => ({
      messageId,
      attemptsLeft: 'attemptsLeft' in outcome ? outcome.attemptsLeft : 0,
    }));
    const failed = this.#failed();
    const tried = failed.map(({ order }) => ({ orderNumber: order, ofOrder: 1 }));
    const locked = lockedOrders({ ofChallenge: failed.length, ofConversation: failed.length, tried });
    const bare = {
      tier: 'retail',
      locked: own.at(-1)?.outcome.outcome === 'locked',
      judged,
      lockedOrders: locked,
      codes: this.#codesKnown(),
    };
    const proved = own.findLast(({ outcome }) => outcome.outcome === 'proved');
    return proved?.outcome.outcome === 'proved' ? { ...bare, proved: proved.outcome.identity, provedBy: proved.messageId } : bare;
  }

  #ground(routed: Message<'Routed'>): Fact<'Grounded'> {
    const next = plan(routed.data, this.now, this.moved !== undefined);
    if (next.do === 'read_order') {
      const call = refused(next.order);
      if (this.shopIsAway) return fromOrder(routed, { ...call, outcome: 'unavailable' }, undefined);
      const facts = factsFor({ ...shipped, status: this.status, number: next.order }, '', next.isLinked);
      const proposal = next.change && proposed(next.change, facts.status, `change-${this.#made}`, this.#addressIn(routed));
      return fromOrder(routed, call, text(JSON.stringify(facts)), proposal);
    }
    if (next.do === 'ask') return needsProof(routed, next.level, next.subject);
    if (next.do === 'refuse') return lockedNow(routed, next.subject);
    if (next.do !== 'search') return notNeeded(routed);
    const found = notNeeded(routed);
    const citation = { documentId: 'd', documentVersion: '1', title: 'Help', url: 'https://shop.example/help', quote: next.queries[0]! };
    const evidence = [{ kind: 'passage', source: 'd', citation }];
    return {
      ...found,
      data: {
        ...found.data,
        outcome: 'evidence',
        evidence,
        changeState: next.needs ?? '',
        ...(next.needs === 'needs_proof' ? { requiredLevel: 'order', subject: routed.data.orderNumber } : {}),
      },
    } as never;
  }

  #addressIn({ data: { answers } }: Message<'Routed'>) {
    const lines = addressIn(this.#written.get(answers.at(-1) ?? '') ?? '');
    return lines && { $typeName: 'frontdesk.v1.Text' as const, redacted: '[ADDRESS_1]', sealed: Buffer.from(lines.join('\n')) };
  }
}
