import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetEmbeddedPostgres } from '@frontdesk/postgres';
import type { LocalConfig } from './local-config.ts';

/** What a local Frontdesk makes in its data directory; PostgreSQL's part is forgotten by itself. */
const made = /^(kafka|media|processes\.json|database\.url|secrets\.json|twin\.json.*)$/;

/** Why nothing was forgotten; in words for whoever asked. */
export class ResetRefused extends Error {
  override readonly name = 'ResetRefused';
}

/**
 * Forgets the local system's data, and nothing else that lies beside it.
 * @throws ResetRefused if the data is in a database that is not ours: what is in `secrets.json` is the only key to it
 * @throws EmbeddedPostgresError DATA_DIR_IN_USE while Frontdesk runs
 */
export function reset({ dataDir, adminUrl }: Pick<LocalConfig, 'dataDir' | 'adminUrl'>): void {
  if (!existsSync(dataDir)) return;
  const postgres = join(dataDir, 'postgres');
  if (adminUrl !== undefined || (existsSync(join(dataDir, 'database.url')) && !existsSync(postgres))) {
    throw new ResetRefused(
      `Nothing was forgotten: the data is in a database of yours, and ${join(dataDir, 'secrets.json')} holds the key to its texts.\n` +
        'Drop the database first, then delete that directory.',
    );
  }
  forgetEmbeddedPostgres(postgres);
  for (const name of readdirSync(dataDir)) if (made.test(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
  if (readdirSync(dataDir).length === 0) rmdirSync(dataDir);
}
