import type { Data, Message, MessageType, OpenMessage } from '@frontdesk/contracts';
import { dueAt, openMsBetween, promised } from '@frontdesk/sla';
import { askingRefused, proofSeen } from './asked-proof.ts';
import { openTicket, reasons } from './desk.ts';
import type { Desk, Reason, Ticket } from './desk.ts';
import { Draft } from './draft.ts';
import type { Context, Output } from './draft.ts';
import { learn, withoutProof } from './learn.ts';
import { acceptanceDue, packetCompleted } from './offer.ts';
import { request } from './open.ts';
import type { Request } from './open.ts';
import { learntLater } from './promise.ts';
import { markOf } from './sent.ts';
import { ownerChanged, refused, takeoverDone } from './takeover.ts';
import type { Person } from './takeover.ts';
import { withdraw } from './withdraw.ts';

/** Nothing that a desk, a draft or a notice shows follows from these. */
export const ignored = [
  'TurnOpened',
  'CaseOpened',
  'CaseUpdated',
  'WindowExpired',
  'ContactFlagged',
  'QuestionHeld',
  'QuestionReleased',
  'SendAccepted',
  'SendArrived',
  'MessageGathered',
  'QuietPeriodEnded',
  'WindowClosing',
] as const satisfies readonly MessageType[];

export interface Followed {
  readonly desk: Desk;
  readonly facts: readonly Output[];
}

const reasonOf = (text: string): Reason => reasons.find((reason) => reason === text) ?? 'LOW_CONFIDENCE';
function oldest(open: readonly OpenMessage[] = []): number {
  const known = open.map(({ sentAt }) => sentAt).filter((at) => at > 0);
  return known.length === 0 ? 0 : Math.min(...known);
}

/** The case that a message is about, which may be another than the desk is in: topics have no order among them. */
const caseOf = ({ thread }: Desk, { envelope }: Message): number => envelope.fence?.case ?? thread.caseNo;

/** Whether the message may open a ticket, so that the shell has a number at hand. */
export const mayOpen = (desk: Desk, message: Message): boolean => !openTicket(desk, caseOf(desk, message)) && asksForPeople(message);

/** Whether what it does may depend on who is there: of a conversation that nobody asked people for it does not. */
export const concernsPeople = (desk: Desk, message: Message): boolean => desk.ticket !== undefined || asksForPeople(message);

const asksForPeople = (message: Message): boolean =>
  (message.type === 'Routed' && message.data.next === 'handoff') ||
  (message.type === 'Grounded' && message.data.routed?.next === 'handoff') ||
  (message.type === 'ReplyProposed' && message.data.handoffReason !== '') ||
  message.type === 'TurnOverdue';

/**
 * What a message does to a conversation's desk, and what is said.
 * @param people everybody who may sign in, for a lead who asked to take over
 */
export function follow(before: Desk, message: Message, context: Context, people: readonly Person[]): Followed {
  const thread = learn(before.thread, message);
  const draft = new Draft({ ...before, thread }, context, caseOf(before, message));
  unsaid(draft, message);
  decide(draft, message, people);
  learntLater(draft);
  if (draft.open && !draft.open.packet.customer && thread.packet.customer) packetCompleted(draft);
  return { desk: draft.desk, facts: draft.facts };
}

const unanswered = ({ thread }: Draft, reason: Reason, messageIds: readonly string[]): Request => ({
  reason,
  waitingSince: thread.oldestOpenAt,
  messageId: messageIds.at(-1) ?? '',
  gathering: false,
});

function decide(draft: Draft, message: Message, people: readonly Person[]): void {
  const about = message.envelope.fence ? { fence: message.envelope.fence } : {};
  switch (message.type) {
    case 'Routed':
    case 'Grounded': {
      const routed = message.type === 'Routed' ? message.data : message.data.routed;
      if (message.type === 'Routed') proofSeen(draft, message);
      if (routed?.next !== 'handoff') return;
      // only of what is the bot's
      const gathering = message.type === 'Routed' && routed.turn?.owner === 'bot' && !routed.turn.botOff;
      const reason = reasonOf(routed.handoffReason);
      const asked = {
        reason,
        waitingSince: oldest(routed.turn?.open),
        messageId: routed.messageId,
        gathering,
        toQueue: routed.turn?.owner === 'queue',
      };
      // The evidence may be read before the request that it is for: then it opens the ticket, which is whole at once.
      if (message.type === 'Routed' || !draft.open) request(draft, asked, about);
      else packetCompleted(draft);
      return;
    }
    case 'ReplyProposed':
      if (message.data.handoffReason !== '')
        request(draft, unanswered(draft, reasonOf(message.data.handoffReason), message.data.answers), about);
      return;
    case 'TurnOverdue': {
      const { open, waitingSince } = message.data;
      const silence = unanswered(draft, 'SILENCE', open);
      return request(draft, { ...silence, waitingSince: waitingSince || silence.waitingSince }, about);
    }
    case 'OwnerChanged':
      return ownerChanged(draft, message, people);
    case 'ProofVoided':
      return draft.open && draft.settle({ packet: withoutProof(draft.open.packet), proof: null });
    case 'FenceReached':
      return takeoverDone(draft);
    case 'VerdictGiven':
      askingRefused(draft, message);
      return refused(draft, message);
    case 'AcceptanceDue':
      return acceptanceDue(draft, message);
    case 'CaseClosed':
      return caseClosed(draft, message);
    case 'MessageNoted':
      return rated(draft, message);
    case 'MessageAdmitted':
      return customerWrote(draft, message);
    case 'MessageSent':
      return message.data.speaker === 'agent' ? answered(draft, message) : undefined;
    case 'SlaWarned':
      return ofTicket(draft, message.data.ticketId, (ticket) => warned(draft, ticket, message.data));
    case 'SlaAtRisk':
      return ofTicket(draft, message.data.ticketId, () => draft.settle({ atRisk: true }));
    case 'SlaBreached':
      // that nobody took it in time broke nothing that the customer was promised; everybody is told of it by `AcceptanceDue`
      if (message.data.clock === 'acceptance') return;
      return ofTicket(draft, message.data.ticketId, ({ breaches }) =>
        draft.settle({ breached: true, breaches: [...breaches, instanceOf(message.data)] }),
      );
    case 'SlaMet':
      return ofTicket(draft, message.data.ticketId, (ticket) => promiseKept(draft, ticket, message.data));
    default:
      return undefined;
  }
}

