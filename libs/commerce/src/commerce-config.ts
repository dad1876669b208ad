import { z } from 'zod';

/** How the shop is reached. */
export const commerceConfig = z.object({
  COMMERCE_URL: z.url({ protocol: /^https?$/, error: 'expected the http base address of the shop' }).default('http://127.0.0.1:3000/shop'),
  COMMERCE_TOKEN: z.string().optional(),
});

/** Whether it takes changes (docs/shop.md). */
export const commerceChangesConfig = commerceConfig.extend({
  COMMERCE_CHANGES: z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default('false')
    .transform((value) => value === 'true'),
});
