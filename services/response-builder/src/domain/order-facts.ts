import { z } from 'zod';

/** What the order tool showed; carrier and link only when the WhatsApp number is the order's, or more than the order was proved. */
export const OrderFacts = z.object({
  number: z.string(),
  status: z.enum(['processing', 'shipped', 'out_for_delivery', 'delivered', 'delayed']),
  // absent: the shop does not know it yet
  eta: z.iso.date().optional(),
  carrier: z.string().optional(),
  // a shop may have written something else there before rag-tools looked at it
  trackingUrl: z
    .url({ protocol: /^https$/ })
    .optional()
    .catch(undefined),
  withheld: z.boolean().optional(),
});
export type OrderFacts = z.output<typeof OrderFacts>;

export const withoutLink = ({ carrier: _carrier, trackingUrl: _link, ...order }: OrderFacts): OrderFacts => order;
