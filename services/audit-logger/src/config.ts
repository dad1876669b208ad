import { serviceTokenConfig } from '@frontdesk/runtime';
import { z } from 'zod';

/** Topics keep three days and dead letters thirty: what comes again from there finds its row. */
const leastDays = 31;

export const config = z.object({
  ...serviceTokenConfig.shape,
  /** decisions, from when they were made: 24 months */
  DECISIONS_KEEP_DAYS: z.coerce
    .number({ error: 'expected a number of days, 31 to 3653' })
    .int('expected whole days')
    .min(leastDays, 'expected 31 days or more')
    .max(3653, 'expected 3653 days or less')
    .default(731),
});
export type AuditConfig = z.output<typeof config>;
