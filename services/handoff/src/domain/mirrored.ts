import type { DeskTicket } from '@frontdesk/helpdesk';
import { hasEnded, isQueued, ticketNumber } from './desk.ts';
import type { Ticket } from './desk.ts';

type Told = Pick<Ticket, 'conversationId' | 'caseNo' | 'number' | 'status' | 'token' | 'topic' | 'tier' | 'priority' | 'dueAt'>;

/** A case as a help desk is told of it. A case that people get twice is one there. */
export const mirrored = (ticket: Told, publicUrl: string): DeskTicket => ({
  caseId: `${ticket.conversationId}.${ticket.caseNo}`,
  number: ticketNumber(ticket.number),
  url: `${publicUrl}/console/t/${ticket.token}`,
  status: hasEnded(ticket.status) ? 'closed' : isQueued(ticket.status) || ticket.status === 'returning' ? 'waiting' : 'open',
  topic: ticket.topic,
  tier: ticket.tier,
  priority: ticket.priority,
  dueAt: ticket.dueAt,
});

const endings: Partial<Record<Ticket['status'], string>> = {
  resolved: 'Resolved in Frontdesk.',
  back: 'Handed back to the bot.',
  withdrawn: 'Taken elsewhere: people do not have this case any more.',
};
/** How a case ended; undefined: it has not. */
export const ending = ({ status }: Pick<Ticket, 'status'>): string | undefined => endings[status];

/** How long a help desk is left alone that has failed so often in a row, ms. */
export const restMs = (tries: number): number => Math.min(300_000, 1_000 * 2 ** Math.min(tries, 10));
