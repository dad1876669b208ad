import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKeks } from '@frontdesk/vault';
import type { Keks } from '@frontdesk/vault';
import { readLocalConfig } from './local-config.ts';
import { localSecrets } from './secrets.ts';

/** Of the local system that runs, for its owner. @throws if there is none, and none is given */
export function databaseUrl(): string {
  const { adminUrl, dataDir } = readLocalConfig();
  const file = join(dataDir, 'database.url');
  if (adminUrl) return adminUrl;
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new Error('no database: set DATABASE_MIGRATION_URL, or start Frontdesk first');
}

/** What opens its vault. */
export function vaultKeks(): Keks {
  const { vaultKek, dataDir } = readLocalConfig();
  return parseKeks(vaultKek ?? localSecrets(dataDir).VAULT_KEK);
}
