import { besideAddresses, hidesProof, orderNumberIn } from '@frontdesk/business';
import { fact } from '@frontdesk/contracts';
import type { Data, Fact, Identity, LookUp, Message, OpenMessage, Text, Turn, WaitingQuestion } from '@frontdesk/contracts';
import type { Judgement } from './attempts.ts';
import { limits } from './attempts.ts';
import { bundle } from './bundle.ts';
import type { Code, CodeSaid } from './codes.ts';
import { findProof, levelOf } from './proof.ts';
import type { Proof } from './proof.ts';
import { findUnasked, mayOffer } from './unasked.ts';

/** What auth remembers: the contact's tier, how the asked challenge and what was offered unasked stand, and which messages were judged already. */
export interface Known {
  /** retail | trade | vip; empty: not looked up lately */
  readonly tier: string;
  readonly proved?: Pick<Identity, 'level' | 'subject' | 'method' | 'provedAt' | 'expiresAt'>;
  /** the message that proved it */
  readonly provedBy?: string | undefined;
  readonly locked: boolean;
  /** of these no proof is looked at for now; "*": of none */
  readonly lockedOrders: readonly string[];
  /** newest last */
  readonly judged: readonly { readonly messageId: string; readonly attemptsLeft: number }[];
  /** that were asked for in the conversation, newest last; looked up where a message may be about one */
  readonly codes: readonly Code[];
}

/** What has to be fetched before a message can be resolved; `candidates` are message ids whose text may hold a proof, newest first. */
export type Needs = { readonly tier: boolean; readonly candidates: readonly string[] };

export type Outcome =
  | { readonly outcome: 'none' | 'not_a_proof' | 'locked' | 'unavailable' }
  | CodeSaid
  | { readonly outcome: 'failed' | 'code_failed'; readonly attemptsLeft: number }
  | { readonly outcome: 'proved'; readonly identity: NonNullable<Known['proved']>; readonly resumes: boolean };

/** What was asked for and may be answered now: what a person asked for, only while a person has the conversation. */
export function askedFor({ challenge, owner }: Turn): Turn['challenge'] {
  return challenge && (challenge.agentId === '' || owner.startsWith('agent:')) ? challenge : undefined;
}

const isPersons = (turn: Turn): boolean => (askedFor(turn)?.agentId ?? '') !== '';

/** What is read: what waits for the bot, or what is written to the person who asked. */
export const readIn = ({ turn, message }: Data<'MessageAdmitted'>): readonly OpenMessage[] =>
  isPersons(turn!) ? (message ? [message] : []) : turn!.open;

/** The proof that words offer: of what was asked; unasked, if they say so plainly, and not of what is proved already. An address that shall be is none. */
export function offeredIn(written: string, { data }: Message<'MessageAdmitted'>, now: number): Proof | undefined {
  const words = besideAddresses(written);
  const { identity } = data.turn!;
  const challenge = askedFor(data.turn!);
  if (challenge) return findProof(words, challenge.subject || (challenge.waiting?.orderNumber ?? ''));
  const offered = findUnasked(words);
  const isProved = identity !== undefined && identity.expiresAt > now && identity.subject === offered?.orderNumber;
  return isProved ? undefined : offered;
}

/** What was proved and holds. A proof from before the challenge was asked anew, about another order, does not answer it. */
export function provedFor({ proved }: Known, { data }: Message<'MessageAdmitted'>, now: number): Known['proved'] {
  const challenge = askedFor(data.turn!);
  if (!proved || proved.expiresAt <= now) return undefined;
  if (!challenge) return proved;
  return proved.subject === challenge.subject || proved.provedAt >= challenge.askedAt ? proved : undefined;
}

/** Nobody offers a proof by sending somebody's card, a place or a cart. */
const wordless: ReadonlySet<string> = new Set(['contacts', 'location', 'order', 'unsupported']);

/**
 * What the shell has to find out. No message is judged twice; of a day ago not at all, as that it was judged may be forgotten. Before anybody asked,
 * only a text is read in which an order and what may prove it are seen, and none of an order that is locked.
 */
export function needs(message: Message<'MessageAdmitted'>, known: Known, now: number): Needs {
  const turn = message.data.turn!;
  const judged = new Set(known.judged.map((attempt) => attempt.messageId));
  const settled = known.locked || provedFor(known, message, now) !== undefined;
  // a person's question is answered to a person, whatever the bot may do
  const reads = (!turn.botOff || isPersons(turn)) && !settled;
  return {
    tier: turn.tier === '' && known.tier === '',
    candidates: reads
      ? readIn(message.data)
          .filter((one) => one.sentAt > now - limits.dayMs && (askedFor(turn) ? !wordless.has(one.kind) : mayOfferUnasked(one, known)))
          .map((open) => open.messageId)
          .filter((id) => !judged.has(id))
          .reverse()
      : [],
  };
}

