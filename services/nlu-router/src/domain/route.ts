import { hidesAddress, namesUnreadOrder, orderNumberIn } from '@frontdesk/business';
import { fact } from '@frontdesk/contracts';
import type { Data, Fact, Message, OpenMessage, Text, Turn } from '@frontdesk/contracts';
import { bundle, classifierVersion, threshold } from './bundle.ts';
import { aboutOf, askedFirst, besideProof, isPartOfProof, isProofAlone, isSure, textOf, wordsIn } from './burst.ts';
import type { Classifier } from './classifier.ts';
import { besideRefusal, refusesPerson, wantsPerson } from './human.ts';
import { keywordIn } from './keywords.ts';
import { isLanguage, languageOf } from './language.ts';
import { askedBeside, mattersApart } from './matters.ts';
import { orderMeant, otherOrders, provedOrder, stillWaiting } from './orders.ts';
import { sentimentOf } from './sentiment.ts';

type Resolved = Data<'IdentityResolved'>;

/** What a rule or the classifier decided; the rest of `Routed` follows from the turn. */
interface Decided {
  readonly next: string;
  readonly intent: string;
  readonly confidence: number;
  readonly by: 'rule' | 'classifier';
  readonly handoffReason?: string;
  readonly reasons?: readonly string[];
  /** instead of the open messages' text */
  readonly question?: Text;
  readonly orderNumber?: string;
  /** instead of all open messages */
  readonly answers?: readonly OpenMessage[];
  /** what else they ask, of another matter */
  readonly later?: string;
}

const topics: Readonly<Record<string, string>> = {
  order_status: 'delivery',
  address_change: 'delivery',
  delivery: 'delivery',
  returns_policy: 'refund',
  refund: 'refund',
  technical: 'technical',
};
const proofOutcomes: Readonly<Record<string, string>> = {
  failed: 'proof_failed',
  locked: 'proof_locked',
  unavailable: 'proof_unavailable',
};
/** Of a code that was asked for or typed: said by themselves. */
const ofCodes: ReadonlySet<string> = new Set(['code_sent', 'code_failed', 'code_refused', 'code_unavailable']);
const wordless = new Set(['media', 'location', 'contacts', 'order', 'unsupported']);

/** Where the open messages go. Rules first, a person before all others; then the question that waited for a proof; then the classifier. */
export function route(message: Message<'IdentityResolved'>, classify: Classifier): Fact<'Routed'> {
  const { data } = message;
  const turn = data.turn!;
  const open = turn.open.length > 0 ? turn.open : data.message ? [data.message] : [];
  const text = textOf(open);
  const language = turn.botOff ? stickyOr(turn.locale) : languageOf(text, turn.locale);
  const decided = unlessStopped(decide(data, turn, open, text, language, classify), turn);
  const meant = decided.answers?.length ? decided.answers : open;
  const words = textOf(meant);
  const question = decided.question ?? questionOf(meant);
  const orderNumber = decided.orderNumber || orderMeant(words, turn) || (namesUnreadOrder(words) ? '' : provedOrder(turn));
  return fact(
    'Routed',
    {
      messageId: data.messageId,
      turn,
      next: decided.next,
      intent: decided.intent,
      confidence: decided.confidence,
      topic: topics[decided.intent] ?? 'general',
      sentiment: turn.botOff ? 'neutral' : sentimentOf(text),
      language: turn.botOff ? language : languageOf(words, isLanguage(turn.locale) ? turn.locale : language),
      handoffReason: decided.handoffReason ?? '',
      question,
      orderNumber,
      answers: (decided.answers ?? turn.open).map((one) => one.messageId),
      attemptsLeft: data.attemptsLeft,
      lockedOrders: data.lockedOrders,
      proofOutcome: data.outcome,
      otherOrders: othersAsked(decided, turn, question, orderNumber),
      ...(decided.later ? { later: written(decided.later) } : {}),
    },
    {
      intent: decided.intent,
      confidence: decided.confidence,
      reasons: [...(decided.handoffReason ? [decided.handoffReason] : []), ...(decided.reasons ?? [])],
      model: { model: decided.by === 'rule' ? 'rule' : 'lexical-router', version: classifierVersion },
      bundle,
      consent: message.envelope.consent,
    },
  );
}

