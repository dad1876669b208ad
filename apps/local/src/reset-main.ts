import { EmbeddedPostgresError } from '@frontdesk/postgres';
import { readLocalConfig } from './local-config.ts';
import { reset, ResetRefused } from './reset.ts';

/** `npm run reset`: forgets the local system's data. */
try {
  reset(readLocalConfig());
  console.log('The local data is forgotten.');
} catch (error) {
  console.error(error instanceof ResetRefused || error instanceof EmbeddedPostgresError ? error.message : error);
  process.exitCode = 1;
}
