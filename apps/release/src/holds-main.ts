import { userInfo } from 'node:os';
import type { Client } from 'pg';
import { apply, lift, place, readHolds, reasons, standing } from './holds.ts';
import type { Order } from './holds.ts';
import { ownerCommand } from './owner-main.ts';

const usage = `npm run holds -- place FILE <conversation id> <reference> <reason>   nothing of the person is forgotten or erased from now on
npm run holds -- lift FILE <reference>   what is past its time goes at the next look
npm run holds -- list FILE               what stands, since when, by whom, why
npm run holds -- apply FILE              as FILE says: after a restore, and each day, for what the person has opened since
reason: ${reasons.join(', ')}; FILE is kept outside the database and its backups; DATABASE_MIGRATION_URL is the installation's`;

const operands: Readonly<Record<string, number>> = { place: 4, lift: 2, list: 1, apply: 1 };

/** `npm run holds`: for whoever answers for what may not be forgotten yet. */
ownerCommand(usage, ([verb = '', ...given]) => {
  const [file, ...rest] = given as [string, ...string[]];
  return given.length === operands[verb] ? (client) => done(client, verb, file, rest) : undefined;
});

async function done(client: Client, verb: string, file: string, given: readonly string[]): Promise<void> {
  const about = { at: new Date().toISOString(), by: userInfo().username };
  if (verb === 'place') {
    const [conversationId, reference, reason] = given as [string, string, Order['reason']];
    for (const id of await place(client, file, { reference, reason, ...about }, conversationId)) console.log(`${id}: held`);
  } else if (verb === 'lift') {
    const [reference] = given as [string];
    await lift(client, file, { reference, ...about });
    console.log(`${reference}: lifted`);
  } else if (verb === 'apply') {
    console.log(`${await apply(client, readHolds(file), about.at)} conversations are held now that were not`);
  } else {
    for (const { reference, reason, at, by, held } of standing(readHolds(file)))
      console.log(`${reference} ${reason} ${at} ${by}: ${held.map((one) => one.conversation_id).join(' ')}`);
  }
}
