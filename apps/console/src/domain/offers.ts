import type { Ticket } from '../api/types.ts';

/** Cases that are offered to this person and were not a look ago. */
export const newOffers = (known: ReadonlySet<string>, tickets: readonly Ticket[]): Ticket[] =>
  tickets.filter((ticket) => ticket.offered_to_you && !known.has(offerKey(ticket)));

/** The same case offered again later is another offer. */
export const offerKey = (ticket: Pick<Ticket, 'id' | 'offer_expires_at'>): string => `${ticket.id}@${ticket.offer_expires_at ?? 0}`;
