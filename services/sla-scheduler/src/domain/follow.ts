import type { Message, OnTopic } from '@frontdesk/contracts';
import type { SlaPolicy } from '@frontdesk/sla';
import { deadLettered, messageGathered, ownerChanged, turnAnswered, turnOpened } from './bot-reply.ts';
import type { ClockRow } from './clock.ts';
import { both, ended, nothing, running, started } from './clocks.ts';
import type { Change } from './clocks.ts';
import {
  accepted,
  caseOffered,
  customerWrote,
  handoffOpened,
  offerLapsed,
  personAnswered,
  returned,
  ticketEnded,
  ticketOver,
  written,
  wroteAt,
} from './people.ts';

export type Followed = Message<OnTopic<'conversation.lifecycle.v1' | 'conversation.handoff.v1'> | 'DeadLettered' | 'DeadLetterHandled'>;

/** No clock begins or ends by these. */
export const ignored = [
  'CaseOpened',
  'CaseUpdated',
  'ProofVoided',
  'TurnOverdue',
  'StateChanged',
  'WindowExpired',
  'ConsentChanged',
  'ContactFlagged',
  'ConsentAsked',
  'VerdictGiven',
  'AttentionOver',
  'SwitchApplied',
  'PacketCompleted',
  'TakeoverDone',
  'HandedBack',
  'CaseResolved',
  'CaseRated',
  'TicketEscalated',
  'WaitTold',
  'DeadLetterHandled',
] as const satisfies readonly Followed['type'][];

/** What one message does to the clocks of its conversation (ended ones of the last day among them). */
export function follow(clocks: readonly ClockRow[], message: Followed, policy: SlaPolicy): Change {
  const at = message.envelope.decidedAt;
  switch (message.type) {
    case 'TurnOpened':
      return turnOpened(clocks, message);
    case 'MessageGathered':
      return messageGathered(clocks, message);
    case 'TurnAnswered':
      return turnAnswered(clocks, message);
    case 'DeadLettered':
      return deadLettered(clocks, message);
    case 'OwnerChanged': {
      const { to, ticketId } = message.data;
      return both(ownerChanged(clocks, message), to === 'bot' && ticketId !== '' ? ticketOver(clocks, message) : nothing);
    }
    case 'CaseClosed': {
      // a ticket of the next case may be known already
      const closed = message.envelope.fence?.case ?? Infinity;
      const rest = clocks.filter(({ endedAt, kind, fence }) => endedAt === undefined && kind !== 'window' && fence.case <= closed);
      const tickets = [...new Set(rest.map(({ ticketId }) => ticketId))].filter((ticketId) => ticketId !== '');
      const people = tickets.map((ticketId) => ticketEnded(clocks, ticketId, at, message.data.reason === 'resolved'));
      const others = rest.filter(({ ticketId }) => ticketId === '');
      return both(...people, { clocks: ended(others, at), facts: [] });
    }
    case 'QuestionHeld': {
      const { heldId, dueAt } = message.data;
      return { clocks: [started(message, { id: `held:${heldId}`, kind: 'held', subject: heldId, startedAt: at, dueAt })], facts: [] };
    }
    case 'QuestionReleased': {
      const released = running(clocks, 'held').filter(({ subject }) => subject === message.data.heldId);
      return { clocks: ended(released, at), facts: [] };
    }
    case 'WindowOpened': {
      const { lastInboundAt, endsAt, noted } = message.data;
      const earlier = running(clocks, 'window').filter(({ startedAt }) => startedAt !== lastInboundAt);
      const subject = noted ? String(wroteAt(earlier[0])) : '';
      const window = started(message, { id: `window:${lastInboundAt}`, kind: 'window', subject, startedAt: lastInboundAt, dueAt: endsAt });
      return both({ clocks: [...ended(earlier, at), window], facts: [] }, noted ? nothing : customerWrote(clocks, message, policy));
    }
    // no clock of it: who reads it calls people
    case 'AttentionNeeded':
      return nothing;
    case 'MessageSent':
      return personAnswered(clocks, message, policy);
    case 'HandoffOpened':
      return handoffOpened(clocks, message, policy);
    case 'CaseOffered':
      return caseOffered(clocks, message);
    case 'OfferLapsed':
      return offerLapsed(clocks, message);
    case 'HandoffAccepted':
      return accepted(clocks, message);
    case 'CaseReturned':
      return returned(clocks, message);
    case 'AgentMessageWritten':
      return written(message);
    case 'HandoffWithdrawn':
      return ticketEnded(clocks, message.data.ticketId, at, false);
    default:
      message.type satisfies (typeof ignored)[number];
      return nothing;
  }
}

/** Clocks after a change; a later entry of the same id replaces an earlier one. */
export const applied = (clocks: readonly ClockRow[], change: Change): ClockRow[] => [
  ...new Map([...clocks, ...change.clocks].map((clock) => [clock.id, clock])).values(),
];
