import { compareQueued } from '@frontdesk/sla';
import type { Thread, Ticket } from './desk.ts';

export interface Queued {
  readonly ticket: Ticket;
  readonly thread: Thread;
}

/** The order in which the queue is shown, and offered: who asked overnight is due with all the others, and then the first comes first. */
export function mostUrgentFirst<T extends Queued>(queued: readonly T[], now: number): T[] {
  const order = compareQueued(now);
  const urgency = ({ ticket, thread }: Queued) => ({ ...ticket, windowEndsAt: thread.windowEndsAt });
  return queued.toSorted((a, b) => order(urgency(a), urgency(b)) || a.ticket.number - b.ticket.number);
}
