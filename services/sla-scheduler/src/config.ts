import { slaPolicy } from '@frontdesk/sla';
import { z } from 'zod';

export const config = z.object({
  SUPPORT_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'expected an http address' }).optional(),
  SLA_POLICY: slaPolicy,
});
