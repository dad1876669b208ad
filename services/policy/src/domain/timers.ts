import type { Message } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { Draft } from './draft.ts';
import { endWithWindow, giveBack, giveUp, notice } from './moves.ts';
import { oldestOpen } from './state.ts';
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

/** The question that waited is judged again in full, or after a day becomes a person's task. */
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

/** The window ended. A bot's case with nothing owed ends with it, and so does what the phone had; any other only lies dormant until the customer writes. */
export function windowEnded(draft: Draft, { data: { lastInboundAt } }: Message<'WindowEnded'>): void {
  if (lastInboundAt !== draft.state.lastInboundAt) return;
  draft.emit('WindowExpired', { lastInboundAt });
  if (draft.state.owner === 'phone') giveBack(draft, 'WindowExpired');
  endWithWindow(draft);
}
