import type { Message } from '@frontdesk/contracts';
import { limits } from './bundle.ts';
import type { Draft } from './draft.ts';
import { happen, notice } from './moves.ts';
import { oldestOpen } from './state.ts';
import { admit } from './turns.ts';

/** The bot's first-response clock of this message still runs. */
function stillRuns({ state, context }: Draft, clockId: string, messageId: string, afterMs: number): boolean {
  const oldest = oldestOpen(state);
  if (state.owner !== 'bot' || clockId !== `turn:${state.case}:${messageId}` || oldest?.message.messageId !== messageId) return false;
  // a held question that was taken up has a clock of the same name, started later; this one may be the ended one's
  return context.now - oldest.admittedAt >= afterMs - limits.timerToleranceMs;
}

export function botReplyNoticeDue(draft: Draft, { data: { clockId, oldestOpen: id } }: Message<'BotReplyNoticeDue'>): void {
  if (!stillRuns(draft, clockId, id, limits.noticeMs) || draft.state.noticedFor === id || draft.state.overdueFor === id) return;
  notice(draft, 'stillOnIt', 'BotReplyNoticeDue');
}

/** Nobody answered in time, or the turn lies among the dead: the customer is told, and handoff opens a ticket. */
export function replyOverdue(draft: Draft, { data: { clockId, oldestOpen: id, cause } }: Message<'ReplyOverdue'>): void {
  if (!stillRuns(draft, clockId, id, cause === 'DEAD_LETTER' ? 0 : limits.overdueMs) || draft.state.overdueFor === id) return;
  const open = draft.state.open.map((entry) => entry.message.messageId);
  notice(draft, 'failed', 'ReplyOverdue');
  draft.emit(
    'TurnOverdue',
    { open: [id, ...open.filter((other) => other !== id)], cause: cause || 'TIMEOUT' },
    { reasons: [cause || 'TIMEOUT'] },
  );
}

/** The question that waited is judged again in full, or after a day becomes a person's task. */
export function heldDue(draft: Draft, { data: { heldId } }: Message<'HeldDue'>): void {
  const held = draft.state.held.find((row) => row.heldId === heldId);
  if (!held || draft.state.owner !== 'bot') return;
  if (draft.context.now >= held.giveUpAt) {
    draft.emit('QuestionReleased', { heldId, reason: 'given_up' });
    notice(draft, 'failed', 'HeldDue');
    draft.emit('TurnOverdue', { open: [held.question.messageId], cause: 'HELD_TOO_LONG' }, { reasons: ['HELD_TOO_LONG'] });
    return;
  }
  draft.emit('QuestionReleased', { heldId, reason: 'taken_up' });
  const taken = draft.state.open.find((entry) => entry.message.messageId === held.question.messageId)!;
  admit(draft, 'held', taken.message, held.question.askedAt);
}

/** The window ended. A bot case with nothing owed ends with it; any other only lies dormant until the customer writes. */
export function windowEnded(draft: Draft, { data: { lastInboundAt } }: Message<'WindowEnded'>): void {
  const {
    state,
    context: { now },
  } = draft;
  if (lastInboundAt !== state.lastInboundAt) return;
  draft.emit('WindowExpired', { lastInboundAt });
  if (state.owner !== 'bot' || state.state === 'closed' || state.open.length > 0 || state.held.length > 0) return;
  happen(draft, 'window_expired');
  draft.emit('CaseClosed', { reason: 'inactivity', closedAt: now });
}
