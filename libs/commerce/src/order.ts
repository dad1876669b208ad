import { z } from 'zod';

/** An order as the shop's API shows it; members we do not use (notes, prices of lines) are dropped when it is parsed. */
export const Order = z.object({
  number: z.string(),
  status: z.enum(['processing', 'shipped', 'out_for_delivery', 'delivered', 'delayed']),
  placed_at: z.string(),
  eta: z.iso.date(),
  items: z.array(z.object({ name: z.string(), quantity: z.number() })),
  total: z.object({ amount_cents: z.number(), currency: z.string() }),
  carrier: z.object({ name: z.string(), tracking_url: z.string() }),
  ship_to: z.object({ name: z.string(), postcode: z.string(), city: z.string() }),
  customer_id: z.string(),
  email: z.string(),
  phone: z.string(),
});
export type Order = z.output<typeof Order>;

export const Customer = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  tier: z.enum(['retail', 'trade', 'vip']),
  orders: z.array(z.string()),
});
export type Customer = z.output<typeof Customer>;
