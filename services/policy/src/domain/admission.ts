import type { DataInit, Message, OpenMessage } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import { optOut } from './consent.ts';
import type { Draft } from './draft.ts';
import { admitOrGather } from './gathering.ts';
import { changeOwner, closeForPeople, endIfLate, giveBack, happen, notice, openCase, releaseHeld } from './moves.ts';
import { agreement } from './order-change.ts';
import type { State } from './state.ts';
import { admit } from './turns.ts';
import { windowEndsAt } from './window.ts';
import { isCourtesy, isFirmYes, isForPerson, isNo, isStart, isStop, isYes, ratingOf } from './words.ts';

type Received = Message<'MessageReceived'>;

/** A customer wrote: what is it, and does it want an answer? */
export function messageReceived(draft: Draft, { data }: Received): void {
  if (draft.state.case === 0 && data.kind !== 'reaction') firstCase(draft, data);
  else if (draft.state.case > 0 && draft.state.lastInboundAt === 0 && draft.state.lastMessageId === '' && data.sentAt > 0)
    wroteFirst(draft, data);
  const words = data.kind === 'text' || data.kind === 'button' ? (data.text?.redacted ?? '') : '';
  const noted =
    reaction(draft, data) ??
    changeAgreed(draft, data, words) ??
    consentWord(draft, data, words) ??
    courtesy(draft, data, words) ??
    tooMany(draft, data, words) ??
    goneChoice(draft, data);
  openWindow(draft, data.sentAt, noted !== undefined);
  if (noted) return noted();
  if (draft.state.state === 'closed') openCase(draft, data.contact, data.sentAt || draft.context.now, 'customer_wrote_first');
  if (data.standby) taken(draft, 'Standby', data.messageId);
  if (draft.state.owner === 'bot') releaseHeld(draft, 'taken_up');
  admitOrGather(draft, toOpen(data));
}

/** A person answered on the business's phone, or Meta's own agent did: the thread is theirs. */
export function echoReceived(draft: Draft, { data }: Message<'EchoReceived'>): void {
  if (draft.state.case === 0 || draft.state.state === 'closed')
    openCase(draft, data.contact, data.sentAt || draft.context.now, 'business_phone');
  taken(draft, 'Echo', data.messageId);
}

function taken(draft: Draft, cause: 'Echo' | 'Standby' | 'ThreadControl', by: string): void {
  if (draft.state.owner === 'phone') return;
  changeOwner(draft, 'phone', cause);
  happen(draft, 'handoff');
  closeForPeople(draft, by);
}

/** Meta's own agent takes an open case, or gives it back to the bot; what people of ours have stays theirs. */
export function threadControlChanged(draft: Draft, { data, envelope }: Message<'ThreadControlChanged'>): void {
  if (draft.state.case === 0 || draft.state.state === 'closed') return;
  if (data.heldBy === 'meta') return taken(draft, 'ThreadControl', envelope.id);
  if (draft.state.owner !== 'phone') return;
  giveBack(draft, 'ThreadControl');
  notice(draft, 'handedBack', 'ThreadControlChanged');
  endIfLate(draft);
}

/** Other words for a message: what waits for an answer is asked in them. */
export function messageEdited(draft: Draft, { data, envelope }: Message<'MessageEdited'>): void {
  const { messageId, text, sentAt, by } = data;
  if (by !== 'customer' || draft.state.case === 0) return;
  const kind = openOf(draft, messageId)?.kind ?? 'text';
  draft.emit(
    'MessageNoted',
    { messageId, kind, notedAs: 'edited', sentAt, owner: draft.state.owner, ...(text ? { text } : {}) },
    { reasons: ['EDITED'] },
  );
  const message = openOf(draft, messageId);
  const noted = consentWord(draft, { ...data, kind: 'text' }, text?.redacted ?? '');
  if (noted) {
    noted();
    return message && answered(draft, messageId, envelope.id);
  }
  if (message) admit(draft, 'remainder', message, sentAt);
}

/** Nobody answers a message that was taken back; the others that wait are asked again without it. */
export function messageRevoked(draft: Draft, { data, envelope }: Message<'MessageRevoked'>): void {
  const { messageId, at, by } = data;
  if (by !== 'customer' || draft.state.case === 0) return;
  const wasOpen = openOf(draft, messageId) !== undefined;
  for (const { heldId, question } of draft.state.held) {
    if (question.messageId === messageId) draft.emit('QuestionReleased', { heldId, reason: 'closed' });
  }
  if (wasOpen) answered(draft, messageId, envelope.id);
  draft.emit(
    'MessageNoted',
    { messageId, kind: 'text', notedAs: 'revoked', sentAt: at, owner: draft.state.owner },
    { reasons: ['REVOKED'] },
  );
  const newest = draft.state.open.at(-1)?.message;
  if (wasOpen && newest) admit(draft, 'remainder', newest, newest.sentAt);
}

