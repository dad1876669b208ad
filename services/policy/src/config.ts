import { linkHosts } from '@frontdesk/business';
import { kept, textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';
import type { Settings } from './domain/draft.ts';

export const config = z.object({
  LINK_HOSTS: linkHosts,
  /** ms without another message of the customer's after which what they wrote is answered, in one; 0: each is answered as it comes */
  QUIET_PERIOD_MS: z.coerce
    .number({ error: 'expected milliseconds' })
    .int('expected whole milliseconds')
    .min(0, 'expected 0 or more')
    .max(20_000, 'expected 20000 or less')
    .default(0),
  ...textsConfig.shape,
  /** who agreed to what, from the last contact: three years */
  CONSENTS_KEEP_DAYS: kept('days', 365, 3653).default(1096),
});
export type Config = z.output<typeof config>;

/** What the decisions need of it. */
export const settingsOf = ({ LINK_HOSTS, QUIET_PERIOD_MS }: Config): Settings => ({
  linkHosts: LINK_HOSTS,
  otherChannel: 'email',
  quietPeriodMs: QUIET_PERIOD_MS,
});
