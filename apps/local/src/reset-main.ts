import { EmbeddedPostgresError } from '@frontdesk/postgres';
import { readLocalConfig } from './local-config.ts';
import { reset, ResetRefused } from './reset.ts';

/** `npm run reset`: forgets the local system's data. Who asks it something else, `--help` say, has not asked for that. */
if (process.argv.length > 2) {
  console.error("npm run reset        forgets the local system's data (FRONTDESK_DATA_DIR)");
  process.exitCode = 64; // EX_USAGE of sysexits.h
} else {
  try {
    reset(readLocalConfig());
    console.log('The local data is forgotten.');
  } catch (error) {
    console.error(error instanceof ResetRefused || error instanceof EmbeddedPostgresError ? error.message : error);
    process.exitCode = 1;
  }
}
