import type { Message } from '@frontdesk/contracts';
import { ticketNumber } from './desk.ts';
import type { Ticket } from './desk.ts';
import type { AvailableAgent, Draft, Output } from './draft.ts';
import { expected } from './open.ts';
import { missing } from './packet.ts';
import { escalated } from './words.ts';

/** how long a case is one person's to take */
const OFFER_MS = 120_000;
/** who resolved the case before is asked first, for this long */
const SAME_PERSON_MS = 48 * 3_600_000;

function chosen(draft: Draft, { lapsed }: Ticket): AvailableAgent | undefined {
  const { lastAgent, lastResolvedAt } = draft.thread;
  const { agents, now } = draft.context;
  const free = agents.filter(({ id }) => !lapsed.includes(id)).toSorted((a, b) => a.held - b.held);
  return free.find(({ id }) => id === lastAgent && now - lastResolvedAt < SAME_PERSON_MS) ?? free[0];
}

/** The same people after what was decided of another case of the batch. */
export const afterOffers = (agents: readonly AvailableAgent[], facts: readonly Output[]): AvailableAgent[] =>
  agents.map((agent) => {
    const more = facts.filter((one) => one.type === 'CaseOffered' && one.data.agentId === agent.id);
    return { ...agent, held: agent.held + more.length };
  });

/** Invites one person, once the packet is whole. Who nobody is invited to can be taken by anybody. */
export function offer(draft: Draft): void {
  const { open, context } = draft;
  if (open?.status !== 'waiting' || !open.packetComplete || (open.reason === 'LEAD' && open.lapsed.length === 0)) return;
  const lacking = missing(open.packet);
  const agent = lacking.length === 0 ? chosen(draft, open) : undefined;
  if (!agent) return;
  const expiresAt = context.now + OFFER_MS;
  draft.emit('CaseOffered', { ticketId: open.id, offerId: context.id('offer'), agentId: agent.id, expiresAt });
}

export function packetCompleted(draft: Draft): void {
  const { open, thread } = draft;
  if (!open || open.packetComplete) return;
  const { evidence, orderNumbers, identity, attachments } = thread.packet;
  draft.emit('PacketCompleted', {
    ticketId: open.id,
    packet: { ...open.packet, evidence, orderNumbers, attachments, ...(identity ? { identity } : {}) },
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
  const word = escalated(expected(draft, open), ticketNumber(open.number));
  draft.emit('TicketEscalated', { ticketId: open.id, reason, word, wordId: context.id('escalated') }, { reasons: [reason] });
}
