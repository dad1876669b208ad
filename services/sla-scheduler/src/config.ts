import { slaPolicy } from '@frontdesk/sla';
import { z } from 'zod';

export const config = z.object({
  SUPPORT_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'expected an http address' }).optional(),
  SUPPORT_WEBHOOK_TOKEN: z.string().optional(),
  SUPPORT_INTERVAL_S: z.coerce
    .number({ error: 'expected seconds' })
    .min(1, 'expected seconds')
    .max(86_400, 'expected a day at most')
    .default(300),
  SLA_POLICY: slaPolicy,
});
