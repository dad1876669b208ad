import type { Draft } from './draft.ts';
import { forbids } from './gate.ts';

/**
 * The customer has waited for the bot for a moment: "typing…" for what they wrote last, if an answer of the bot's is on its way to it. It is no message,
 * and the one thing that the gate is not asked about; but nothing at all is called while nothing may go out.
 */
export function awaited(draft: Draft): void {
  const { state, context } = draft;
  const newest = state.open.findLast(({ message }) => !message.kept)?.message;
  const isOnItsWay = state.owner === 'bot' && draft.isOn('bot') && !state.turnBotOff && state.gathering.length === 0;
  if (!newest || !isOnItsWay || !draft.isOn('outbound') || forbids(state, context)?.what === 'everything') return;
  draft.emit('AnswerAwaited', { messageId: newest.messageId, numberId: state.contact?.numberId ?? '' });
}