function answered(draft: Draft, messageId: string, by: string): void {
  const stillOpen = draft.state.open.map((entry) => entry.message.messageId).filter((id) => id !== messageId);
  draft.emit('TurnAnswered', { answered: [messageId], stillOpen, by });
}

const openOf = ({ state }: Draft, messageId: string): OpenMessage | undefined =>
  state.open.find(({ message }) => message.messageId === messageId)?.message;

/** Who proved something may no longer be who writes: what is being answered on that proof is asked again without it. */
export function contactChanged(draft: Draft, { data }: Message<'ContactChanged'>): void {
  if (draft.state.case === 0) return;
  draft.emit('ProofVoided', { change: data.change, ...(data.contact ? { contact: data.contact } : {}) });
  const newest = draft.state.open.at(-1)?.message;
  if (newest) admit(draft, 'remainder', newest, newest.sentAt);
}

/** Meta's own switch, from the app or from a refusal: of this number's marketing alone. An older word than the last changes nothing. */
export function preferenceReceived(draft: Draft, { data, envelope }: Message<'PreferenceReceived'>): void {
  if (data.category !== 'marketing') return;
  marketingConsent(draft, data.value === 'stop' ? 'opted_out' : 'opted_back_in', 'user_preferences', envelope.id, data.at);
}

/** They had ended it before they were erased, and are back. What they said since counts. */
export function suppressionFound(draft: Draft, { data: { category, at } }: Message<'SuppressionFound'>): void {
  if (category === 'marketing') return marketingConsent(draft, 'opted_out', 'suppression', '', at);
  const { optedOut, consentWordAt } = draft.state;
  if (!optedOut && at > consentWordAt) optOut(draft, { source: 'suppression', at }, { reasons: ['SUPPRESSED'] });
}

export function marketingConsent(
  draft: Draft,
  basis: 'opted_out' | 'opted_back_in',
  source: string,
  messageId: string,
  toldAt: number,
): void {
  const { optedOut, at: lastAt } = draft.state.marketing;
  const at = toldAt || draft.context.now;
  if (at < lastAt || optedOut === (basis === 'opted_out')) return;
  draft.emit('ConsentChanged', { basis, source, messageId, at, category: 'marketing' });
}

function firstCase(draft: Draft, data: Received['data']): void {
  openCase(draft, data.contact, data.sentAt || draft.context.now, 'customer_wrote_first');
  wroteFirst(draft, data);
}

/** The basis on which we answer: from their first word on, also where the business's phone began. */
function wroteFirst(draft: Draft, { messageId, sentAt }: Received['data']): void {
  if (draft.state.optedIn || draft.state.optedOut) return;
  const basis = 'customer_wrote_first';
  draft.emit('ConsentChanged', { basis, source: 'message', messageId, at: sentAt || draft.context.now }, { consent: basis });
}

/** By Meta's time; a late message never moves the window back, one without a time opens none. @param noted it waits for no answer */
function openWindow(draft: Draft, sentAt: number, noted: boolean): void {
  const { case: number, lastInboundAt, owner } = draft.state;
  if (number === 0 || sentAt === 0) return;
  if (sentAt > lastInboundAt) draft.emit('WindowOpened', { lastInboundAt: sentAt, endsAt: windowEndsAt(sentAt), noted });
  // nothing else tells the clocks of people that it waits
  else if (!noted && owner !== 'bot' && owner !== 'phone')
    draft.emit('WindowOpened', { lastInboundAt, endsAt: windowEndsAt(lastInboundAt), wroteAt: sentAt });
}

/** What is said of a message that waits for no answer, once its window is open. */
type Saying = () => void;

type Noted = Pick<Received['data'], 'messageId' | 'kind' | 'sentAt' | 'text'>;

function note(draft: Draft, data: Noted, notedAs: string, rating = 0): void {
  const { messageId, kind, sentAt, text } = data;
  draft.emit(
    'MessageNoted',
    { messageId, kind, notedAs, sentAt, owner: draft.state.owner, rating, ...(text ? { text } : {}) },
    { occurredAt: sentAt || draft.context.now, reasons: [notedAs.toUpperCase()] },
  );
}

function reaction(draft: Draft, data: Received['data']): Saying | undefined {
  if (data.kind !== 'reaction') return undefined;
  const rating = closedLately(draft) && draft.state.closedBy === 'resolved' ? ratingOf(data.text?.redacted ?? '') : undefined;
  return () => note(draft, data, rating ? 'rating' : 'reaction', rating);
}

function changeAgreed(draft: Draft, data: Received['data'], words: string): Saying | undefined {
  const has = agreement(draft, data, words);
  return (
    has &&
    (() => {
      note(draft, data, 'change_agreed');
      has();
    })
  );
}

