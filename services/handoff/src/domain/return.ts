import type { Decision } from '@frontdesk/contracts';
import { dueAt, promised } from '@frontdesk/sla';
import { isOwed, ticketNumber } from './desk.ts';
import type { Desk, Ticket } from './desk.ts';
import { Draft } from './draft.ts';
import type { Context } from './draft.ts';
import type { Followed } from './follow.ts';
import { expected } from './open.ts';
import { returned } from './words.ts';

/** Who is not there any more, and how that is known: by their session, by their page, by what they set, or because the promise passed without a word. */
export interface Gone {
  readonly ticketId: string;
  readonly agentId: string;
  readonly reason: 'SIGNED_OUT' | 'SILENT' | 'OFF' | 'AWAY' | 'LATE';
  /** ms */
  readonly since: number;
}

/** A case whose owner is gone while the customer waits goes back to the queue at its old due time. Never to the bot. */
export function ownerGone(desk: Desk, gone: Gone, context: Context): Followed {
  const draft = new Draft(desk, context);
  const { open } = draft;
  const { ticketId, agentId, reason } = gone;
  const owes = open?.id === ticketId && open.status === 'held' && open.assignee === agentId && isOwed(open);
  if (owes && !isBack(open, gone)) giveUp(draft, open, { reason });
  return { desk: draft.desk, facts: draft.facts };
}

/** A word meanwhile says that they are there, and what is promised later is not late. That a session or a page has ended no word takes back. */
function isBack({ heardAt, dueAt }: Ticket, { reason, since }: Gone): boolean {
  if (reason === 'SIGNED_OUT' || reason === 'SILENT') return false;
  return heardAt > since || (reason === 'LATE' && dueAt > since);
}

/** The queue has it again; a customer who waits is told that somebody else takes over. @param to who is invited first */
export function giveUp(draft: Draft, ticket: Ticket, { reason, to = '' }: { reason: string; to?: string }, about: Decision = {}): void {
  const { policies, now, id } = draft.context;
  const policy = policies.at(now);
  const word = ticket.unansweredSince > 0 ? { word: returned(expected(draft, ticket), ticketNumber(ticket.number)) } : {};
  const acceptanceDueAt = dueAt(now, promised(policy, ticket.tier, ticket.topic).acceptance, policy.calendar);
  const had = { ticketId: ticket.id, agentId: ticket.assignee, reason, toAgentId: to };
  draft.emit('CaseReturned', { ...had, ...word, wordId: id('returned'), acceptanceDueAt }, { ...about, reasons: [reason] });
}
