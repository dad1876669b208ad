import { z } from 'zod';
import type { Settings } from './domain/draft.ts';

const hosts = z.string().transform((list) =>
  list
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
);

export const config = z.object({
  /** hosts, comma-separated, that a link to a customer may point to, each with its subdomains; never our own, whose links are for staff */
  LINK_HOSTS: hosts.default(['harbourandpine.example', 'track.nordpost.example']),
  /** ms without another message of the customer's after which what they wrote is answered, in one; 0: each is answered as it comes */
  QUIET_PERIOD_MS: z.coerce
    .number({ error: 'expected milliseconds' })
    .int('expected whole milliseconds')
    .min(0, 'expected 0 or more')
    .max(20_000, 'expected 20000 or less')
    .default(0),
});

/** What the decisions need of it. */
export const settingsOf = ({ LINK_HOSTS, QUIET_PERIOD_MS }: z.output<typeof config>): Settings => ({
  linkHosts: LINK_HOSTS,
  otherChannel: 'email',
  quietPeriodMs: QUIET_PERIOD_MS,
});
