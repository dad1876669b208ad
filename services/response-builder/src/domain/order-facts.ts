import { z } from 'zod';

/** What the order tool showed; carrier and link only when the WhatsApp number is the order's. */
export const OrderFacts = z.object({
  number: z.string(),
  status: z.enum(['processing', 'shipped', 'out_for_delivery', 'delivered', 'delayed']),
  eta: z.iso.date(),
  carrier: z.string().optional(),
  trackingUrl: z.url().optional(),
});
export type OrderFacts = z.output<typeof OrderFacts>;
