import type { Message } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import { canned } from './canned.ts';
import type { Draft } from './draft.ts';
import { endWithWindow, giveBack, giveUp, notice } from './moves.ts';
import { passed, speak } from './speak.ts';
import { oldestOpen } from './state.ts';
import type { State } from './state.ts';
import { admit } from './turns.ts';

interface Timed {
  readonly clockId: string;
  readonly oldestOpen: string;
  readonly startedAt: number;
}

/** The bot's first-response clock of this message still runs. A held question that was taken up has a clock of the same name, started later. */
function stillRuns({ state, context }: Draft, { clockId, oldestOpen: messageId, startedAt }: Timed, afterMs: number): boolean {
  const oldest = oldestOpen(state);
  if (state.owner !== 'bot' || clockId !== `turn:${state.case}:${messageId}` || oldest?.message.messageId !== messageId) return false;
  if (startedAt > 0) return startedAt === oldest.admittedAt;
  // said by the release before: told apart by time, for which the two services' clocks have to agree
  return context.now - oldest.admittedAt >= afterMs - limits.timerToleranceMs;
}

export function botReplyNoticeDue(draft: Draft, { data }: Message<'BotReplyNoticeDue'>): void {
  const id = data.oldestOpen;
  if (!stillRuns(draft, data, limits.noticeMs) || draft.state.noticedFor === id || draft.state.overdueFor === id) return;
  notice(draft, 'stillOnIt', 'BotReplyNoticeDue');
}

/** Nobody answered in time, or the turn lies among the dead: the customer is told, and handoff opens a ticket. */
export function replyOverdue(draft: Draft, { data }: Message<'ReplyOverdue'>): void {
  const { oldestOpen: id, cause } = data;
  if (!stillRuns(draft, data, cause === 'DEAD_LETTER' ? 0 : limits.overdueMs) || draft.state.overdueFor === id) return;
  const open = draft.state.open.map((entry) => entry.message.messageId);
  notice(draft, 'failed', 'ReplyOverdue');
  giveUp(draft, [id, ...open.filter((other) => other !== id)], cause || 'TIMEOUT');
}

/** The question that waited is judged again in full, or after a day, or soon before the window ends, becomes a person's task. */
export function heldDue(draft: Draft, { data: { heldId } }: Message<'HeldDue'>): void {
  const held = draft.state.held.find((row) => row.heldId === heldId);
  if (!held || draft.state.owner !== 'bot') return;
  if (draft.context.now >= held.giveUpAt) {
    notice(draft, 'failed', 'HeldDue');
    giveUp(draft, [held.question.messageId], 'HELD_TOO_LONG');
    draft.emit('QuestionReleased', { heldId, reason: 'given_up' });
    return;
  }
  draft.emit('QuestionReleased', { heldId, reason: 'taken_up' });
  const taken = draft.state.open.find((entry) => entry.message.messageId === held.question.messageId)!;
  admit(draft, 'held', taken.message, held.question.askedAt);
}

/**
 * Soon only a template may go to who still waits for people, or for what the bot has kept, and that needs an opt-in: they are asked once, unless the
 * handoff's question still stands, was asked in this window, or was answered.
 */
export function windowClosing(draft: Draft, { type, data: { lastInboundAt } }: Message<'WindowClosing'>): void {
  const { owner, optedIn, optedOut, optInQuestion, optInAskedAt, optInDeclined, disputedAt, locale } = draft.state;
  const waits = owner === 'bot' ? keeps(draft.state) : owner !== 'phone' && awaitsPeople(draft.state);
  const isSettled = optedIn || optedOut || optInDeclined || optInQuestion !== '' || optInAskedAt === lastInboundAt;
  if (lastInboundAt !== draft.state.lastInboundAt || disputedAt === lastInboundAt || !waits || isSettled) return;
  const subjectId = draft.id('permission');
  const text = canned('mayWeWrite', locale);
  const asked = { subjectId, subjectType: type, speaker: 'notice', author: 'policy', fence: draft.state, answers: [], text } as const;
  if (passed(speak(draft, { ...asked, purpose: 'permission' }))) draft.emit('ConsentAsked', { question: text.redacted, subjectId });
}

/** Held, or taken up right now. */
const keeps = ({ held, open }: State): boolean => held.length > 0 || open.some(({ message }) => message.kept);
const awaitsPeople = ({ state, turn, answeredTurn }: State): boolean => state !== 'closed' && turn > answeredTurn;

/** The window ended. A bot's case with nothing owed ends with it, and so does what the phone had; any other only lies dormant until the customer writes. */
export function windowEnded(draft: Draft, { data: { lastInboundAt } }: Message<'WindowEnded'>): void {
  if (lastInboundAt !== draft.state.lastInboundAt) return;
  draft.emit('WindowExpired', { lastInboundAt });
  if (draft.state.owner === 'phone') giveBack(draft, 'WindowExpired');
  endWithWindow(draft);
}
