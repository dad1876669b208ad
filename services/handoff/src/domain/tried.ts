import type { Desk, Reason, Thread } from './desk.ts';

/** What is known of a case in which something was tried. */
export interface Tried extends NonNullable<Thread['trial']> {
  /** after its answer the customer came to need people */
  readonly neededPeople: boolean;
}

/** Not what was so before the answer, or is our own doing: who is a VIP, the bot off, a lead who took over. */
const afterAnswers: ReadonlySet<Reason> = new Set(['ASKED', 'KEYWORD', 'LOW_CONFIDENCE', 'SILENCE']);

function triedIn({ thread: { trial, caseNo }, ticket }: Desk): Tried | undefined {
  if (!trial) return undefined;
  const isOf = ticket?.caseNo === caseNo && ticket.openedAt >= trial.answeredAt;
  return { ...trial, neededPeople: isOf && afterAnswers.has(ticket.reason) };
}

/** A case that has just been answered, or whose customer has come to need people. */
export interface News extends Tried {
  readonly isAnswered: boolean;
}

/** What desks on their way have shown that was not known of them before, each case once. */
export function newsOf(before: ReadonlyMap<string, Desk>, stages: readonly Desk[]): News[] {
  const known = new Map([...before.values()].flatMap((desk) => triedIn(desk) ?? []).map((one) => [one.id, one]));
  const seen = new Map<string, News>();
  for (const tried of stages.flatMap((desk) => triedIn(desk) ?? [])) {
    const earlier = seen.get(tried.id) ?? known.get(tried.id);
    if (earlier && (earlier.neededPeople || !tried.neededPeople)) continue;
    seen.set(tried.id, { ...tried, isAnswered: !known.has(tried.id) });
  }
  return [...seen.values()];
}