/** The answer that was on its way does not arrive, or nobody knows whether it does: it is owed again. */
function unsaid(draft: Draft, message: Message): void {
  const mark = draft.open && draft.open.answering !== '' ? markOf(message) : undefined;
  if (mark?.draftId === draft.open?.answering && mark && ['refused', 'failed', 'unconfirmed'].includes(mark.status))
    draft.settle({ answering: '' });
}

function ofTicket({ desk: { ticket } }: Draft, ticketId: string, change: (ticket: Ticket) => void): void {
  if (ticket?.id === ticketId) change(ticket);
}

/** Clocks of an answer. A case takes as long as it takes. */
export const isOfAnswer = (clock: string): boolean => clock === 'human_first_response' || clock === 'next_response';

function warned(draft: Draft, { warned: before, warnedOf }: Ticket, { clock, percent, dueAt: due }: Data<'SlaWarned'>): void {
  if (isOfAnswer(clock)) draft.settle({ warned: warnedOf === due ? Math.max(before, percent) : percent, warnedOf: due });
}

const instanceOf = ({ clockId, dueAt }: Pick<Data<'SlaMet'>, 'clockId' | 'dueAt'>): string => `${clockId} ${dueAt}`;

/** An acceptance is no answer. What was taken for broken, and was not, is no breach any longer. */
function promiseKept(draft: Draft, ticket: Ticket, data: Data<'SlaMet'>): void {
  if (data.clock !== 'acceptance') draft.settle({ atRisk: false });
  if (!data.withdraws) return;
  const breaches = ticket.breaches.filter((one) => one !== instanceOf(data));
  draft.settle({ breaches, breached: breaches.length > 0 });
}

function caseClosed(draft: Draft, { data: { reason, closedAt } }: Message<'CaseClosed'>): void {
  if (draft.open?.status === 'resolving' && reason === 'resolved') draft.settle({ status: 'resolved' });
  else if (draft.open) withdraw(draft, draft.open, 'CASE_CLOSED');
  if (reason === 'resolved') draft.know({ lastResolvedAt: closedAt });
}

/** To people: from here on somebody waits for their answer, unless it was sent after that and read before. */
function customerWrote(draft: Draft, { data, envelope }: Message<'MessageAdmitted'>): void {
  const since = data.message?.sentAt || envelope.decidedAt;
  if (!draft.open) return;
  const { unansweredSince, answered, answeredAt, wroteAt } = draft.open;
  const waits = answered ? waitingSince(draft, draft.open, since) : { unansweredSince: since };
  draft.settle({
    wroteAt: Math.max(since, wroteAt),
    ...(unansweredSince === 0 && since > answeredAt ? waits : {}),
  });
}

/** The next answer has a promise of its own, which sla-scheduler times. */
function waitingSince({ context: { policies } }: Draft, { tier, topic }: Ticket, since: number): Partial<Ticket> {
  const policy = policies.at(since);
  const due = dueAt(since, promised(policy, tier, topic).nextResponse, policy.calendar);
  return { unansweredSince: since, dueAt: due, promiseMs: openMsBetween(since, due, policy.calendar) };
}

/** An answer to what was written before it; a "one moment" is none, nor is what was written before this ticket. */
function answered(draft: Draft, { data: { subjectId, at, holding }, envelope: { fence } }: Message<'MessageSent'>): void {
  const { ticket } = draft.desk;
  const isLate = fence !== undefined && ticket !== undefined && (fence.case !== ticket.caseNo || fence.epoch <= ticket.openedEpoch);
  if (!ticket || isLate || holding || ticket.holding.includes(subjectId)) return;
  // what became of an earlier answer may be learnt after a later one was sent
  const last = Math.max(at, ticket.answeredAt);
  const waits = ticket.wroteAt > last ? waitingSince(draft, ticket, ticket.wroteAt) : { unansweredSince: 0 };
  draft.settle({ answered: true, atRisk: false, answeredAt: last, ...(last >= ticket.unansweredSince ? waits : {}) });
}

/** A rating belongs to the case that was closed, to who resolved it, and to the rules by which the bot had answered. */
function rated(draft: Draft, { data }: Message<'MessageNoted'>): void {
  const { ticket, thread } = draft.desk;
  if (data.notedAs !== 'rating' || (ticket?.status !== 'resolved' && ticket?.status !== 'resolving') || ticket.rating > 0) return;
  const botBundle = thread.caseNo === ticket.caseNo ? thread.botBundle : '';
  draft.emit('CaseRated', { ticketId: ticket.id, rating: data.rating, agentId: ticket.assignee, messageId: data.messageId, botBundle });
}
