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

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
  ['::', 'http://[::1]:3000'],
  ['localhost', 'http://localhost:3000'],
])('listening on %s it is reached at %s', (host, url) => {
  process.env['HOST'] = host;
  expect(readLocalConfig().url).toBe(url);
  delete process.env['HOST'];
});

test('beside the twin it listens on this machine or on every address: of another one it says so, and nothing of sign-ins', () => {
  process.env['HOST'] = '192.0.2.7';
  expect(() => readLocalConfig()).toThrow(
    expect.objectContaining({ problems: ['HOST: expected 127.0.0.1, or 0.0.0.0 for the network too, beside the twin'] }),
  );
  process.env['WHATSAPP_GRAPH_URL'] = 'https://graph.example';
  expect(readLocalConfig().url).toBe('http://192.0.2.7:3000');
});
