import { kept } from '@frontdesk/runtime';
import { z } from 'zod';

export const config = z.object({
  COMMERCE_URL: z.url({ protocol: /^https?$/, error: 'expected the http base address of the shop' }).default('http://127.0.0.1:3000/shop'),
  COMMERCE_TOKEN: z.string().optional(),
  // none: nobody is offered a code
  NOTIFY_URL: z.url({ protocol: /^https?$/, error: 'expected the http base address of what sends e-mails' }).optional(),
  NOTIFY_TOKEN: z.string().optional(),
  /** challenges and attempts, from the last attempt; tiers, from when the shop was asked. Limits count over a day */
  PROOFS_KEEP_HOURS: kept('hours', 24, 168).default(24),
});
export type AuthConfig = z.output<typeof config>;
