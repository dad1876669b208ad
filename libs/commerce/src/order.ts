import { z } from 'zod';

/** null: the shop does not know it yet, or there is none; a member that is missing is not the shop's shape. */
const words = z
  .string()
  .nullable()
  .transform((text) => text ?? '');

/** An order as the shop's API shows it; members we do not use (notes, items, the total) are dropped when it is parsed. */
export const Order = z.object({
  number: z.string(),
  status: z.enum(['processing', 'shipped', 'out_for_delivery', 'delivered', 'delayed']),
  eta: z.iso
    .date()
    .nullable()
    .transform((day) => day ?? ''),
  carrier: z
    .object({ name: words, tracking_url: words })
    .nullable()
    .transform((carrier) => carrier ?? { name: '', tracking_url: '' }),
  ship_to: z
    .object({ postcode: words })
    .nullable()
    .transform((address) => address ?? { postcode: '' }),
  email: words,
  phone: words,
});
export type Order = z.output<typeof Order>;

export const Customer = z.object({ tier: z.enum(['retail', 'trade', 'vip']) });
export type Customer = z.output<typeof Customer>;
