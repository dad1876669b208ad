import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '@frontdesk/postgres';
import { reset, ResetRefused } from './reset.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-reset-'));
  for (const name of ['secrets.json', 'twin.json', 'twin.json.new', 'processes.json', 'database.url'])
    writeFileSync(join(dataDir, name), '');
  for (const name of ['postgres', 'kafka', 'media']) mkdirSync(join(dataDir, name));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('what Frontdesk made is forgotten, and the directory with it', () => {
  reset({ dataDir, adminUrl: undefined });
  expect(existsSync(dataDir)).toBe(false);
});

test('what somebody else has put beside it stays', () => {
  writeFileSync(join(dataDir, 'thesis.txt'), 'words');
  reset({ dataDir, adminUrl: undefined });
  expect(readdirSync(dataDir)).toEqual(['thesis.txt']);
});

test('the key to the texts of a given database stays, also once nobody names that any more', () => {
  expect(() => reset({ dataDir, adminUrl: 'postgres://db.example/frontdesk' })).toThrow(ResetRefused);
  rmSync(join(dataDir, 'postgres'), { recursive: true });
  expect(() => reset({ dataDir, adminUrl: undefined })).toThrow(ResetRefused);
  expect(existsSync(join(dataDir, 'secrets.json'))).toBe(true);
});

test('nothing is taken from a Frontdesk that runs', async () => {
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), durable: false });
  try {
    expect(() => reset({ dataDir, adminUrl: undefined })).toThrow(expect.objectContaining({ code: 'DATA_DIR_IN_USE' }));
    expect(existsSync(join(dataDir, 'secrets.json'))).toBe(true);
  } finally {
    await server.stop();
  }
  reset({ dataDir, adminUrl: undefined });
  expect(existsSync(dataDir)).toBe(false);
});
