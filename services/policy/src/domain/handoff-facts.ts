import { sameEpoch } from '@frontdesk/contracts';
import type { Data, Message, Text } from '@frontdesk/contracts';
import type { Draft } from './draft.ts';
import type { Proposal } from './gate.ts';
import { transition } from './machine.ts';
import { changeOwner, closeForPeople, endIfLate, giveBack, happen } from './moves.ts';
import { passed, record, speak } from './speak.ts';

type Moving = Message<'HandoffOpened' | 'HandoffAccepted' | 'CaseReturned' | 'HandedBack' | 'CaseResolved' | 'HandoffWithdrawn'>;

/** A ticket exists: the queue is the owner, and nothing is open for the bot any longer. */
export function handoffOpened(draft: Draft, message: Message<'HandoffOpened'>): void {
  const { ticketId, acknowledgement, acknowledgementId, asksOptIn, optInQuestion, introduces } = message.data;
  const withPeople = draft.state.owner !== 'bot' && draft.state.owner !== 'phone';
  if (refused(draft, message, acknowledgementId || ticketId, withPeople ? 'ALREADY_WITH_PEOPLE' : '')) return;
  changeOwner(draft, 'queue', 'HandoffOpened', ticketId);
  happen(draft, 'handoff');
  closeForPeople(draft, ticketId);
  learn(draft, message.data);
  const told = speak(draft, notice(message.type, acknowledgementId, acknowledgement, draft.state, { introduces, awaited: true }));
  const question = asksOptIn && !draft.state.optedOut ? optInQuestion : undefined;
  // a template in its place has asked nothing
  if (told.verdict === 'ALLOW' && question) draft.emit('ConsentAsked', { question: question.redacted, subjectId: acknowledgementId });
}

/** What the ticket knows of the case: no reply of the bot's has said it where people are asked for at once. */
function learn(draft: Draft, { tier, tierAssumed, topic, locale }: Data<'HandoffOpened'>): void {
  const { state } = draft;
  const news = {
    tier: tierAssumed || tier === state.tier ? '' : tier,
    topic: topic === state.topic || (topic === 'general' && state.topic !== '') ? '' : topic,
    locale: locale === state.locale ? '' : locale,
  };
  if (Object.values(news).some((one) => one !== '')) draft.emit('CaseUpdated', news);
}

export function handoffAccepted(draft: Draft, message: Message<'HandoffAccepted'>): void {
  const { ticketId, agentId, announcement, announcementId } = message.data;
  if (refused(draft, message, announcementId || ticketId)) return;
  changeOwner(draft, `agent:${agentId}`, 'HandoffAccepted', ticketId);
  happen(draft, 'handoff');
  closeForPeople(draft, ticketId);
  say(draft, message.type, announcementId, announcement);
}

/** Its owner is gone: the queue's again, with a word to who waits. */
export function caseReturned(draft: Draft, message: Message<'CaseReturned'>): void {
  const { ticketId, agentId, word, wordId } = message.data;
  if (refused(draft, message, wordId || ticketId, draft.state.owner === `agent:${agentId}` ? '' : 'NOT_THEIRS')) return;
  changeOwner(draft, 'queue', 'CaseReturned', ticketId);
  say(draft, message.type, wordId, word, { awaited: true });
}

export function handedBack(draft: Draft, message: Message<'HandedBack'>): void {
  const { ticketId, announcement, announcementId, identity } = message.data;
  if (refused(draft, message, announcementId || ticketId, ...unread(draft, message))) return;
  giveBack(draft, 'HandedBack', ticketId);
  if (identity && (message.envelope.fence?.turn ?? 0) > draft.state.voidedTurn) draft.emit('CaseUpdated', { identity });
  say(draft, message.type, announcementId, announcement);
  endIfLate(draft);
}

