import type { Message, OnTopic } from '@frontdesk/contracts';
import type { Policies } from '@frontdesk/sla';
import { deadLettered, messageGathered, ownerChanged, turnAnswered, turnOpened } from './bot-reply.ts';
import { CLOSING_MS } from './clock.ts';
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
  shortened,
  ticketEnded,
  ticketOver,
  unheard,
  written,
  wroteAt,
} from './people.ts';

export type Followed = Message<
  OnTopic<'conversation.lifecycle.v1' | 'conversation.handoff.v1' | 'system.admin.v1'> | 'DeadLettered' | 'DeadLetterHandled'
>;

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
  'SwitchApplied',
  'PacketCompleted',
  'TakeoverDone',
  'HandedBack',
  'CaseResolved',
  'CaseRated',
  'TicketEscalated',
  'WaitTold',
  'NoteWritten',
  'DeadLetterHandled',
  'SwitchChanged',
  'SignedIn',
  'SignedOut',
  'PresenceChanged',
  'CaseLimitChanged',
  'SavedReplyChanged',
  'TranscriptOpened',
  'AttentionDismissed',
  'FieldUnmasked',
  'Searched',
  'FileOpened',
  'LegalHoldChanged',
  'ContactConflictJudged',
  'OrderChangeAgreed',
  'OrderChangeConcluded',
] as const satisfies readonly Followed['type'][];

/** What one message does to the clocks of its conversation (ended ones of the last day among them). */
export function follow(clocks: readonly ClockRow[], message: Followed, policies: Policies): Change {
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
    case 'CaseClosed':
      return caseClosed(clocks, message);
    case 'QuestionHeld':
      return questionHeld(clocks, message);
    case 'QuestionReleased':
      return questionReleased(clocks, message);
    case 'WindowOpened':
      return windowOpened(clocks, message, policies);
    // no clock of them: who reads them calls people, or need not any longer
    case 'AttentionNeeded':
    case 'AttentionOver':
      return nothing;
    // what runs keeps the policy that it began by
    case 'SlaPolicyChanged':
      return nothing;
    case 'MessageSent':
      return personAnswered(clocks, message, policies);
    case 'HandoffOpened':
      return handoffOpened(clocks, message, policies);
    case 'CaseOffered':
      return caseOffered(clocks, message);
    case 'OfferLapsed':
      return offerLapsed(clocks, message);
    case 'HandoffAccepted':
      return accepted(clocks, message);
    case 'CaseReturned':
      return returned(clocks, message, policies);
    case 'PromiseShortened':
      return shortened(clocks, message, policies);
    case 'AgentMessageWritten':
      return written(message);
    case 'HandoffWithdrawn':
      return ticketEnded(clocks, message.data.ticketId, message.envelope.decidedAt, false);
    default:
      message.type satisfies (typeof ignored)[number];
      return nothing;
  }
}

/** Ends all but the window's; a ticket of the next case may be known already. */
function caseClosed(clocks: readonly ClockRow[], { data: { reason }, envelope }: Message<'CaseClosed'>): Change {
  const at = envelope.decidedAt;
  const closed = envelope.fence?.case ?? Infinity;
  const rest = clocks.filter(({ endedAt, kind, fence }) => endedAt === undefined && kind !== 'window' && fence.case <= closed);
  const tickets = [...new Set(rest.map(({ ticketId }) => ticketId))].filter((ticketId) => ticketId !== '');
  const people = tickets.map((ticketId) => ticketEnded(clocks, ticketId, at, reason === 'resolved'));
  const others = rest.filter(({ ticketId }) => ticketId === '');
  return both(...people, { clocks: ended(others, at), facts: [] });
}

function questionHeld(clocks: readonly ClockRow[], message: Message<'QuestionHeld'>): Change {
  const { heldId, dueAt } = message.data;
  const startedAt = message.envelope.decidedAt;
  const held = started(message, { id: `held:${heldId}`, kind: 'held', subject: heldId, startedAt, dueAt });
  const [window] = running(clocks, 'window');
  return both({ clocks: [held], facts: [] }, window ? keptUntil(clocks, message, window.startedAt, window.dueAt) : nothing);
}

function questionReleased(clocks: readonly ClockRow[], { data: { heldId }, envelope }: Message<'QuestionReleased'>): Change {
  const held = running(clocks, 'held');
  const released = held.filter(({ subject }) => subject === heldId);
  const isLast = released.length === held.length;
  return { clocks: ended([...released, ...(isLast ? running(clocks, 'closing').filter(isOfHeld) : [])], envelope.decidedAt), facts: [] };
}

const isOfHeld = ({ id }: ClockRow): boolean => id === 'closing:held';

/** Of what the bot keeps, by when the customer last wrote: their window is about to end. In one window that is said once, however often it is kept. */
function keptUntil(clocks: readonly ClockRow[], message: Message, lastInboundAt: number, endsAt: number): Change {
  const subject = String(lastInboundAt);
  const fresh = started(message, { id: 'closing:held', kind: 'closing', subject, startedAt: lastInboundAt, dueAt: endsAt - CLOSING_MS });
  const known = clocks.find((clock) => isOfHeld(clock) && clock.startedAt === lastInboundAt);
  return { clocks: [known ? { ...known, endedAt: undefined } : fresh], facts: [] };
}

function windowOpened(clocks: readonly ClockRow[], message: Message<'WindowOpened'>, policies: Policies): Change {
  const { lastInboundAt, endsAt, noted, wroteAt: late } = message.data;
  if (late > 0) return both(writtenBefore(clocks, late), customerWrote(clocks, message, late, policies));
  const earlier = running(clocks, 'window').filter(({ startedAt }) => startedAt !== lastInboundAt);
  const subject = noted ? String(wroteAt(earlier[0])) : '';
  const window = started(message, { id: `window:${lastInboundAt}`, kind: 'window', subject, startedAt: lastInboundAt, dueAt: endsAt });
  const [resolution] = running(clocks, 'resolution');
  const opened = { clocks: [...ended(earlier, message.envelope.decidedAt), window], facts: [] };
  return both(
    opened,
    resolution ? unheard(message, resolution, lastInboundAt, endsAt) : nothing,
    running(clocks, 'held').length > 0 ? keptUntil(clocks, message, lastInboundAt, endsAt) : nothing,
    noted ? nothing : customerWrote(clocks, message, lastInboundAt, policies),
  );
}

/** The window was opened by what waits for no answer, and this was read after it. */
function writtenBefore(clocks: readonly ClockRow[], at: number): Change {
  const [window] = running(clocks, 'window');
  return window && window.subject !== '' && wroteAt(window) < at ? { clocks: [{ ...window, subject: String(at) }], facts: [] } : nothing;
}

/** Clocks after a change; a later entry of the same id replaces an earlier one. */
export const applied = (clocks: readonly ClockRow[], change: Change): ClockRow[] => [
  ...new Map([...clocks, ...change.clocks].map((clock) => [clock.id, clock])).values(),
];
