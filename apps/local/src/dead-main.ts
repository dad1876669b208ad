import { userInfo } from 'node:os';
import { discardDead, listDead, redriveDead, showDead } from '@frontdesk/bus';
import { connect } from '@frontdesk/postgres';
import { openUnder } from '@frontdesk/vault';
import type { DataSource } from 'typeorm';
import { databaseUrl, vaultKeks } from './known-system.ts';
import { manifests } from './services.ts';

const usage = `npm run dead -- list                 what could not be processed, of every service
npm run dead -- show <id>            one of them: error, headers, envelope; texts stay sealed
npm run dead -- redrive <id>         its own consumer takes it again
npm run dead -- discard <id>         it is given up`;

/** `npm run dead`: for whoever is on call. Who did what stands in the row. */
async function main([verb, id]: string[]): Promise<number> {
  if (verb === 'list') return list();
  if (!id || (verb !== 'show' && verb !== 'redrive' && verb !== 'discard')) {
    console.error(usage);
    return 64; // EX_USAGE of sysexits.h
  }
  const found = verb === 'show' ? await show(id) : await change(verb, id);
  if (!found) console.error(`no dead letter ${id}`);
  return found ? 0 : 1;
}

async function list(): Promise<number> {
  await eachService(async (dataSource, name) => {
    for (const letter of await listDead(dataSource))
      console.log(`${letter.id}  ${name.padEnd(16)} ${letter.errorCode.padEnd(24)} ${letter.recordType ?? '?'} on ${letter.topic}`);
  });
  return 0;
}

async function show(id: string): Promise<boolean> {
  const keks = vaultKeks();
  let found = false;
  await eachService(async (dataSource) => {
    const shown = await showDead(dataSource, id, (sealed) => openUnder(keks, sealed));
    if (shown) console.log(JSON.stringify(shown, undefined, 2));
    found ||= Boolean(shown);
  });
  return found;
}

async function change(verb: 'redrive' | 'discard', id: string): Promise<boolean> {
  const by = userInfo().username;
  let found = false;
  await eachService(async (dataSource) => {
    found = (verb === 'redrive' ? await redriveDead(dataSource, id, by, Date.now()) : await discardDead(dataSource, id, by)) || found;
  });
  if (found) console.log(`${id}: ${verb === 'redrive' ? 'will be taken again' : 'given up'}`);
  return found;
}

async function eachService(work: (dataSource: DataSource, name: string) => Promise<void>): Promise<void> {
  const url = databaseUrl();
  for (const { name, owns } of manifests) {
    const dataSource = await connect({ url, schema: owns[0], poolSize: 1 });
    await work(dataSource, name).finally(() => dataSource.destroy());
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
