import type { Message } from '@frontdesk/contracts';
import { marketingConsent } from './admission.ts';
import { limits } from './bundle.ts';
import type { Draft } from './draft.ts';
import { forbids } from './gate.ts';
import type { Proposal } from './gate.ts';
import { giveUp, notice, releaseHeld } from './moves.ts';
import { close } from './reply.ts';
import { record } from './speak.ts';
import type { Sent } from './state.ts';
import { standIn } from './templates.ts';
import { admit } from './turns.ts';
import { keptUntil, windowIsOpen } from './window.ts';

/** Meta: "Message undeliverable": not on WhatsApp, an old client, terms not accepted, or the customer blocked us (error codes of the Cloud API). */
const undeliverable = 131026;
/** What gateway means by these codes; its messages of the release before don't say so. */
const formerly: Readonly<Record<number, string>> = { 131047: 'template', 131050: 'opt_out' };

/** Said of the case that it was written in: the next one may have begun, and is not answered by it. */
export function sendAccepted(
  draft: Draft,
  { data: { sendId, subjectId, speaker, at }, envelope: { fence } }: Message<'SendAccepted'>,
): void {
  const holding = draft.state.sent.some((sent) => sent.sendId === sendId && sent.holding);
  draft.emit('MessageSent', { sendId, subjectId, speaker, at, holding }, fence ? { fence } : {});
}

/** Not sent for good: what gateway's table says about the code decides whether it waits, a template goes out, or it is a person's task. */
export function sendFailed(draft: Draft, { data }: Message<'SendFailed'>): void {
  const sent = draft.state.sent.find(({ sendId }) => sendId === data.sendId);
  if (!data.final || !sent) return;
  if (data.code === undeliverable) flag(draft, sent, 'UNDELIVERABLE');
  switch (data.action || formerly[data.code]) {
    case 'opt_out':
      marketingConsent(draft, 'opted_out', 'template_error', sent.sendId, data.at);
      break;
    case 'template':
      if (windowClosedAtMeta(draft, sent)) return;
      break;
    case 'hold':
      if (askAgainLater(draft, sent, data.retryAt)) return;
  }
  handOver(draft, sent, 'SEND_FAILED');
}

/** Said to have failed for good, and all of it is there: what was to be answered again has been answered. */
export function sendArrived(draft: Draft, { data: { sendId, subjectId } }: Message<'SendArrived'>): void {
  const { state } = draft;
  for (const { heldId, lostSend } of state.held) {
    if (lostSend === sendId) draft.emit('QuestionReleased', { heldId, reason: 'arrived' }, { reasons: ['ARRIVED'] });
  }
  const again = state.open.filter(({ lostSend }) => lostSend === sendId).map(({ message }) => message.messageId);
  if (again.length > 0) close(draft, again, subjectId || sendId);
}

/** Nobody knows whether it arrived: not sent again, a word to the customer, and a person looks at it. */
export function sendUnconfirmed(draft: Draft, { data }: Message<'SendUnconfirmed'>): void {
  const sent = draft.state.sent.find(({ sendId }) => sendId === data.sendId);
  if (!sent || !concernsBot(draft, sent)) return;
  notice(draft, 'unconfirmed', 'SendUnconfirmed');
  handOver(draft, sent, 'SEND_UNCONFIRMED');
}

const concernsBot = (draft: Draft, sent: Sent): boolean =>
  sent.speaker === 'bot' && draft.state.owner === 'bot' && draft.state.state !== 'closed';

/** What people wrote is theirs to see fail; the bot's goes to a person. */
function handOver(draft: Draft, sent: Sent, cause: 'SEND_FAILED' | 'SEND_UNCONFIRMED'): void {
  const open = sent.answers.map((entry) => entry.message.messageId);
  if (concernsBot(draft, sent) && open.length > 0) giveUp(draft, open, cause);
}

/** People should know, and the alert counts it. */
function flag(
  draft: Draft,
  { sendId }: Sent,
  reason: 'WINDOW_CLOSED_AT_META' | 'UNDELIVERABLE',
  lastInboundAt = draft.state.lastInboundAt,
): void {
  draft.emit('ContactFlagged', { reason, sendId, lastInboundAt }, { reasons: [reason] });
}

