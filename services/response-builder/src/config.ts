import { businessConfig, businessOf, linkHosts, linksOnlyToHosts } from '@frontdesk/business';
import { modelConfig, namesModel, promptVersion } from '@frontdesk/model';
import { textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';
import type { Settings } from './domain/settings.ts';

export const config = linksOnlyToHosts(
  z.object({ ...businessConfig.shape, LINK_HOSTS: linkHosts, ...textsConfig.shape, ...modelConfig.shape }),
).refine(namesModel, { path: ['MODEL_NAME'], message: 'expected the name of the model at MODEL_BASE_URL' });

type Config = z.output<typeof config>;

/** Another model, or another prompt, is another candidate. */
const candidateOf = ({ MODEL_BASE_URL: base, MODEL_NAME: name, MODEL_SHARE: share }: Config): Settings['candidate'] =>
  base && name ? { name: `${name} ${promptVersion}`, share } : undefined;

export const settingsOf = (env: Config): Settings => ({
  ...businessOf(env),
  linkHosts: env.LINK_HOSTS,
  candidate: candidateOf(env),
});