function mayOfferUnasked({ kind, text }: OpenMessage, { lockedOrders }: Known): boolean {
  const words = text?.redacted ?? '';
  return kind === 'text' && mayOffer(words) && !lockedOrders.some((order) => order === '*' || order === orderNumberIn(words));
}

/** The outcome when none of the messages held a new proof: what was found before is said again while its message is still open. */
export function withoutProof(message: Message<'MessageAdmitted'>, known: Known, now: number): Outcome {
  const turn = message.data.turn!;
  if (turn.botOff && !isPersons(turn)) return { outcome: 'none' };
  const read = readIn(message.data);
  const open = new Set(read.map((one) => one.messageId));
  const proved = provedFor(known, message, now);
  // a proof that went along to a person is not open any longer: what waited for it is theirs, and the next question is another
  if (proved) return { outcome: 'proved', identity: proved, resumes: open.has(known.provedBy ?? '') };
  if (known.locked) return { outcome: 'locked' };
  // of what is left of its message it is not said again
  const left = new Set(read.filter(({ kept, text }) => kept && !hidesProof(text?.redacted ?? '')).map((one) => one.messageId));
  const again = known.judged.findLast(({ messageId }) => open.has(messageId) && !left.has(messageId));
  if (again) return { outcome: 'failed', attemptsLeft: again.attemptsLeft };
  return { outcome: askedFor(turn) ? 'not_a_proof' : 'none' };
}

/** Of a code that was judged now: it is said in words of its own. */
export function withCode(proof: Proof, judgement: Judgement, now: number): Outcome {
  if (judgement.outcome === 'failed') return { outcome: 'code_failed', attemptsLeft: judgement.attemptsLeft };
  return judgement.outcome === 'locked' ? { outcome: 'code_refused' } : withProof(proof, judgement, now);
}

/** The outcome of a proof that was judged now. */
export function withProof(proof: Proof, judgement: Judgement, now: number): Outcome {
  if (judgement.outcome !== 'proved') return judgement;
  return {
    outcome: 'proved',
    resumes: true,
    identity: {
      level: levelOf(proof),
      subject: proof.orderNumber,
      method: proof.method,
      provedAt: now,
      expiresAt: now + limits.provedForMs,
    },
  };
}

export interface Said {
  readonly outcome: Outcome;
  /** as far as it is known now */
  readonly tier: string;
  readonly lockedOrders: readonly string[];
  readonly reasons: readonly string[];
  readonly lookUps: readonly Pick<LookUp, 'name' | 'input' | 'output' | 'latencyMs'>[];
  /** there is somewhere to send a code */
  readonly sendsCode?: boolean;
}

/** The fact that follows; an identity that has expired leaves the turn here. */
export function resolved(
  message: Message<'MessageAdmitted'>,
  { outcome, tier, lockedOrders, reasons, lookUps, sendsCode = false }: Said,
  now: number,
): Fact<'IdentityResolved'> {
  const turn = message.data.turn!;
  const kept = turn.identity && turn.identity.expiresAt > now ? turn.identity : undefined;
  const identity = outcome.outcome === 'proved' ? outcome.identity : kept;
  const next: Omit<Turn, '$typeName'> = {
    ...turn,
    tier: turn.tier || tier,
    identity: identity && { ...identity, $typeName: 'frontdesk.v1.Identity' },
    sendsCode: sendsCode && identity?.level === 'order',
  };
  return fact(
    'IdentityResolved',
    {
      messageId: message.data.messageId,
      turn: next,
      outcome: outcome.outcome,
      attemptsLeft: outcome.outcome === 'failed' || outcome.outcome === 'code_failed' ? outcome.attemptsLeft : 0,
      resumes: outcome.outcome === 'proved' && outcome.resumes ? waitsFor(turn, outcome.identity) : undefined,
      message: message.data.message,
      lockedOrders: [...lockedOrders],
    },
    {
      reasons: [...reasons, ...(turn.identity && !kept ? ['IDENTITY_EXPIRED'] : [])],
      lookUps: [...lookUps],
      bundle,
      consent: message.envelope.consent,
    },
  );
}

/** The question that a proof answers: what was asked when it was asked for; of a code, the order of which no more was told. */
function waitsFor(
  { challenge, open }: Turn,
  { level, subject }: NonNullable<Known['proved']>,
): Omit<WaitingQuestion, '$typeName'> | undefined {
  if (level !== 'link') return challenge?.waiting;
  const asked = open.at(-1);
  const text: Text = { $typeName: 'frontdesk.v1.Text', redacted: `${subject}?`, sealed: new Uint8Array() };
  const about = { intent: 'order_status', topic: 'delivery', orderNumber: subject, text };
  return { ...about, messageId: asked?.messageId ?? '', askedAt: asked?.sentAt ?? 0 };
}
