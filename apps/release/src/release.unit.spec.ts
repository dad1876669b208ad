import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { manifest as policy } from '@frontdesk/policy';
import { loadConfig } from '@frontdesk/runtime';
import { releaseConfig } from './config.ts';
import { environments } from './environments.ts';
import { rolePasswords } from './role-passwords.ts';

describe("passwords of the services' roles", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'frontdesk-roles-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const give = (url: string) => writeFileSync(join(folder, 'policy-url'), url);

  test('are those of the URLs that services connect with, decoded', () => {
    give('postgres://frontdesk_policy:a%2Fb@db:5432/frontdesk\n');
    expect(rolePasswords(folder, [policy])).toEqual({ policy: 'a/b' });
  });

  test('a role whose URL is not given keeps its own', () => {
    expect(rolePasswords(folder, [policy])).toEqual({});
  });

  test.each(['postgres://admin:s3cret@db/frontdesk', 'postgres://frontdesk_policy@db/frontdesk', 's3cret'])(
    '%s is refused without being repeated',
    (url) => {
      give(url);
      expect(() => rolePasswords(folder, [policy])).toThrow('policy-url: expected postgres://frontdesk_policy:password@host:port/database');
    },
  );
});

test('what a process must be given is read from its own schema', () => {
  const gateway = environments.find(({ name }) => name === 'gateway')!;
  expect(gateway.required).toEqual(expect.arrayContaining(['DATABASE_URL', 'VAULT_KEK', 'WHATSAPP_APP_SECRET']));
  expect(gateway.optional).toEqual(expect.arrayContaining(['KAFKA_BROKERS', 'WHATSAPP_GRAPH_VERSION']));
});

test('the release job, which talks to Kafka with the widest rights, takes a name and a password only with a protocol for them', () => {
  const given = (KAFKA_SECURITY_PROTOCOL?: string) => ({
    DATABASE_MIGRATION_URL: 'postgres://admin@127.0.0.1/frontdesk',
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'admin',
    KAFKA_SASL_PASSWORD: 'secret',
    KAFKA_SECURITY_PROTOCOL,
  });
  expect(() => loadConfig(releaseConfig, given())).toThrow(/KAFKA_SECURITY_PROTOCOL/);
  expect(loadConfig(releaseConfig, given('SASL_SSL'))).toMatchObject({ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' });
});
