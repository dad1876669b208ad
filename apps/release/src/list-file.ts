import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

/** A list that is kept outside the database and its backups, a JSON value to a line. */
export class ListError extends Error {
  readonly retriable = false;
  readonly code = 'LIST_BROKEN';
}

/** @param of what the file is a list of; `line` what each line is @throws ListError naming the line */
export function readList<Entry extends z.ZodType>(file: string, entry: Entry, of: string, line: string): z.output<Entry>[] {
  if (!existsSync(file)) throw new ListError(`${file}: expected the list of ${of}`);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((one) => one !== '');
  return lines.map((one, index) => {
    try {
      return entry.parse(JSON.parse(one));
    } catch {
      throw new ListError(`${file}, line ${index + 1}: expected ${line}`);
    }
  });
}

/** On disk before it returns, so that nothing is done that the list does not know. */
export function writeDown(file: string, entries: readonly object[]): void {
  const descriptor = openSync(file, 'a', 0o600);
  appendFileSync(descriptor, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  fsyncSync(descriptor);
  closeSync(descriptor);
}
