import { businessConfig, businessOf, forbiddenLink } from '@frontdesk/business';
import { z } from 'zod';
import type { Settings } from './domain/settings.ts';

const hosts = z.string().transform((list) =>
  list
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
);

export const config = z
  .object({
    ...businessConfig.shape,
    /** hosts, comma-separated, that a link to a customer may point to, each with its subdomains */
    LINK_HOSTS: hosts.default(['harbourandpine.example', 'track.nordpost.example']),
  })
  // the first reply of each case says all of these, and the gate refuses the whole reply
  .superRefine((env, context) => {
    for (const name of businessConfig.keyof().options) {
      if (forbiddenLink(env[name], env.LINK_HOSTS) !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'expected no link but an https one to a host of LINK_HOSTS' });
    }
  });

export const settingsOf = (env: z.output<typeof config>): Settings => ({ ...businessOf(env), linkHosts: env.LINK_HOSTS });
