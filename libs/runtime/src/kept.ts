import { z } from 'zod';

/** How long something is kept: a whole number of days or hours, within what is sensible. */
export const kept = (unit: 'days' | 'hours', least: number, most: number) =>
  z.coerce
    .number({ error: `expected a number of ${unit}, ${least} to ${most}` })
    .int(`expected whole ${unit}`)
    .min(least, `expected ${least} ${unit} or more`)
    .max(most, `expected ${most} ${unit} or less`);

/** Topics keep three days and dead letters thirty: what comes again from there finds its row. */
export const leastDays = 31;

export const textsConfig = z.object({
  /** what people wrote and read, from when its case closed */
  TEXTS_KEEP_DAYS: kept('days', leastDays, 731).default(180),
});
