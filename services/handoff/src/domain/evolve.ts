import { create } from '@bufbuild/protobuf';
import { PacketSchema } from '@frontdesk/contracts';
import type { Data, Decision } from '@frontdesk/contracts';
import { proofAsked } from './asked-proof.ts';
import type { Desk, Reason, Thread, Ticket } from './desk.ts';
import type { Output } from './draft.ts';

const noOffer = { offerId: '', offeredTo: '', offerExpiresAt: 0 } as const;

function opened(thread: Thread, data: Data<'HandoffOpened'>, { decidedAt = 0, fence }: Decision, openedBy: string): Ticket {
  return {
    id: data.ticketId,
    number: Number(data.ticketNumber.slice(2)),
    conversationId: thread.conversationId,
    caseNo: thread.caseNo,
    status: 'requested',
    assignee: '',
    ...noOffer,
    token: data.packet!.transcriptUrl.split('/').at(-1)!,
    helpdeskKey: data.helpdeskKey,
    openedAt: decidedAt,
    dueAt: data.dueAt,
    packet: data.packet!,
    mode: data.mode === 'cold' ? 'cold' : 'warm',
    reason: data.reason as Reason,
    intent: data.packet!.intent,
    priority: data.priority,
    waitingSince: data.waitingSince,
    promiseMs: 0,
    policyVersion: data.policyVersion,
    acceptanceDueAt: data.acceptanceDueAt,
    lapsed: [],
    handedTo: '',
    returnedAt: 0,
    announcementId: '',
    acknowledgementId: data.acknowledgementId,
    packetComplete: true,
    openedFor: '',
    requestedBy: openedBy,
    escalated: false,
    atRisk: false,
    warned: 0,
    warnedOf: 0,
    breached: false,
    breaches: [],
    unansweredSince: data.waitingSince,
    wroteAt: data.waitingSince,
    heardAt: 0,
    answering: '',
    saidAt: 0,
    holding: [],
    answeredAt: 0,
    answered: false,
    openedEpoch: fence?.epoch ?? thread.ownerEpoch,
    epoch: 0,
    unknown: [],
    rating: 0,
    proof: null,
    tier: data.tier,
    topic: data.topic,
    sentiment: thread.sentiment,
    locale: thread.locale,
  };
}

/** What our own facts do to thread and ticket. */
export function evolve({ thread, ticket }: Desk, { type, data, decision }: Output): Desk {
  if (type === 'HandoffOpened') {
    const by = data.reason === 'LEAD' ? (decision.actor?.id ?? '') : '';
    return {
      thread: { ...thread, optInAsked: thread.optInAsked || data.asksOptIn },
      ticket: opened(thread, data, decision, by),
    };
  }
  if (!ticket || !('ticketId' in data) || data.ticketId !== ticket.id) return { thread, ticket };
  return { thread: after(thread, type, ticket), ticket: { ...ticket, ...change(ticket, { type, data, decision } as Output) } };
}

const after = (thread: Thread, type: Output['type'], ticket: Ticket): Thread =>
  type === 'CaseResolved' ? { ...thread, lastAgent: ticket.assignee } : thread;

function change(ticket: Ticket, { type, data, decision }: Output): Partial<Ticket> {
  const heardAt = decision.decidedAt ?? ticket.heardAt;
  switch (type) {
    case 'PacketCompleted':
      return { packet: data.packet!, packetComplete: true };
    case 'PromiseShortened': {
      const { tier, topic, priority, dueAt } = data;
      const warnedOf = ticket.warnedOf === ticket.dueAt ? dueAt : ticket.warnedOf;
      return { tier, topic, priority, dueAt, warnedOf, packet: create(PacketSchema, { ...ticket.packet, priority, slaDueAt: dueAt }) };
    }
    case 'CaseOffered':
      return { status: 'offered', offerId: data.offerId, offeredTo: data.agentId, offerExpiresAt: data.expiresAt, handedTo: '' };
    case 'OfferLapsed':
      return { status: 'waiting', ...noOffer, lapsed: [...ticket.lapsed, data.agentId] };
    case 'HandoffAccepted':
      return { status: 'accepting', assignee: data.agentId, ...noOffer, announcementId: data.announcementId, epoch: 0 };
    case 'CaseReturned':
      return {
        status: 'returning',
        lapsed: [...ticket.lapsed.filter((id) => id !== data.toAgentId), data.agentId],
        handedTo: data.toAgentId ?? '',
        returnedAt: decision.decidedAt ?? 0,
        escalated: false,
        acceptanceDueAt: data.acceptanceDueAt,
        announcementId: data.wordId,
      };
    case 'AgentMessageWritten':
      return {
        heardAt,
        ...proofAsked(data),
        ...(data.holding ? { holding: [...ticket.holding, data.draftId] } : { answering: data.draftId, saidAt: heardAt }),
      };
    case 'TakeoverDone':
      return { status: 'held', heardAt, answering: '', unknown: data.unknown };
    case 'HandedBack':
      return { status: 'handing_back', heardAt, announcementId: data.announcementId };
    case 'CaseResolved':
      return { status: 'resolving', heardAt, announcementId: data.ratingRequestId };
    case 'CaseRated':
      return { rating: data.rating };
    case 'HandoffWithdrawn':
      return { status: 'withdrawn', ...noOffer };
    case 'TicketEscalated':
      return { escalated: true, priority: Math.max(1, ticket.priority - 1) };
    default:
      return {};
  }
}
