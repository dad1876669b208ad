import { businessConfig, businessOf, linkHosts, linksOnlyToHosts } from '@frontdesk/business';
import { textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';
import type { Settings } from './domain/settings.ts';

export const config = linksOnlyToHosts(z.object({ ...businessConfig.shape, LINK_HOSTS: linkHosts, ...textsConfig.shape }));

export const settingsOf = (env: z.output<typeof config>): Settings => ({ ...businessOf(env), linkHosts: env.LINK_HOSTS });
