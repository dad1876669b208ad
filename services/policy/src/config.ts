import { z } from 'zod';
import type { Settings } from './domain/draft.ts';

const hosts = z.string().transform((list) => list.split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== ''));

export const config = z.object({
  /** hosts, comma-separated, that a link to a customer may point to, each with its subdomains; never our own, whose links are for staff */
  LINK_HOSTS: hosts.default(['harbourandpine.example', 'track.nordpost.example']),
});

/** What the decisions need of it. */
export const settingsOf = ({ LINK_HOSTS }: z.output<typeof config>): Settings => ({ linkHosts: LINK_HOSTS, otherChannel: 'email' });
