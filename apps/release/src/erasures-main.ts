import { userInfo } from 'node:os';
import type { Client } from 'pg';
import { erase, onTheLogOf, personOf, readLedger } from './erasures.ts';
import type { Erasure } from './erasures.ts';
import { ownerCommand } from './owner-main.ts';

const usage = `npm run erasures -- erase FILE <conversation id>   writes the person's contacts down in FILE, then destroys their keys and deletes their rows
npm run erasures -- apply FILE                     once more for each contact in FILE: once no consumer lags, and after a restore
FILE is kept outside the database and its backups; DATABASE_MIGRATION_URL is the installation's`;

/** `npm run erasures`: for whoever answers for what is forgotten. */
ownerCommand(usage, ([verb, file, conversationId]) => {
  if (verb === 'erase' && file && conversationId !== undefined) return (client) => erasePerson(client, file, conversationId);
  if (verb === 'apply' && file && conversationId === undefined) return (client) => applyAll(client, file);
  return undefined;
});

async function erasePerson(client: Client, file: string, conversationId: string): Promise<void> {
  const contacts = await personOf(client, conversationId);
  const about = { at: new Date().toISOString(), by: userInfo().username };
  const erasures: Erasure[] = [];
  for (const contact of contacts) erasures.push({ contact_id: contact, ...about, ...(await onTheLogOf(client, contact)) });
  const had = await erase(client, erasures, { list: file });
  for (const contact of contacts) console.log(`${contact}: ${had.includes(contact) ? 'erased' : 'was erased before'}`);
  console.log(`What of theirs was still on its way is written yet: once no consumer lags, npm run -s erasures -- apply ${file}`);
}

async function applyAll(client: Client, file: string): Promise<void> {
  const known = readLedger(file);
  let again = 0;
  for (const erasure of known) again += (await erase(client, [erasure], 'again')).length;
  console.log(`${known.length} erasures in the list, ${again} of them applied now`);
}
