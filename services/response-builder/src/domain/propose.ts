import { hidesProof } from '@frontdesk/business';
import { fact } from '@frontdesk/contracts';
import type {
  Challenge,
  Data,
  DataInit,
  Decision,
  Fact,
  Guardrail,
  Message,
  OpenMessage,
  Text,
  Turn,
  WaitingQuestion,
} from '@frontdesk/contracts';
import { bundle } from './bundle.ts';
import type { Draft } from './compose.ts';
import type { Drawn } from './trial.ts';

type Grounded = Message<'Grounded'>;
type Routed = Data<'Routed'>;

export type Wording = 'said' | 'refused' | 'failed' | '';

/** What the shell made of a checked draft. */
export interface Made {
  readonly replyId: string;
  /** for a challenge that was not asked before */
  readonly challengeId: string;
  readonly answer: Text;
  readonly summary: Text;
  readonly guardrails: readonly Pick<Guardrail, 'name' | 'passed' | 'detail'>[];
  readonly rung: string;
  /** a model was asked, whatever came of it */
  readonly asked?: Pick<Decision, 'model' | 'lookUps'> | undefined;
  readonly trial?: Drawn | undefined;
  /** what became of what a model was asked; '': it was not */
  readonly wording?: Wording;
}

const intents: Readonly<Record<string, string>> = { order_status: 'status', refund: 'refund', returns_policy: 'return', human: 'handoff' };

/** The reply's intent in the words of its schema. */
export const replyIntent = (routed: Pick<Routed, 'intent'>): string => intents[routed.intent] ?? 'unknown';

export function propose({ data, envelope }: Grounded, draft: Draft, made: Made, now: number): Fact<'ReplyProposed'> {
  const routed = data.routed!;
  const turn = routed.turn!;
  // what waits for a proof or for the shop waits with the rest of the question
  const waits = draft.asksProof || draft.keeps || made.rung === 'abstain';
  const rest = draft.keeps ? undefined : restOf(routed, waits ? [] : ordersAfter(routed));
  const proved = turn.identity !== undefined && turn.identity.level !== 'contact' && turn.identity.expiresAt > now;
  return fact(
    'ReplyProposed',
    {
      replyId: made.replyId,
      intent: replyIntent(routed),
      answer: made.answer,
      citations: [...draft.citations],
      handoff: draft.handoff,
      confidence: routed.confidence,
      answers: routed.answers,
      challenge: draft.asksProof ? challenge(data, made.challengeId, now) : undefined,
      change: draft.asksYes && data.change ? { ...data.change, replyId: made.replyId } : undefined,
      settlesChallenge: draft.said === 'proof_locked' || (proved && provedSince(turn)),
      authed: proved && turn.state === 'new',
      answerOk: draft.answerOk,
      identity: turn.identity,
      tier: turn.tier,
      topic: routed.topic,
      locale: routed.language,
      rung: made.rung,
      keeps: draft.keeps ? keeps(routed) : rest,
      keepsOpen: rest !== undefined,
      summary: made.summary,
      handoffReason: draft.handoffReason ?? '',
      clarifies: draft.said === 'clarify',
      trial: made.trial,
      wording: made.wording ?? '',
    },
    {
      reasons: [draft.said.toUpperCase()],
      intent: routed.intent,
      confidence: routed.confidence,
      guardrails: made.guardrails.map((guardrail) => ({ ...guardrail })),
      ...made.asked,
      bundle,
      consent: envelope.consent,
    },
  );
}

/** Whether what is proved answers the challenge, and not an earlier one about another order; a code is asked for beside it, and answers its own order. */
const provedSince = ({ challenge, identity }: Turn): boolean =>
  challenge !== undefined &&
  identity !== undefined &&
  identity.provedAt >= challenge.askedAt &&
  (identity.level !== 'link' || identity.subject === challenge.subject);

/** Asking again keeps the challenge, so that asking anew gives no new attempts; the question that waits is the latest one about an order. */
function challenge(
  { routed, requiredLevel, subject }: Data<'Grounded'>,
  newId: string,
  now: number,
): DataInit<'ReplyProposed'>['challenge'] {
  const asked: Challenge | undefined = routed!.turn!.challenge;
  const order = subject || routed!.orderNumber;
  return {
    id: asked?.id ?? newId,
    level: requiredLevel || 'order',
    subject: order,
    waiting: waitingQuestion(routed!, order),
    askedAt: now,
  };
}

function waitingQuestion(routed: Routed, subject: string, asked = answered(routed).at(-1)): Omit<WaitingQuestion, '$typeName'> {
  return {
    messageId: asked?.messageId ?? routed.messageId,
    text: routed.question,
    intent: routed.intent,
    topic: routed.topic,
    orderNumber: subject,
    askedAt: asked?.sentAt ?? 0,
  };
}

/** The open messages that the reply answers; what else the turn has open is another question, with a reply of its own. */
function answered({ turn, answers }: Routed): readonly OpenMessage[] {
  const named = turn!.open.filter(({ messageId }) => answers.includes(messageId));
  return named.length > 0 ? named : turn!.open;
}

/** What is taken up again when the shop is back: a proof that could not be checked (it will be checked then), or the question itself. */
function keeps(routed: Routed): Omit<WaitingQuestion, '$typeName'> {
  if (routed.next === 'proof_unavailable') {
    const messages = answered(routed);
    const proof = messages.findLast(holdsProof) ?? messages.at(-1);
    return { ...waitingQuestion(routed, routed.orderNumber, proof), text: proof?.text };
  }
  const waiting = resumed(routed);
  const kept = waiting ? { ...waiting, orderNumber: routed.orderNumber } : waitingQuestion(routed, routed.orderNumber);
  return routed.later ? { ...kept, text: written([kept.text?.redacted ?? '', routed.later.redacted]) } : kept;
}

/** That no proof is looked at is said once of all. */
const ordersAfter = ({ otherOrders, lockedOrders }: Routed): readonly string[] => (lockedOrders.includes('*') ? [] : otherOrders);

/** The same question about the orders that are not told yet, and what else was asked: to be answered next. */
function restOf(routed: Routed, orders: readonly string[]): Omit<WaitingQuestion, '$typeName'> | undefined {
  const { next, later } = routed;
  const [orderNumber = ''] = orders;
  const named = orders.join(', ');
  // beside another question the numbers alone would be part of that
  const text = written(later ? [named && `${named}?`, later.redacted] : [named]);
  if (text.redacted === '') return undefined;
  const asked = later ? undefined : next === 'proof_locked' ? routed.turn!.challenge?.waiting : resumed(routed);
  return { ...(asked ?? waitingQuestion(routed, orderNumber)), intent: orderNumber ? 'order_status' : '', orderNumber, text };
}

const written = (lines: readonly string[]): Text => ({
  $typeName: 'frontdesk.v1.Text',
  redacted: lines.filter((line) => line !== '').join('\n'),
  sealed: new Uint8Array(),
});

/** The question that waited for a proof, if it is the one that is answered now. */
function resumed({ turn, question }: Routed): WaitingQuestion | undefined {
  const waiting = turn!.challenge?.waiting;
  return waiting?.text !== undefined && waiting.text.redacted === question?.redacted ? waiting : undefined;
}

const holdsProof = ({ text }: OpenMessage): boolean => hidesProof(text?.redacted ?? '');
