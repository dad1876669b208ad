import type { Contact } from '@frontdesk/contracts';
import { canned } from './canned.ts';
import type { Canned } from './canned.ts';
import type { Draft } from './draft.ts';
import type { Verdict } from './gate.ts';
import { transition } from './machine.ts';
import type { CaseEvent } from './machine.ts';
import { speak } from './speak.ts';
import { admit } from './turns.ts';
import { windowIsOpen } from './window.ts';

/** Moves the state machine; an event that keeps the state says nothing. */
export function happen(draft: Draft, event: CaseEvent): void {
  const from = draft.state.state;
  const to = transition(from, event);
  if (to !== from) draft.emit('StateChanged', { from, to, event });
}

/** The next case of the conversation; the very first records on which basis we answer. */
export function openCase(
  draft: Draft,
  contact: Contact | undefined,
  openedAt: number,
  basis: 'customer_wrote_first' | 'business_phone',
): void {
  const { case: previous, state: from } = draft.state;
  draft.emit('CaseOpened', { case: previous + 1, previousCase: previous, basis, openedAt, ...(contact ? { contact } : {}) });
  if (previous > 0) draft.emit('StateChanged', { from, to: draft.state.state, event: 'customer_writes' });
}

/** Raises the epoch and tells gateway ahead of every lane. */
export function changeOwner(draft: Draft, to: string, cause: string, ticketId = ''): void {
  const epoch = draft.state.epoch + 1;
  draft.emit('OwnerChanged', { from: draft.state.owner, to, epoch, cause, ticketId }, { reasons: [cause] });
  draft.emit('FenceRaised', { epoch, owner: to });
}

/** People take over: nothing is open for the bot any longer, and what was still gathered is theirs to read first. */
export function closeForPeople(draft: Draft, by: string): void {
  const open = draft.state.open.map((entry) => entry.message.messageId);
  const gathered = draft.state.open.filter(({ message }) => draft.state.gathering.includes(message.messageId));
  for (const { message } of gathered) admit(draft, 'message', message, message.sentAt);
  if (open.length > 0) draft.emit('TurnAnswered', { answered: open, stillOpen: [], by });
  releaseHeld(draft, 'handed_over');
}

/** A bot's case with nothing owed ends with its window; so does one that comes back to the bot later than that. */
export function endWithWindow(draft: Draft): void {
  const { state, context } = draft;
  if (state.owner !== 'bot' || state.state === 'closed' || state.open.length > 0 || state.held.length > 0) return;
  happen(draft, 'window_expired');
  draft.emit('CaseClosed', { reason: 'inactivity', closedAt: context.now }, state.leftBot ? {} : { reasons: ['DEFLECTED'] });
}

/** The thread is the bot's again. */
export function giveBack(draft: Draft, cause: string, ticketId = ''): void {
  changeOwner(draft, 'bot', cause, ticketId);
  happen(draft, 'hand_back');
}

/** To be said last, as what is closed says nothing more. */
export function endIfLate(draft: Draft): void {
  if (!windowIsOpen(draft.state.lastInboundAt, draft.context.now)) endWithWindow(draft);
}

/** The bot gives these up: a person's from here on, who is late by as long as the customer has waited. @param since of what is in no list */
export function giveUp(draft: Draft, open: readonly string[], cause: string, since = 0): void {
  const { state } = draft;
  const known = [
    ...[...state.open, ...state.sent.flatMap(({ answers }) => answers)].map(({ message }) => message),
    ...state.held.map(({ question }) => ({ messageId: question.messageId, sentAt: question.askedAt })),
  ];
  const times = known.filter(({ messageId, sentAt }) => open.includes(messageId) && sentAt > 0).map(({ sentAt }) => sentAt);
  const waitingSince = times.length > 0 ? Math.min(...times) : since;
  draft.emit('TurnOverdue', { open: [...open], cause, waitingSince }, { reasons: [cause] });
}

export function releaseHeld(draft: Draft, reason: 'handed_over' | 'closed' | 'taken_up'): void {
  for (const { heldId } of draft.state.held) draft.emit('QuestionReleased', { heldId, reason });
}

/** A canned word of policy's own, under the fence as it is now. */
export function notice(draft: Draft, key: Canned, subjectType: string, values: Record<string, string> = {}): Verdict {
  return speak(draft, {
    subjectId: draft.id('notice'),
    subjectType,
    speaker: 'notice',
    author: 'policy',
    fence: draft.state,
    answers: [],
    purpose: 'answer',
    text: canned(key, draft.state.locale, values),
  });
}
