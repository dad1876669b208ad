import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { databaseUrl, vaultKeks } from '@frontdesk/local';
import { connect } from '@frontdesk/postgres';
import type { DataSource } from 'typeorm';
import { latest, record } from './record.ts';
import { read, write } from './recording.ts';
import { replay } from './replay.ts';
import type { Outcome } from './replay.ts';
import type { Recording } from './recording.ts';
import { report } from './report.ts';
import { replayed } from './services.ts';

const usage = `npm run replay -- record FILE [--latest COUNT | CONVERSATION…]   what was decided in these conversations (all, if none is named) of the
                                                                local system, which has to run; nothing is written there
npm run replay -- FILE… [--json]                                decides it again with the code of this checkout, and compares
Exit 0: all decisions are identical; 1: some are not`;

function operandsIn(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, latest: { type: 'string' } },
    });
    const count = values.latest === undefined ? undefined : Number(values.latest);
    return count !== undefined && !(Number.isInteger(count) && count > 0) ? undefined : { json: values.json ?? false, count, positionals };
  } catch {
    return undefined;
  }
}

async function main(args: string[]): Promise<number> {
  const asked = operandsIn(args);
  const [first, file, ...conversations] = asked?.positionals ?? [];
  if (!asked || first === undefined || (first === 'record' && file === undefined)) {
    console.error(usage);
    return 64; // EX_USAGE of sysexits.h
  }
  if (first === 'record') return recordTo(file!, conversations, asked.count);
  const services = replayed();
  return tell(
    asked.positionals.map((one) => ({ file: one, services: replay(recordingIn(one), services) })),
    asked.json,
  );
}

function recordingIn(file: string): Recording {
  const text = readFileSync(file, 'utf8');
  try {
    return read(text);
  } catch (cause) {
    throw new Error(`${file} is no recording`, { cause });
  }
}

/** What was recorded has to come out again: a file that does not is of no use, and says why. */
async function recordTo(file: string, named: readonly string[], count: number | undefined): Promise<number> {
  const services = replayed();
  const manifests = services.map(({ manifest }) => manifest);
  const { recording, leftOut } = await onDatabase(async (db) =>
    record(db, named.length > 0 ? named : await latest(db, count ?? Number.MAX_SAFE_INTEGER), manifests, vaultKeks()),
  );
  for (const { conversation, why } of leftOut) console.error(`${conversation} is left out: ${why}`);
  if (recording.conversations.length === 0) throw new Error('there is nothing to record');
  const text = write(recording);
  writeFileSync(file, text);
  console.log(
    `${file}: ${recording.conversations.length} conversations. Customers' words are in it, redacted: read it before you pass it on`,
  );
  return tell([{ file, services: replay(read(text), services) }], false);
}

function tell(files: readonly { readonly file: string; readonly services: readonly Outcome[] }[], json: boolean): number {
  const told = files.map(({ file, services }) => (files.length > 1 ? `${file}\n${report(services)}` : report(services)));
  console.log(json ? JSON.stringify(files, undefined, 2) : told.join('\n\n'));
  return files.every(({ services }) => services.every(({ changed }) => changed.length === 0)) ? 0 : 1;
}

async function onDatabase<R>(work: (db: DataSource) => Promise<R>): Promise<R> {
  const db = await connect({ url: databaseUrl(), schema: 'policy', poolSize: 1 });
  return work(db).finally(() => db.destroy());
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
