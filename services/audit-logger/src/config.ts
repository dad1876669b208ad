import { serviceTokenConfig } from '@frontdesk/runtime';
import { z } from 'zod';

/** Topics keep three days and dead letters thirty: what comes again from there finds its row. */
const leastDays = 31;

const days = (most: number) =>
  z.coerce
    .number({ error: `expected a number of days, ${leastDays} to ${most}` })
    .int('expected whole days')
    .min(leastDays, `expected ${leastDays} days or more`)
    .max(most, `expected ${most} days or less`);

export const config = z
  .object({
    ...serviceTokenConfig.shape,
    /** transcripts and what is sealed in decisions, from when their case closed */
    TEXTS_KEEP_DAYS: days(731).default(180),
    /** decisions, from when they were made: 24 months */
    DECISIONS_KEEP_DAYS: days(3653).default(731),
  })
  .refine(({ TEXTS_KEEP_DAYS: texts, DECISIONS_KEEP_DAYS: decisions }) => !(texts > decisions), {
    path: ['TEXTS_KEEP_DAYS'],
    error: 'expected no more than DECISIONS_KEEP_DAYS: a decision says when a case closed',
    when: () => true,
  });
export type AuditConfig = z.output<typeof config>;