/** STOP, START, and the yes to a question that was asked; each only as a whole message. Of STOP and START the one that was written last counts. */
function consentWord(draft: Draft, data: Noted, words: string): Saying | undefined {
  const { optedOut, optInQuestion, consentWordAt } = draft.state;
  const at = data.sentAt || draft.context.now;
  const isOvertaken = at < consentWordAt;
  const said = { source: 'message', messageId: data.messageId, at };
  const change = (basis: string, agreed: DataInit<'ConsentChanged'> = {}): void =>
    draft.emit('ConsentChanged', { ...said, basis, ...agreed });
  if (isStop(words))
    return () => {
      note(draft, data, 'stop');
      if (optedOut || isOvertaken) return;
      optOut(draft, said, { consent: 'opted_out' });
      notice(draft, 'stopped', 'ConsentChanged');
    };
  if (optedOut && isStart(words))
    return () => {
      note(draft, data, 'start');
      if (isOvertaken) return;
      change('opted_back_in');
      notice(draft, 'started', 'ConsentChanged');
    };
  if (optInQuestion === '' || draft.state.state === 'closed' || !(agrees(draft.state, words) || isNo(words))) return undefined;
  if (isNo(words)) return () => note(draft, data, 'opt_in_declined');
  return () => {
    note(draft, data, 'opt_in');
    // asked was about their request, no more
    change('opt_in', { question: optInQuestion, category: 'utility' });
    notice(draft, 'optedIn', 'ConsentChanged');
  };
}

/** An "ok" answers what was said last. */
const agrees = ({ lines, optInQuestion }: State, words: string): boolean => {
  const last = lines.findLast(({ speaker }) => speaker !== 'customer')?.text?.redacted ?? '';
  return last.includes(optInQuestion) ? isYes(words) : isFirmYes(words);
};

/** For a day after a close a rating, thumbs or thanks goes no further. */
function courtesy(draft: Draft, data: Received['data'], words: string): Saying | undefined {
  if (!closedLately(draft)) return undefined;
  const rating = draft.state.closedBy === 'resolved' ? ratingOf(words || data.text?.redacted || '', data.choiceId) : undefined;
  if (rating === undefined && !isCourtesy(words)) return undefined;
  // the list stays on their screen: what is chosen from it now counts no more
  if (rating !== undefined && draft.state.rated && (data.kind === 'list' || data.kind === 'button')) return undefined;
  return () => note(draft, data, rating ? 'rating' : 'courtesy', rating);
}

const closedLately = ({ state, context }: Draft): boolean =>
  state.state === 'closed' && context.now - state.closedAt <= limits.afterCloseMs;

/** Told kindly, once for as long as it lasts. The way to a person stays open: who asks for one is heard, once. */
function tooMany(draft: Draft, data: Received['data'], words: string): Saying | undefined {
  const {
    state,
    context: { now },
  } = draft;
  const since = now - limits.ratePeriodMs;
  if (state.arrivals.filter((at) => at > since).length < limits.rate) return undefined;
  const withPeople = state.owner !== 'bot' && state.owner !== 'phone';
  const hasAsked = withPeople || state.open.some(({ message }) => isForPerson(message.text?.redacted ?? ''));
  if (!hasAsked && isForPerson(words)) return undefined;
  const told = state.blockedAt > since;
  const { messageId, sentAt, text } = data;
  return () => {
    draft.emit(
      'MessageBlocked',
      { messageId, reason: 'RATE_LIMITED', sentAt, ...(text ? { text } : {}) },
      {
        occurredAt: sentAt || now,
        reasons: ['RATE_LIMITED'],
        guardrails: [{ name: 'rate_limit', passed: false }],
      },
    );
    if (!told) notice(draft, withPeople ? 'rateLimitedWithPeople' : 'rateLimited', 'MessageBlocked');
  };
}

/**
 * Nothing that we ask is a list or a button, but a rating: what else is chosen from one is of another release, of who else writes
 * from this number, or its day is over. Nobody guesses what its title meant; what asks for a person is heard.
 */
function goneChoice(draft: Draft, data: Received['data']): Saying | undefined {
  const { kind, metaType, choiceId, standby, text } = data;
  const words = text?.redacted ?? '';
  if (standby || (kind !== 'button' && kind !== 'list') || isForPerson(words)) return undefined;
  const { state, owner } = draft.state;
  if (state !== 'closed' && owner !== 'bot') return undefined;
  if (metaType !== 'interactive' && ratingOf(words, choiceId) === undefined) return undefined;
  return () => {
    note(draft, data, 'choice_gone');
    notice(draft, 'choiceGone', 'MessageNoted');
  };
}

const toOpen = ({ messageId, kind, text, sentAt, mediaKind }: Received['data']): OpenMessage => ({
  $typeName: 'frontdesk.v1.OpenMessage',
  messageId,
  kind,
  sentAt,
  mediaKind,
  kept: false,
  ...(text ? { text } : {}),
});
