import type { Manifest } from '@frontdesk/contracts';
import { services } from '@frontdesk/release';
import { loadConfigs } from '@frontdesk/runtime';

export const manifests: readonly Manifest[] = services.map(({ manifest }) => manifest);

/** Reads the variables of all nine before anything is started, so that one start names everything that is wrong. @throws ConfigError */
export function checkConfiguration(): void {
  loadConfigs(services.map(({ config }) => config));
}
