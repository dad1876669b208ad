import { whatsappRates } from '@frontdesk/business';
import { kept, leastDays, serviceTokenConfig, textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';

export const config = z
  .object({
    ...serviceTokenConfig.shape,
    ...textsConfig.shape,
    /** decisions, from when they were made: 24 months */
    DECISIONS_KEEP_DAYS: kept('days', leastDays, 3653).default(731),
    WHATSAPP_RATES: whatsappRates,
  })
  .refine(({ TEXTS_KEEP_DAYS: texts, DECISIONS_KEEP_DAYS: decisions }) => !(texts > decisions), {
    path: ['TEXTS_KEEP_DAYS'],
    error: 'expected no more than DECISIONS_KEEP_DAYS: a decision says when a case closed',
    when: () => true,
  });
export type AuditConfig = z.output<typeof config>;
