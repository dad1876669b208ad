import type { Message } from '@frontdesk/contracts';
import { ticketNumber } from './desk.ts';
import type { Desk, Ticket } from './desk.ts';
import { Draft } from './draft.ts';
import type { AvailableAgent, Context, Output } from './draft.ts';
import type { Followed } from './follow.ts';
import { expected } from './open.ts';
import { missing } from './packet.ts';
import { mostUrgentFirst } from './queue.ts';
import type { Queued } from './queue.ts';
import { escalated } from './words.ts';

/** how long a case is one person's to take */
const OFFER_MS = 120_000;
/** who resolved the case before is asked first, for this long */
const SAME_PERSON_MS = 48 * 3_600_000;

function chosen(draft: Draft, { lapsed, handedTo }: Ticket): AvailableAgent | undefined {
  const { lastAgent, lastResolvedAt } = draft.thread;
  const { agents, now } = draft.context;
  const free = agents.filter(({ id }) => !lapsed.includes(id)).toSorted((a, b) => a.held - b.held);
  const named = free.find(({ id }) => id === handedTo);
  return named ?? free.find(({ id }) => id === lastAgent && now - lastResolvedAt < SAME_PERSON_MS) ?? free[0];
}

/** The same people after what was decided of another case of the batch. */
export const afterOffers = (agents: readonly AvailableAgent[], facts: readonly Output[]): AvailableAgent[] =>
  agents.map((agent) => {
    const more = facts.filter((one) => one.type === 'CaseOffered' && one.data.agentId === agent.id);
    return { ...agent, held: agent.held + more.length, seats: agent.seats - more.length };
  });

/** Nobody is invited before the packet is whole, nor to what a lead has asked for and may have now. */
const invites = ({ status, packet, packetComplete, reason, lapsed }: Ticket): boolean =>
  status === 'waiting' && packetComplete && missing(packet).length === 0 && (reason !== 'LEAD' || lapsed.length > 0);

/** What waits that there is a seat for, most urgent first. Whoever let a case lapse is not asked again. */
export function toOffer(waiting: readonly Queued[], agents: readonly AvailableAgent[], now: number): Ticket[] {
  const free = new Map(agents.map(({ id, seats }) => [id, seats]));
  const tickets = mostUrgentFirst(waiting, now).map(({ ticket }) => ticket);
  return tickets.filter(invites).filter(({ lapsed }) => {
    const [agentId, left = 0] = [...free].find(([id, seatsLeft]) => seatsLeft > 0 && !lapsed.includes(id)) ?? [];
    if (agentId !== undefined) free.set(agentId, left - 1);
    return agentId !== undefined;
  });
}

export const hasSeat = ({ seats }: AvailableAgent): boolean => seats > 0;

/** What waits is brought to nobody beyond their limit, invitations counted: it waits where everybody can take it. */
export function offerAgain(desk: Desk, context: Context): Followed {
  const draft = new Draft(desk, { ...context, agents: context.agents.filter(hasSeat) });
  offer(draft);
  return { desk: draft.desk, facts: draft.facts };
}

/** Invites one person. Who nobody is invited to can be taken by anybody. */
export function offer(draft: Draft): void {
  const { open, context } = draft;
  const agent = open && invites(open) ? chosen(draft, open) : undefined;
  if (!open || !agent) return;
  const expiresAt = context.now + OFFER_MS;
  draft.emit('CaseOffered', { ticketId: open.id, offerId: context.id('offer'), agentId: agent.id, expiresAt });
}

export function packetCompleted(draft: Draft): void {
  const { open, thread } = draft;
  if (!open || open.packetComplete) return;
  const { customer, evidence, orderNumbers, identity, attachments } = thread.packet;
  draft.emit('PacketCompleted', {
    ticketId: open.id,
    packet: { ...open.packet, evidence, orderNumbers, attachments, ...(customer ? { customer } : {}), ...(identity ? { identity } : {}) },
  });
  offer(draft);
}

export function acceptanceDue(draft: Draft, { data }: Message<'AcceptanceDue'>): void {
  const { open, context } = draft;
  if (!open || open.id !== data.ticketId) return;
  if (data.offerId !== '') {
    if (open.status !== 'offered' || open.offerId !== data.offerId) return;
    draft.emit('OfferLapsed', { ticketId: open.id, offerId: open.offerId, agentId: open.offeredTo });
    offer(draft);
    return;
  }
  if (open.escalated || (open.status !== 'waiting' && open.status !== 'offered')) return;
  const reason = 'UNCLAIMED';
  // who waits for nothing is told nothing: a colleague has handed over what was answered
  const word = open.unansweredSince > 0 ? { word: escalated(expected(draft, open), ticketNumber(open.number)) } : {};
  draft.emit('TicketEscalated', { ticketId: open.id, reason, ...word, wordId: context.id('escalated') }, { reasons: [reason] });
}
