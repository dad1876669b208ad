import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tables } from './invariants/invariants.ts';

/**
 * What a violated run left, for who wants to know why: a file of JSON lines for each table, and what system and PostgreSQL said last.
 * @returns the directory
 */
export async function keepWhatIsLeft(read: (sql: string) => Promise<{ what: string }[]>, lastWords: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-violated-'));
  for (const { what: name } of await read(tables)) {
    const rows = await read(`SELECT to_jsonb(kept)::text AS what FROM ${name} AS kept`);
    if (rows.length > 0) writeFileSync(join(directory, `${name}.jsonl`), rows.map((row) => `${row.what}\n`).join(''));
  }
  writeFileSync(join(directory, 'last-words.log'), lastWords);
  return directory;
}
