import { businessConfig, businessOf, linkHosts, linksOnlyToHosts } from '@frontdesk/business';
import { modelConfig, namesModel } from '@frontdesk/model';
import { textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';
import type { Settings } from './domain/settings.ts';

export const config = linksOnlyToHosts(
  z.object({ ...businessConfig.shape, LINK_HOSTS: linkHosts, ...textsConfig.shape, ...modelConfig.shape }),
).refine(namesModel, { path: ['MODEL_NAME'], message: 'expected the name of the model at MODEL_BASE_URL' });

export const settingsOf = (env: z.output<typeof config>): Settings => ({ ...businessOf(env), linkHosts: env.LINK_HOSTS });
