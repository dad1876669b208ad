import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { completeEnvironment, readCompleted, readLocalConfig, serviceEnvironment } from './local-config.ts';

const before = { ...process.env };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-local-'));
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  rmSync(folder, { recursive: true });
});

const kek = (id: string) => `${id}:${Buffer.alloc(32, 1).toString('base64')}`;
const inFile = (name: string, value: string) => {
  const path = join(folder, name);
  writeFileSync(path, value);
  process.env[`${name}_FILE`] = path;
};

test('what nobody gave is made here; what lies in a file is read from there', () => {
  inFile('VAULT_KEK', kek('given'));
  inFile('WHATSAPP_VERIFY_TOKEN', 'from-a-file');
  const secrets = { VAULT_KEK: kek('local'), FRONTDESK_SESSION_SECRET: 's', SERVICE_TOKEN: 's', roles: 'r' };
  completeEnvironment(serviceEnvironment(readLocalConfig(), secrets));
  expect(readLocalConfig().vaultKek).toBe(kek('given'));
  expect(readCompleted()).toEqual({
    VAULT_KEK: kek('given'),
    WHATSAPP_VERIFY_TOKEN: 'from-a-file',
    FRONTDESK_CLOCK_URL: 'http://127.0.0.1:3000/_sim/clock',
  });
});

test('a key and an address that cannot be used are told before anything starts', () => {
  Object.assign(process.env, { DATABASE_URL: 'db.example', VAULT_KEK: 'k1:short' });
  expect(() => readLocalConfig()).toThrow(
    expect.objectContaining({
      problems: ['DATABASE_URL: expected postgres://role:password@host:port/database', 'VAULT_KEK: entry 1 is not id:base64 of 32 bytes'],
    }),
  );
});
