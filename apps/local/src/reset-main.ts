import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetEmbeddedPostgres } from '@frontdesk/postgres';
import { readLocalConfig } from './local-config.ts';

/** `npm run reset`: forgets the local system's data. */
const { dataDir } = readLocalConfig();
forgetEmbeddedPostgres(join(dataDir, 'postgres'));
rmSync(dataDir, { recursive: true, force: true });
console.log('The local data is forgotten.');
