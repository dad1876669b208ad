import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keepWhatIsLeft } from './keep.ts';

test('of a violated run each table that has rows is kept, and what was said last', async () => {
  const tables = { 'handoff.tickets': [{ id: 1 }, { id: 2 }], 'policy.held': [] };
  const read = async (sql: string) => {
    const rows = Object.entries(tables).find(([name]) => sql.includes(name))?.[1];
    return rows ? rows.map((row) => ({ what: JSON.stringify(row) })) : Object.keys(tables).map((what) => ({ what }));
  };
  const directory = await keepWhatIsLeft(read, 'it ended');
  expect(readdirSync(directory).toSorted()).toEqual(['handoff.tickets.jsonl', 'last-words.log']);
  expect(readFileSync(join(directory, 'handoff.tickets.jsonl'), 'utf8')).toBe('{"id":1}\n{"id":2}\n');
  expect(readFileSync(join(directory, 'last-words.log'), 'utf8')).toBe('it ended');
  rmSync(directory, { recursive: true });
});
