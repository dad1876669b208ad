import { z } from 'zod';
import type { Settings } from './domain/draft.ts';

const hosts = z.string().transform((list) => list.split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== ''));

export const config = z.object({
  /** hosts, comma-separated, that a link to a customer may point to, each with its subdomains */
  LINK_HOSTS: hosts.default(['harbourandpine.example', 'track.nordpost.example']),
  PUBLIC_URL: z.url({ error: 'expected the URL under which this system is reached' }).optional(),
});

/** What the decisions need of it. */
export const settingsOf = ({ LINK_HOSTS, PUBLIC_URL }: z.output<typeof config>): Settings => ({
  linkHosts: PUBLIC_URL ? [...LINK_HOSTS, new URL(PUBLIC_URL).hostname] : LINK_HOSTS,
  otherChannel: 'email',
});
