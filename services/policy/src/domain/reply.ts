import { equals } from '@bufbuild/protobuf';
import { IdentitySchema, TrialSchema } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { Draft } from './draft.ts';
import { giveUp, happen } from './moves.ts';
import { restsOn } from './order-change.ts';
import { passed, speak } from './speak.ts';
import { oldestOpen } from './state.ts';
import type { Open } from './state.ts';
import { admit } from './turns.ts';
import { keptUntil } from './window.ts';

type Reply = Message<'ReplyProposed'>;

/** A reply of the bot's before the gate: what it answers closes if it may go out, and what it brings is kept only then. */
export function replyProposed(draft: Draft, message: Reply): void {
  const { data, envelope } = message;
  const again = askedAgain(draft, data);
  const verdict = speak(draft, {
    subjectId: data.replyId,
    subjectType: 'ReplyProposed',
    speaker: 'bot',
    author: envelope.actor?.id ?? 'response-builder',
    fence: envelope.fence,
    answers: data.answers,
    intent: envelope.intent,
    text: data.answer,
    purpose: 'answer',
    ...(again ? { holdUntil: again.dueAt } : {}),
  });
  if (verdict.verdict === 'HOLD' && verdict.reason === 'WINDOW_CLOSED') return toPeople(draft, data.answers);
  if (verdict.verdict === 'HOLD') {
    const heldId = hold(draft, data);
    return close(draft, data.answers, heldId);
  }
  if (verdict.reason === 'BOT_OFF') return passToPeople(draft, envelope.intent);
  if (!passed(verdict)) return;
  learn(draft, data);
  if (data.authed) happen(draft, 'authed');
  if (data.answerOk) happen(draft, 'answer_ok');
  const heldId = data.keeps ? hold(draft, data) : '';
  close(draft, data.answers, data.replyId, data.keepsOpen ? heldId : '');
}

/** Exactly the named messages close; what is left goes down the road again, and so does the rest of the question. */
export function close(draft: Draft, answers: readonly string[], by: string, restId = ''): void {
  const stillOpen = draft.state.open.map((entry) => entry.message.messageId).filter((id) => !answers.includes(id));
  draft.emit('TurnAnswered', { answered: [...answers], stillOpen, by });
  if (restId !== '') draft.emit('QuestionReleased', { heldId: restId, reason: 'taken_up' });
  const newest = draft.state.open.at(-1)?.message;
  if (newest) admit(draft, 'remainder', newest, newest.sentAt);
}

function learn(draft: Draft, data: Reply['data']): void {
  const { state } = draft;
  const identity = data.identity && !(state.identity && equals(IdentitySchema, data.identity, state.identity)) ? data.identity : undefined;
  const tier = data.tier === state.tier ? '' : data.tier;
  const topic = data.topic === state.topic ? '' : data.topic;
  const locale = data.locale === state.locale ? '' : data.locale;
  const trial = data.trial && !(state.trial && equals(TrialSchema, data.trial, state.trial)) ? data.trial : undefined;
  const change = data.change && restsOn(data.change, identity ?? state.identity, draft.context.now) ? data.change : undefined;
  const clarified = data.clarifies ? state.clarified + 1 : 0;
  const unchanged =
    !identity && !change && !data.challenge && !(data.settlesChallenge && state.challenge) && !tier && !topic && !locale && !trial;
  if (unchanged && clarified === state.clarified) return;
  draft.emit('CaseUpdated', {
    ...(identity ? { identity } : {}),
    ...(data.challenge ? { challenge: data.challenge } : {}),
    challengeSettled: data.settlesChallenge,
    tier,
    topic,
    locale,
    ...(clarified === state.clarified ? {} : { clarified }),
    ...(trial ? { trial } : {}),
    ...(change ? { change } : {}),
  });
}

/** A reply that keeps a question only to say again what the customer was told is held in silence. */
function askedAgain(draft: Draft, data: Reply['data']): { dueAt: number } | undefined {
  if (!data.keeps || data.keepsOpen || data.answers.length === 0) return undefined;
  const named = draft.state.open.filter((entry) => data.answers.includes(entry.message.messageId));
  return named.length > 0 && named.every((entry) => entry.attempt > 0) ? { dueAt: nextDue(draft, data) } : undefined;
}

function hold(draft: Draft, data: Reply['data']): string {
  const question = data.keeps!;
  const entry = draft.state.open.find(({ message }) => message.messageId === question.messageId);
  const heldId = draft.id('held');
  draft.emit('QuestionHeld', {
    heldId,
    messageId: question.messageId,
    question,
    dueAt: nextDue(draft, data),
    giveUpAt: givesUpAt(draft, entry),
    attempt: (entry?.attempt ?? 0) + (data.keepsOpen ? 0 : 1),
  });
  return heldId;
}

function nextDue(draft: Draft, data: Reply['data']): number {
  const entry = draft.state.open.find(({ message }) => message.messageId === data.keeps?.messageId);
  const waits = Math.min(limits.heldFirstMs * 2 ** (entry?.attempt ?? 0), limits.heldMostMs);
  return Math.min(draft.context.now + waits, givesUpAt(draft, entry));
}

const givesUpAt = ({ state, context }: Draft, entry: Open | undefined): number =>
  Math.min(entry?.giveUpAt || Infinity, keptUntil(state, context.now));

/** Meta lets nothing of the bot's out until the customer writes: somebody has to look now, not when a clock has run out. */
function toPeople(draft: Draft, answers: readonly string[]): void {
  giveUp(draft, answers, 'WINDOW_CLOSED');
}

/** The bot was switched off while it answered: what is open is admitted again, and now says so, if it has not. */
function passToPeople(draft: Draft, intent: string): void {
  const { turnBotOff, turnStopped } = draft.state;
  const oldest = oldestOpen(draft.state);
  const isSaid = draft.isOn('bot') ? turnStopped.includes(intent) : turnBotOff;
  if (oldest && !isSaid) admit(draft, 'remainder', oldest.message, oldest.message.sentAt);
}
