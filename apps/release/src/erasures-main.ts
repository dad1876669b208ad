import { userInfo } from 'node:os';
import { ConfigError, loadConfig } from '@frontdesk/runtime';
import { Client } from 'pg';
import { ownerConfig } from './config.ts';
import { erase, onTheLogOf, personOf, readLedger } from './erasures.ts';
import type { Erasure } from './erasures.ts';

const usage = `npm run erasures -- erase FILE <conversation id>   writes the person's contacts down in FILE, then destroys their keys and deletes their rows
npm run erasures -- apply FILE                     once more for each contact in FILE: after a restore
FILE is kept outside the database and its backups; DATABASE_MIGRATION_URL is the installation's`;

/** `npm run erasures`: for whoever answers for what is forgotten. */
async function main([verb, file, conversationId]: string[]): Promise<number> {
  if (!file || (verb === 'erase') !== (conversationId !== undefined) || !['erase', 'apply'].includes(verb ?? '')) {
    console.error(usage);
    return 64; // EX_USAGE of sysexits.h
  }
  const client = new Client({ connectionString: loadConfig(ownerConfig).DATABASE_MIGRATION_URL });
  await client.connect();
  try {
    if (conversationId !== undefined) {
      const contacts = await personOf(client, conversationId);
      const about = { at: new Date().toISOString(), by: userInfo().username };
      const erasures: Erasure[] = [];
      for (const contact of contacts) erasures.push({ contact_id: contact, ...about, ...(await onTheLogOf(client, contact)) });
      const had = await erase(client, erasures, { list: file });
      for (const contact of contacts) console.log(`${contact}: ${had.includes(contact) ? 'erased' : 'was erased before'}`);
      return 0;
    }
    const known = readLedger(file);
    let again = 0;
    for (const erasure of known) again += (await erase(client, [erasure], 'again')).length;
    console.log(`${known.length} erasures in the list, ${again} of them applied now`);
    return 0;
  } finally {
    await client.end();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof ConfigError ? 78 : 1);
  },
);
