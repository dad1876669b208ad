import type { Message } from '@frontdesk/contracts';
import { marketingConsent } from './admission.ts';
import type { Draft } from './draft.ts';
import { forbids } from './gate.ts';
import { notice } from './moves.ts';
import { record } from './speak.ts';
import type { Sent } from './state.ts';
import { standIn } from './templates.ts';
import { windowIsOpen } from './window.ts';

/** Meta: the customer has stopped marketing from this business (error codes of the Cloud API). */
const marketingStopped = 131050;
/** Meta: "Re-engagement message", more than 24 hours since the customer's last message (error codes of the Cloud API). */
const windowClosed = 131047;

export function sendAccepted(draft: Draft, { data: { sendId, subjectId, speaker, at } }: Message<'SendAccepted'>): void {
  draft.emit('MessageSent', { sendId, subjectId, speaker, at });
}

/** Not sent for good: a template where Meta saw the window closed and we did not, else a person's task. */
export function sendFailed(draft: Draft, { data }: Message<'SendFailed'>): void {
  const sent = draft.state.sent.find(({ sendId }) => sendId === data.sendId);
  if (!data.final || !sent) return;
  if (data.code === marketingStopped) marketingConsent(draft, 'opted_out', 'template_error', sent.sendId, data.at);
  if (data.code === windowClosed && disputed(draft, sent) && templateInstead(draft, sent)) return;
  giveUp(draft, sent, 'SEND_FAILED');
}

/** Nobody knows whether it arrived: not sent again, a word to the customer, and a person looks at it. */
export function sendUnconfirmed(draft: Draft, { data }: Message<'SendUnconfirmed'>): void {
  const sent = draft.state.sent.find(({ sendId }) => sendId === data.sendId);
  if (!sent || !concernsBot(draft, sent)) return;
  notice(draft, 'unconfirmed', 'SendUnconfirmed');
  giveUp(draft, sent, 'SEND_UNCONFIRMED');
}

const concernsBot = (draft: Draft, sent: Sent): boolean => sent.speaker === 'bot' && draft.state.owner === 'bot' && draft.state.state !== 'closed';

/** What people wrote is theirs to see fail; the bot's goes to a person. */
function giveUp(draft: Draft, sent: Sent, cause: 'SEND_FAILED' | 'SEND_UNCONFIRMED'): void {
  const open = sent.answers.map((entry) => entry.message.messageId);
  if (concernsBot(draft, sent) && open.length > 0) draft.emit('TurnOverdue', { open, cause }, { reasons: [cause] });
}

/** Meta saw the window closed where we saw it open: people should know, and the alert counts it. @returns whether it was open for us */
function disputed(draft: Draft, { sendId, asTemplate }: Sent): boolean {
  const { lastInboundAt } = draft.state;
  if (asTemplate || !windowIsOpen(lastInboundAt, draft.context.now)) return false;
  draft.emit('ContactFlagged', { reason: 'WINDOW_CLOSED_AT_META', sendId, lastInboundAt }, { reasons: ['WINDOW_CLOSED_AT_META'] });
  return true;
}

/** One attempt, and only where an opt-in allows the business to start. */
function templateInstead(draft: Draft, sent: Sent): boolean {
  const { state, context } = draft;
  if (sent.asTemplate || !state.optedIn || state.optedOut || !draft.isOn('outbound') || forbids(state, context)) return false;
  if (sent.speaker === 'bot' && state.owner !== 'bot') return false;
  const template = standIn(context.templates, 'conversation_update', state.locale);
  if (!template) return false;
  record(draft, {
    subjectId: sent.subjectId, subjectType: 'SendFailed', speaker: sent.speaker as 'bot' | 'agent' | 'notice', author: sent.author, fence: state,
    answers: [], purpose: 'answer',
  }, { verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED_AT_META', template });
  return true;
}
