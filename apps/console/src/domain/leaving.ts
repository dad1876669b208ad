import type { Ticket } from '../api/types.ts';

type Owned = Pick<Ticket, 'number' | 'due_at' | 'leaves'>;

const why: Record<'OFF' | 'AWAY' | 'LATE', string> = {
  OFF: 'Its owner is off, and its customer waits for an answer',
  AWAY: 'Its owner is away, and its customer waits for an answer',
  LATE: 'The promised time has passed without a word',
};

/** When a case goes back to the queue, and why, where that is to be seen coming: who is there has until some time after the promise. */
export function leaving({ leaves, due_at: dueAt }: Owned, now: number): { readonly at: number; readonly why: string } | undefined {
  if (!leaves || (leaves.why === 'LATE' && dueAt > now)) return undefined;
  return { at: leaves.at, why: why[leaves.why] ?? why.LATE };
}

/** What going off means for the cases in which an answer is owed; undefined: there are none. */
export function offWords(mine: readonly Owned[]): string | undefined {
  const owed = mine.filter(({ leaves }) => leaves).map(({ number }) => number);
  if (owed.length === 0) return undefined;
  const [wait, go] = owed.length === 1 ? ['waits', 'It goes'] : ['wait', 'They go'];
  return `${owed.join(', ')} ${wait} for your answer. ${go} back to the queue at once, for somebody else to take, and the customer is told.`;
}
