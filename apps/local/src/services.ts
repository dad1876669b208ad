import type { Manifest } from '@frontdesk/contracts';
import { services } from '@frontdesk/release';
import { ConfigError, loadConfigs } from '@frontdesk/runtime';
import type { z } from 'zod';
import { completed, completedConfig, localConfig, meansTwin, serviceEnvironment } from './local-config.ts';
import { newSecrets } from './secrets.ts';

export const manifests: readonly Manifest[] = services.map(({ manifest }) => manifest);

/**
 * Reads the variables of the local system and of all nine before anything is made or started, so that one start names everything that is
 * wrong; what is filled in later stands in for what nobody gave.
 * @param more that the way it is run reads
 * @throws ConfigError
 */
export function checkConfiguration(more: readonly z.ZodObject[] = []): void {
  const standIn = { url: 'http://127.0.0.1:3000', twin: meansTwin(), dataDir: '.frontdesk' };
  const problems = [
    // as it was given: the twin is there where nobody named a Graph URL
    ...problemsOf([localConfig, ...more]),
    ...problemsOf([completedConfig, ...services.map(({ config }) => config)], completed(serviceEnvironment(standIn, newSecrets()))),
  ];
  if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
}

function problemsOf(...[schemas, source]: Parameters<typeof loadConfigs>): readonly string[] {
  try {
    loadConfigs(schemas, source);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