function decide(data: Resolved, turn: Turn, open: readonly OpenMessage[], text: string, language: string, classify: Classifier): Decided {
  const waiting = data.resumes ?? turn.challenge?.waiting;
  const waits = {
    intent: waiting?.intent || 'order_status',
    orderNumber: (data.resumes && turn.identity?.subject) || (waiting?.orderNumber ?? ''),
  };
  if (turn.botOff) return handoff('unknown', 'BOT_OFF');
  if (wantsPerson(text) || open.some((one) => wantsPerson(wordsIn(one)))) return handoff('human', 'ASKED');

  const proof = proofOutcomes[data.outcome];
  const about = (asked = waits) => {
    const answers = besideProof(turn.open, asked, language, classify);
    return { orderNumber: asked.orderNumber, answers, later: askedBeside(textOf(answers), asked.intent, language, classify) };
  };
  if (ofCodes.has(data.outcome)) {
    const order = { intent: 'order_status', orderNumber: provedOrder(turn) };
    return { ...rule(data.outcome, order.intent), ...about(order), reasons: [data.outcome.toUpperCase()] };
  }
  if (proof && turn.challenge) return { ...rule(proof, waits.intent), ...about(), reasons: [data.outcome.toUpperCase()] };
  if (turn.tier === 'vip' && !wasHandedBack(turn)) return handoff(classify(text, language).intent, 'VIP');
  const keyword = keywordIn(text);
  if (keyword) return handoff(classify(text, language).intent, 'KEYWORD', keyword);

  if (data.outcome === 'proved' && data.resumes) {
    return { ...rule('answer', waits.intent), ...ask(data.resumes.text), ...about(), reasons: ['RESUMED'] };
  }
  if (turn.challenge && !open.some((one) => one.kept) && isPartOfProof(text)) {
    const orderNumber = orderNumberIn(text) || waits.orderNumber;
    return { ...rule('answer', waits.intent), ...ask(waiting?.text), orderNumber, reasons: ['PROOF_INCOMPLETE'] };
  }
  const meant = askedFirst(open, provedOrder(turn), language, classify);
  const words = textOf(meant);
  const answers = meant.length < open.length ? { answers: meant } : {};
  if (hidesAddress(words)) return { ...rule('answer', 'address_change'), ...answers, reasons: ['ADDRESS_GIVEN'] };
  const alone = isProofAlone(words);
  const apart = alone ? undefined : mattersApart(words, language, classify);
  if (apart) {
    const { intent, confidence, first, later } = apart;
    return {
      next: 'answer',
      intent,
      confidence,
      by: 'classifier',
      question: written(first),
      later,
      ...answers,
      reasons: ['MATTERS_APART'],
    };
  }
  const told: Decided = alone
    ? { ...rule('answer', 'order_status'), reasons: ['PROOF_ALONE'] }
    : classified(meant, words, language, classify);
  const decided = { ...told, ...answers };
  // of a proof that nobody asked for, where it is needed
  if (proof && asksOrder(decided)) return { ...decided, ...rule(proof, decided.intent), reasons: [data.outcome.toUpperCase()] };
  // no other order is told than the one that was meant
  const misread = decided.next === 'answer' && decided.intent === 'order_status' && provedOrder(turn) !== '';
  if (misread && orderNumberIn(words) === '' && namesUnreadOrder(words)) {
    return { ...decided, ...rule('clarify', decided.intent), reasons: ['ORDER_NUMBER_NOT_READ'] };
  }
  const waitingStill = asksOrder(decided) ? stillWaiting(words, turn) : [];
  if (waitingStill.length === 0) return decided;
  return {
    ...decided,
    question: written(`${words}\n${waitingStill.join(', ')}`),
    orderNumber: orderMeant(words, turn) || waitingStill[0]!,
  };
}

const asksOrder = ({ next, intent }: Pick<Decided, 'next' | 'intent'>): boolean => next === 'answer' && intent === 'order_status';

/** What is asked of the order that is told now, and of others: a reply answers one, and the next follows it. */
function othersAsked(decided: Decided, turn: Turn, question: Text | undefined, orderNumber: string): string[] {
  const waiting = turn.challenge?.waiting;
  if (decided.next === 'proof_locked') return otherOrders(waiting?.text?.redacted ?? '', waiting?.orderNumber ?? '');
  return asksOrder(decided) ? otherOrders(question?.redacted ?? '', orderNumber) : [];
}

function classified(open: readonly OpenMessage[], text: string, language: string, classify: Classifier): Decided {
  const refuses = refusesPerson(text);
  const beside = refuses ? besideRefusal(text) : '';
  const { intent, confidence } = beside === '' ? aboutOf(open, language, classify) : classify(beside, language);
  const asked = beside === '' ? {} : { question: written(beside) };
  const sure = isSure({ intent, confidence });
  if (!sure && open.some((one) => wordless.has(one.kind))) return { ...rule('acknowledge_media', 'unknown'), reasons: ['NOT_TEXT'] };
  if (!sure && orderNumberIn(text)) {
    return { ...rule('answer', 'order_status'), confidence: Math.max(confidence, threshold), reasons: ['ORDER_NUMBER_NAMED'] };
  }
  if (!sure) return { next: 'clarify', intent, confidence, by: 'classifier', reasons: ['LOW_CONFIDENCE'], ...asked };
  if (intent === 'human' && refuses) return { next: 'clarify', intent, confidence, by: 'classifier', reasons: ['NO_PERSON_WANTED'] };
  if (intent === 'human') return { next: 'handoff', intent, confidence, by: 'classifier', handoffReason: 'ASKED' };
  return { next: 'answer', intent, confidence, by: 'classifier', ...asked };
}

/** What is of a stopped intent is for people, be it a guess: a guess is answered too where something is found for it. */
function unlessStopped(decided: Decided, { stoppedIntents }: Turn): Decided {
  if (decided.next === 'handoff' || !stoppedIntents.includes(decided.intent)) return decided;
  const { question, later, ...whole } = decided;
  return { ...whole, ...(later ? {} : ask(question)), next: 'handoff', handoffReason: 'BOT_OFF' };
}

/** By policy's word; a case that was handed back under an earlier release has none, but may have the person's lines. */
const wasHandedBack = (turn: Turn): boolean => turn.handedBack || turn.recent.some((line) => line.speaker === 'agent');
const rule = (next: string, intent: string): Decided => ({ next, intent, confidence: 1, by: 'rule' });
const handoff = (intent: string, handoffReason: string, ...reasons: string[]): Decided => {
  return { ...rule('handoff', intent), handoffReason, reasons };
};
const ask = (question: Text | undefined): { question?: Text } => (question ? { question } : {});
const stickyOr = (locale: string): string => (isLanguage(locale) ? locale : 'en');

/** The open messages as one question; several are joined by their redacted words. */
function questionOf(open: readonly OpenMessage[]): Text | undefined {
  const asked = open.filter((one) => wordsIn(one) !== '');
  const [first] = asked;
  if (asked.length <= 1) return first?.text && { ...first.text, redacted: wordsIn(first) };
  return written(textOf(asked));
}

const written = (redacted: string): Text => ({ $typeName: 'frontdesk.v1.Text', redacted, sealed: new Uint8Array() });
