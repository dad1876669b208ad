import { ConfigError, loadConfig } from '@frontdesk/runtime';
import { Client } from 'pg';
import { ownerConfig } from './config.ts';

/**
 * A command that somebody types, on the installation's database, as its owner. What goes wrong is said in a line.
 * @param workFor what is to be done for the operands, which may answer with an exit code; undefined: they are none of the usage's
 */
export function ownerCommand(usage: string, workFor: (given: string[]) => ((client: Client) => Promise<number | void>) | undefined): void {
  const work = workFor(process.argv.slice(2));
  if (!work) {
    console.error(usage);
    process.exit(64); // EX_USAGE of sysexits.h
  }
  connected(work).then(
    (code) => process.exit(code ?? 0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(error instanceof ConfigError ? 78 : 1);
    },
  );
}

async function connected(work: (client: Client) => Promise<number | void>): Promise<number | void> {
  const client = new Client({ connectionString: loadConfig(ownerConfig).DATABASE_MIGRATION_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