/**
 * Meta saw the window closed in which the send was judged. Where we saw that open somebody looks, once a window. What the bot's lost reply answered waits
 * for the customer, who opens the next by taking up the template; after a day it is a person's task. Who has opened it
 * already is answered in it.
 * @returns whether nothing else is owed
 */
function windowClosedAtMeta(draft: Draft, sent: Sent): boolean {
  const {
    state,
    context: { now },
  } = draft;
  const windowFrom = sent.windowFrom || state.lastInboundAt;
  const isFirst = windowFrom > state.disputedAt;
  const isDisputed = !sent.asTemplate && windowIsOpen(windowFrom, now);
  if (isDisputed && isFirst) flag(draft, sent, 'WINDOW_CLOSED_AT_META', windowFrom);
  const isAnother = windowFrom < state.lastInboundAt && windowIsOpen(state.lastInboundAt, now);
  if (isAnother && !state.optedOut) return askAgainNow(draft, sent);
  if (!(isDisputed ? isFirst : state.optedIn) || !templateInstead(draft, sent)) return false;
  return !concernsBot(draft, sent) || sent.answers.length === 0 || askAgainLater(draft, sent, now + limits.heldGiveUpMs);
}

/**
 * Nothing goes out for now, and that will pass: what the lost reply answered is held, each time as long again as it is old, and answered anew.
 * @returns false if it is not the bot's to answer, or not a text that can be asked again
 */
function askAgainLater(draft: Draft, sent: Sent, retryAt: number): boolean {
  const { state, context } = draft;
  if (!concernsBot(draft, sent) || sent.answers.length === 0 || sent.answers.some(({ message }) => !message.text)) return false;
  const waiting = [...state.open.map(({ message }) => message), ...state.held.map(({ question }) => question)];
  // what waits under the same message may be but the rest of its question
  const isTaken = (id: string, words: string): boolean =>
    waiting.some(({ messageId, text }) => messageId === id && text?.redacted.includes(words));
  for (const { message, attempt, giveUpAt } of sent.answers) {
    const { messageId, text, sentAt } = message;
    if (isTaken(messageId, text!.redacted)) continue;
    const age = Math.min(Math.max(context.now - sentAt, limits.heldFirstMs), limits.heldMostMs);
    const givesUpAt = giveUpAt || keptUntil(state, context.now);
    draft.emit(
      'QuestionHeld',
      {
        heldId: draft.id('held'),
        messageId,
        question: { messageId, text: text!, askedAt: sentAt },
        dueAt: Math.min(givesUpAt, Math.max(retryAt, context.now + age)),
        giveUpAt: givesUpAt,
        attempt,
        sendId: sent.sendId,
      },
      { reasons: ['SEND_HELD'] },
    );
  }
  return true;
}

/** What people wrote is theirs to say again. */
function askAgainNow(draft: Draft, sent: Sent): boolean {
  if (!concernsBot(draft, sent) || sent.answers.length === 0) return true;
  if (!askAgainLater(draft, sent, draft.context.now)) return false;
  if (draft.state.held.length === 0) return true;
  releaseHeld(draft, 'taken_up');
  const newest = draft.state.open.at(-1)!.message;
  admit(draft, 'held', newest, newest.sentAt);
  return true;
}

/** One attempt. An opt-in allows it, or the customer's own message, which it answers. */
function templateInstead(draft: Draft, sent: Sent): boolean {
  const { state, context } = draft;
  if (sent.asTemplate || state.optedOut || !draft.isOn('outbound')) return false;
  if (sent.speaker === 'bot' && state.owner !== 'bot') return false;
  const proposal: Proposal = {
    subjectId: sent.subjectId,
    subjectType: 'SendFailed',
    speaker: sent.speaker as 'bot' | 'agent' | 'notice',
    author: sent.author,
    fence: state,
    answers: [],
    // what stands in for a person's words answers nothing
    holding: sent.speaker === 'agent',
    purpose: 'answer',
  };
  const forbidden = forbids(state, context);
  if (forbidden) record(draft, proposal, { verdict: 'REFUSE', reason: 'TEMPLATES_RESTRICTED', why: forbidden.why });
  const template = forbidden ? undefined : standIn(context.templates, 'conversation_update', state.locale);
  if (!template) return false;
  record(draft, proposal, { verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED_AT_META', template });
  return true;
}
