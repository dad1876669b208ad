import { dueAt, openMsBetween, priorityClass, promised } from '@frontdesk/sla';
import type { Promised, SlaPolicy, Urgency } from '@frontdesk/sla';
import type { Ticket } from './desk.ts';
import type { Draft } from './draft.ts';

const promises = ['firstResponse', 'nextResponse', 'acceptance', 'resolution'] as const satisfies readonly (keyof Promised)[];

/** Something is promised earlier, or comes first in the queue. */
function isSooner(policy: SlaPolicy, one: Urgency, than: Urgency): boolean {
  const [now, before] = [promised(policy, one.tier, one.topic), promised(policy, than.tier, than.topic)];
  return promises.some((name) => now[name] < before[name]) || priorityClass(one) < priorityClass(than);
}

/**
 * Tier or topic were learnt after the ticket was opened: its promises are told anew from where each began, by the policy that it began by, may become
 * earlier, and never later. What was promised by a policy that nobody knows any more stands as it was given.
 */
export function learntLater(draft: Draft): void {
  const { open, thread, context } = draft;
  const policy = open && context.policies.of(open.policyVersion);
  if (!policy || thread.caseNo !== open.caseNo) return;
  const before = urgencyOf(open);
  const withTier = { ...before, tier: thread.tier || before.tier };
  const byTier = isSooner(policy, withTier, before) ? withTier : before;
  const withTopic = { ...byTier, topic: thread.topic || before.topic };
  const now = isSooner(policy, withTopic, byTier) ? withTopic : byTier;
  const { tier, topic } = now;
  if (tier === before.tier && topic === before.topic) return;
  const reasons = [...(tier === before.tier ? [] : ['TIER_LEARNT']), ...(topic === before.topic ? [] : ['TOPIC_LEARNT']), policy.version];
  const priority = Math.min(open.priority, priorityClass(now));
  const running = open.answered ? context.policies.at(since(open)) : policy;
  const due = soonest(open, now, running);
  draft.emit('PromiseShortened', { ticketId: open.id, tier, topic, priority, dueAt: due }, { reasons });
  if (due < open.dueAt) draft.settle({ promiseMs: openMsBetween(since(open), due, running.calendar) });
}

const urgencyOf = ({ tier, topic, sentiment }: Urgency): Urgency => ({ tier, topic, sentiment });

const since = ({ answered, waitingSince, unansweredSince }: Ticket): number => (answered ? unansweredSince : waitingSince);

/** Until when the answer that waits is promised; where none does, it stands. */
function soonest(open: Ticket, { tier, topic }: Urgency, policy: SlaPolicy): number {
  if (since(open) === 0) return open.dueAt;
  const promise = promised(policy, tier, topic);
  return Math.min(open.dueAt, dueAt(since(open), open.answered ? promise.nextResponse : promise.firstResponse, policy.calendar));
}
