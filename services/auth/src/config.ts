import { commerceChangesConfig } from '@frontdesk/commerce';
import { kept } from '@frontdesk/runtime';
import { z } from 'zod';

const variables = z.object({
  ...commerceChangesConfig.shape,
  // none: nobody is offered a code
  NOTIFY_URL: z.url({ protocol: /^https?$/, error: 'expected the http base address of what sends e-mails' }).optional(),
  NOTIFY_TOKEN: z.string().optional(),
  // customers reach the page of a mail's link there, under /confirm
  CONFIRM_URL: z.url({ protocol: /^https?$/, error: 'expected the http address under which customers reach us' }).optional(),
  /** challenges and attempts, from the last attempt; codes, from when they were asked for; tiers, from when the shop was asked. Limits count over a day */
  PROOFS_KEEP_HOURS: kept('hours', 24, 168).default(24),
});
export const config = variables
  .refine(({ NOTIFY_URL, CONFIRM_URL }) => NOTIFY_URL === undefined || CONFIRM_URL !== undefined, {
    path: ['CONFIRM_URL'],
    error: 'expected, with NOTIFY_URL, the http address under which customers reach us',
  })
  .refine(({ COMMERCE_CHANGES, NOTIFY_URL }) => !COMMERCE_CHANGES || NOTIFY_URL !== undefined, {
    path: ['NOTIFY_URL'],
    error: 'expected, with COMMERCE_CHANGES, what sends e-mails: an order is changed for who typed a code alone',
  });
export type AuthConfig = z.output<typeof config>;
