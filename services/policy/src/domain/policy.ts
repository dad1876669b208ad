import type { Decider } from '@frontdesk/decider';
import type { Message, OnTopic } from '@frontdesk/contracts';
import {
  contactChanged,
  echoReceived,
  messageEdited,
  messageReceived,
  messageRevoked,
  preferenceReceived,
  suppressionFound,
  threadControlChanged,
} from './admission.ts';
import { consentOfMerged } from './consent.ts';
import { sendAccepted, sendArrived, sendFailed, sendUnconfirmed } from './delivery.ts';
import { Draft } from './draft.ts';
import type { Context } from './draft.ts';
import { evolve } from './evolve.ts';
import type { Output } from './evolve.ts';
import { quietPeriodEnded } from './gathering.ts';
import {
  agentMessageWritten,
  caseResolved,
  caseReturned,
  handedBack,
  handoffAccepted,
  handoffOpened,
  handoffWithdrawn,
  wordWritten,
} from './handoff-facts.ts';
import { orderChangeSettled } from './order-change.ts';
import { replyProposed } from './reply.ts';
import { initial } from './state.ts';
import type { State } from './state.ts';
import { botReplyNoticeDue, heldDue, replyOverdue, windowClosing, windowEnded } from './timers.ts';

/** Topics whose messages concern a conversation. */
export type ConversationTopic =
  | 'conversation.inbound.v1'
  | 'conversation.reply.v1'
  | 'conversation.handoff.v1'
  | 'conversation.timer.v1'
  | 'conversation.delivery.v1';
export type Input = Message<OnTopic<ConversationTopic>>;

/** Others' business: nothing of policy's follows from it. */
export const ignored = [
  'WelcomeRequested',
  'HistoryReceived',
  'PacketCompleted',
  'CaseOffered',
  'OfferLapsed',
  'TakeoverDone',
  'CaseRated',
  'NoteWritten',
  'PromiseShortened',
  'AcceptanceDue',
  'SlaWarned',
  'SlaAtRisk',
  'SlaBreached',
  'SlaMet',
  'CustomerSilent',
  'SendCancelled',
  'StatusReceived',
  'FenceReached',
] as const satisfies readonly Input['type'][];

/** The conversation's one owner: every message that may change it, and what follows. */
export const policy: Decider<State, Input, Output, Context> = {
  initial: () => initial,
  evolve,
  decide: (state, input, context) => {
    const draft = new Draft(state, context);
    consentOfMerged(draft);
    decide(draft, input);
    return draft.facts;
  },
};

function decide(draft: Draft, input: Input): void {
  switch (input.type) {
    case 'MessageReceived':
      return messageReceived(draft, input);
    case 'EchoReceived':
      return echoReceived(draft, input);
    case 'ContactChanged':
      return contactChanged(draft, input);
    case 'ContactMerged':
      return; // its consent is looked at before any message
    case 'PreferenceReceived':
      return preferenceReceived(draft, input);
    case 'SuppressionFound':
      return suppressionFound(draft, input);
    case 'MessageEdited':
      return messageEdited(draft, input);
    case 'MessageRevoked':
      return messageRevoked(draft, input);
    case 'ThreadControlChanged':
      return threadControlChanged(draft, input);
    case 'ReplyProposed':
      return replyProposed(draft, input);
    case 'HandoffOpened':
      return handoffOpened(draft, input);
    case 'HandoffAccepted':
      return handoffAccepted(draft, input);
    case 'CaseReturned':
      return caseReturned(draft, input);
    case 'HandedBack':
      return handedBack(draft, input);
    case 'CaseResolved':
      return caseResolved(draft, input);
    case 'HandoffWithdrawn':
      return handoffWithdrawn(draft, input);
    case 'AgentMessageWritten':
      return agentMessageWritten(draft, input);
    case 'TicketEscalated':
    case 'WaitTold':
      return wordWritten(draft, input);
    case 'SendAccepted':
      return sendAccepted(draft, input);
    case 'SendFailed':
      return sendFailed(draft, input);
    case 'SendArrived':
      return sendArrived(draft, input);
    case 'SendUnconfirmed':
      return sendUnconfirmed(draft, input);
    case 'OrderChangeSettled':
      return orderChangeSettled(draft, input);
    case 'BotReplyNoticeDue':
      return botReplyNoticeDue(draft, input);
    case 'ReplyOverdue':
      return replyOverdue(draft, input);
    case 'QuietPeriodEnded':
      return quietPeriodEnded(draft, input);
    case 'HeldDue':
      return heldDue(draft, input);
    case 'WindowClosing':
      return windowClosing(draft, input);
    case 'WindowEnded':
      return windowEnded(draft, input);
    default:
      return void (input.type satisfies (typeof ignored)[number]);
  }
}
