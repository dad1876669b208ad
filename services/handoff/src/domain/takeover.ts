import type { Decision, Message } from '@frontdesk/contracts';
import { hasEnded } from './desk.ts';
import type { Draft } from './draft.ts';
import { offer } from './offer.ts';
import { withdraw } from './withdraw.ts';
import { takenOver } from './words.ts';

export type Role = 'agent' | 'lead' | 'compliance' | 'admin';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** The gate's words for a change of owner that it refused; any other reason is about a text. */
const unmoved = ['STALE_EPOCH', 'CASE_CLOSED', 'ALREADY_WITH_PEOPLE', 'NOTHING_TO_RESOLVE', 'NOT_THEIRS'];

export function take(draft: Draft, { id, name }: Pick<Person, 'id' | 'name'>, about: Decision = {}): void {
  const { open, context } = draft;
  if (!open) return;
  const announcement = takenOver(open.locale, name, context.business.business);
  const announcementId = context.id('announcement');
  draft.emit('HandoffAccepted', { ticketId: open.id, agentId: id, agentName: name, announcement, announcementId }, about);
}

/** Policy's word on who owns the conversation now. */
export function ownerChanged(draft: Draft, { data }: Message<'OwnerChanged'>, people: readonly Pick<Person, 'id' | 'name'>[]): void {
  const { open } = draft;
  if (!open) return;
  if (data.to === 'phone') {
    // an earlier one is late: the phone had the conversation when the ticket was asked for
    if (data.epoch > open.openedEpoch) withdraw(draft, open, 'TAKEN_ON_PHONE');
    return;
  }
  if (data.ticketId !== open.id) return;
  if (data.to === 'queue' && open.status === 'requested') {
    draft.settle({ status: 'waiting' });
    const asker = people.find(({ id }) => id === open.requestedBy);
    if (asker) take(draft, asker, { actor: { $typeName: 'frontdesk.v1.Actor', kind: 'lead', id: asker.id } });
    else offer(draft);
  } else if (data.to === 'queue' && open.status === 'returning') {
    draft.settle({ status: 'waiting', assignee: '', announcementId: '', unknown: [] });
    offer(draft);
  } else if (data.to.startsWith('agent:') && open.status === 'accepting') {
    draft.settle({ epoch: data.epoch });
    takeoverDone(draft);
  } else if (data.to === 'bot') {
    const ended = ({ HandedBack: 'back', CaseResolved: 'resolved' } as const)[data.cause as 'HandedBack'];
    draft.settle({ status: ended ?? 'withdrawn' });
  }
}

/** FenceReached and OwnerChanged come on two topics, in either order; both are needed. */
export function takeoverDone(draft: Draft): void {
  const { open, thread } = draft;
  if (open?.status !== 'accepting' || open.epoch === 0 || thread.reachedEpoch < open.epoch) return;
  draft.emit('TakeoverDone', { ticketId: open.id, agentId: open.assignee, epoch: open.epoch, unknown: thread.reachedUnknown });
}

/** A change of owner that the gate refused is undone here, whichever case policy was in when it said so: the next one may have begun. */
export function refused(draft: Draft, { data }: Message<'VerdictGiven'>): void {
  const { ticket } = draft.desk;
  if (!ticket || hasEnded(ticket.status) || data.verdict !== 'REFUSE' || !unmoved.includes(data.reason)) return;
  if (data.subjectType === 'HandoffOpened' && ticket.status === 'requested' && data.subjectId === ticket.acknowledgementId) {
    withdraw(draft, ticket, data.reason);
  } else if (data.subjectId === ticket.announcementId && data.subjectType === 'HandoffAccepted' && ticket.status === 'accepting') {
    draft.settle({ status: 'waiting', assignee: '', announcementId: '' });
    offer(draft);
  } else if (data.subjectId === ticket.announcementId && ['handing_back', 'resolving', 'returning'].includes(ticket.status)) {
    draft.settle({ status: 'held', announcementId: '' });
  }
}
