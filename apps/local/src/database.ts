import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifests } from './services.ts';
import { migrate, roleOf, serviceUrl, startEmbeddedPostgres } from '@frontdesk/postgres';
import type { Manifest } from '@frontdesk/contracts';
import { Logger } from '@frontdesk/runtime';
import type { LocalConfig } from './local-config.ts';
import { rolePassword } from './secrets.ts';
import type { Secrets } from './secrets.ts';

export interface Database {
  readonly adminUrl: string;
  /** connection of the service's own role */
  urlOf(manifest: Manifest): string;
  stop(): Promise<void>;
}

/** PostgreSQL, given or started under the data directory, with every schema, role and table of this release. */
export async function openDatabase({ adminUrl, dataDir, logLevel }: LocalConfig, secrets: Secrets): Promise<Database> {
  const logger = new Logger('local', logLevel);
  const embedded = adminUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), say: (words) => logger.warn(words) });
  const url = adminUrl ?? embedded!.adminUrl;
  const password = (manifest: Manifest) => rolePassword(secrets, roleOf(manifest.owns[0]));
  await migrate({
    adminUrl: url,
    services: manifests,
    passwords: Object.fromEntries(manifests.map((manifest) => [manifest.name, password(manifest)])),
  });
  // For `psql`, and for whoever breaks things on purpose; readable by its owner only.
  writeFileSync(join(dataDir, 'database.url'), url, { mode: 0o600 });
  return {
    adminUrl: url,
    urlOf: (manifest) => serviceUrl(url, manifest, password(manifest)),
    stop: async () => embedded?.stop(),
  };
}