/** Closes at once; the rating is asked for under the new epoch. */
export function caseResolved(draft: Draft, message: Message<'CaseResolved'>): void {
  const { ticketId, ratingRequest, ratingChoices, ratingRequestId } = message.data;
  const resolvable = transition(draft.state.state, 'resolved') === 'closed';
  if (refused(draft, message, ratingRequestId || ticketId, ...(resolvable ? unread(draft, message) : (['NOTHING_TO_RESOLVE'] as const))))
    return;
  changeOwner(draft, 'bot', 'CaseResolved', ticketId);
  closeForPeople(draft, ticketId);
  happen(draft, 'resolved');
  draft.emit('CaseClosed', { reason: 'resolved', closedAt: draft.context.now });
  say(draft, message.type, ratingRequestId, ratingRequest, { purpose: 'csat', choices: ratingChoices });
}

/** The reason for the ticket is gone. A withdrawal that only answers our own refusal finds another ticket, or none, and changes nothing. */
export function handoffWithdrawn(draft: Draft, { data, envelope }: Message<'HandoffWithdrawn'>): void {
  const { owner, ticketId } = draft.state;
  if (owner !== 'queue' || ticketId !== data.ticketId || !sameEpoch(envelope.fence, draft.state)) return;
  giveBack(draft, 'HandoffWithdrawn', ticketId);
  endIfLate(draft);
}

/** What a person writes needs the epoch alone; refused, it comes back as a draft with the reason. A proof is asked for once the words that ask may go out. */
export function agentMessageWritten(draft: Draft, { type, data, envelope }: Message<'AgentMessageWritten'>): void {
  const { draftId, agentId, text, template, file, holding, challenge } = data;
  const verdict = speak(draft, {
    subjectId: draftId,
    subjectType: type,
    speaker: 'agent',
    author: agentId,
    fence: envelope.fence,
    answers: [],
    holding,
    purpose: 'answer',
    ...(template ? { template } : file ? { file } : { text }),
  });
  if (challenge && passed(verdict)) draft.emit('CaseUpdated', { challenge });
}

/** A waiting word of handoff's. */
export function wordWritten(draft: Draft, { type, data, envelope }: Message<'TicketEscalated' | 'WaitTold'>): void {
  if (data.word) speak(draft, notice(type, data.wordId, data.word, envelope.fence, { awaited: true }));
}

/**
 * Whoever lets go of a conversation has read it, or answered since: else what the customer wrote to people meanwhile would wait for nobody.
 * @returns the reason for a refusal, and why; by a reason that handoff of the release before undoes too
 */
const unread = ({ state: { turn, answeredTurn } }: Draft, { envelope: { fence } }: Moving): readonly [string?, string?] =>
  Math.max(fence?.turn ?? 0, answeredTurn) < turn ? ['STALE_EPOCH', 'STALE_TURN'] : [];

/** A change of owner is checked against the epoch it was decided under; the refusal names the fact's own text, or its ticket. */
function refused(draft: Draft, message: Moving, subjectId: string, because = '', why = ''): boolean {
  const { envelope, type } = message;
  const closed = draft.state.state === 'closed' ? 'CASE_CLOSED' : '';
  const reason = sameEpoch(envelope.fence, draft.state) ? closed || because : 'STALE_EPOCH';
  if (reason === '') return false;
  record(draft, notice(type, subjectId, undefined, envelope.fence), { verdict: 'REFUSE', reason, ...(why ? { why } : {}) });
  return true;
}

type More = Partial<Pick<Proposal, 'purpose' | 'choices' | 'awaited' | 'introduces'>>;

const notice = (subjectType: string, subjectId: string, text: Text | undefined, fence: Proposal['fence'], more: More = {}): Proposal => ({
  subjectId,
  subjectType,
  speaker: 'notice',
  author: 'handoff',
  fence,
  answers: [],
  text,
  purpose: 'answer',
  ...more,
});

/** The fact's own text, under the fence as it is now. */
function say(draft: Draft, subjectType: string, subjectId: string, text: Text | undefined, more: More = {}): void {
  if (text !== undefined && text.redacted !== '') speak(draft, notice(subjectType, subjectId, text, draft.state, more));
}
