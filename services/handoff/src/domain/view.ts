import { priorityScore } from '@frontdesk/sla';
import { leaving } from './absence.ts';
import type { Standing, Terms } from './absence.ts';
import { isOwed, isQueued, ticketNumber } from './desk.ts';
import type { Ticket } from './desk.ts';
import { mostUrgentFirst } from './queue.ts';
import type { Queued } from './queue.ts';

export interface Looking {
  readonly me: string;
  readonly now: number;
  readonly nameOf: (agentId: string) => string;
  /** what somebody set of themselves, and for how long it leaves them a case in which they owe an answer */
  readonly standing: (agentId: string) => Standing;
  readonly terms: Terms;
}

interface Seen extends Queued {
  readonly revision: number;
}

export type TicketView = ReturnType<typeof ticketView>;

/** told to policy, and the queue's once it agrees */
const unsettled: readonly Ticket['status'][] = ['requested', 'returning'];

/** A ticket as `docs/console-api.md` shapes it. */
export function ticketView({ ticket, thread, revision }: Seen, { me, now, nameOf, standing, terms }: Looking) {
  const waits = ticket.unansweredSince > 0;
  const leaves = ticket.status === 'held' && isOwed(ticket) ? leaving(ticket, standing(ticket.assignee), terms) : undefined;
  const person = (id: string): { id: string; name: string } | null => (id === '' ? null : { id, name: nameOf(id) });
  return {
    id: ticket.id,
    number: ticketNumber(ticket.number),
    conversation_id: ticket.conversationId,
    case: ticket.caseNo,
    state: unsettled.includes(ticket.status) ? 'waiting' : ticket.status,
    yours: ticket.status === 'held' && ticket.assignee === me,
    offered_to_you: ticket.offeredTo === me,
    offer_expires_at: ticket.offerExpiresAt || null,
    assignee: person(ticket.assignee),
    // when the owner loses it, if nothing is heard of them
    leaves: leaves ? { at: leaves.at, why: leaves.reason } : null,
    mode: ticket.mode,
    reason: ticket.reason,
    tier: ticket.tier,
    topic: ticket.topic,
    sentiment: ticket.sentiment,
    intent: ticket.intent,
    locale: ticket.locale,
    priority: ticket.priority,
    score: priorityScore(ticket, ticket.dueAt - now, ticket.promiseMs),
    due_at: ticket.dueAt,
    at_risk: ticket.atRisk && waits,
    warned: waits && ticket.warnedOf === ticket.dueAt ? ticket.warned : 0,
    breached: ticket.breached,
    answered: ticket.answered && !waits,
    opened_at: ticket.openedAt,
    waiting_since: ticket.waitingSince,
    window_ends_at: thread.windowEndsAt || null,
    escalated: ticket.escalated,
    summary: ticket.packet.summary?.redacted ?? '',
    helpdesk_key: ticket.helpdeskKey || null,
    unknown_sends: ticket.unknown.length,
    revision,
  };
}

const inQueue = (status: Ticket['status']): boolean => isQueued(status) || status === 'returning';

/** The queue in order of urgency, what is mine, and what colleagues hold. */
export function queueView(
  seen: readonly Seen[],
  looking: Looking,
): { now: number; queue: TicketView[]; mine: TicketView[]; others: TicketView[] } {
  const sorted = mostUrgentFirst(seen, looking.now);
  const view = (wanted: (ticket: Ticket) => boolean): TicketView[] =>
    sorted.filter(({ ticket }) => wanted(ticket)).map((one) => ticketView(one, looking));
  return {
    now: looking.now,
    queue: view(({ status }) => inQueue(status)),
    mine: view(({ status, assignee }) => !inQueue(status) && assignee === looking.me),
    others: view(({ status, assignee }) => !inQueue(status) && assignee !== looking.me),
  };
}
