import type { Ticket } from './desk.ts';
import type { Draft } from './draft.ts';

/**
 * The ticket was not admitted, or its case is over. It is said in words even if that follows from something else: who counts the ticket's time may read of
 * what ended it before it reads of the ticket.
 */
export function withdraw(draft: Draft, { id: ticketId }: Ticket, reason: string): void {
  draft.emit('HandoffWithdrawn', { ticketId, reason }, { reasons: [reason] });
}
