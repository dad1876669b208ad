import { dueAt, promised } from '@frontdesk/sla';
import { ticketNumber } from './desk.ts';
import type { Desk } from './desk.ts';
import { Draft } from './draft.ts';
import type { Context } from './draft.ts';
import type { Followed } from './follow.ts';
import { expected } from './open.ts';
import { returned } from './words.ts';

/** Who is not there any more, and how that is known. */
export interface Gone {
  readonly ticketId: string;
  readonly agentId: string;
  readonly reason: 'SIGNED_OUT' | 'SILENT';
}

/** A case whose owner is gone while the customer waits goes back to the queue at its old due time. Never to the bot. */
export function ownerGone(desk: Desk, { ticketId, agentId, reason }: Gone, context: Context): Followed {
  const draft = new Draft(desk, context);
  const { open } = draft;
  if (open?.id === ticketId && open.status === 'held' && open.assignee === agentId && open.unansweredSince > 0) {
    const { policy, now, id } = context;
    const word = returned(expected(draft, open), ticketNumber(open.number));
    const acceptanceDueAt = dueAt(now, promised(policy, open.tier, open.topic).acceptance, policy.calendar);
    draft.emit('CaseReturned', { ticketId, agentId, reason, word, wordId: id('returned'), acceptanceDueAt }, { reasons: [reason] });
  }
  return { desk: draft.desk, facts: draft.facts };
}
