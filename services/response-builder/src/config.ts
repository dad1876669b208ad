import { businessConfig, businessOf } from '@frontdesk/business';
import { z } from 'zod';
import type { Settings } from './domain/settings.ts';

const hosts = z.string().transform((list) =>
  list
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
);

export const config = z.object({
  ...businessConfig.shape,
  /** hosts, comma-separated, that a link to a customer may point to, each with its subdomains */
  LINK_HOSTS: hosts.default(['harbourandpine.example', 'track.nordpost.example']),
});

export const settingsOf = (env: z.output<typeof config>): Settings => ({ ...businessOf(env), linkHosts: env.LINK_HOSTS });
