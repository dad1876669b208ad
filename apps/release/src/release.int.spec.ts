import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { serviceUrl } from '@frontdesk/postgres';
import { loadConfig, Logger } from '@frontdesk/runtime';
import { startKafka, testDatabase } from '@frontdesk/testing';
import type { KafkaBroker, TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { releaseConfig } from './config.ts';
import { release } from './release.ts';
import { services } from './services.ts';

jest.setTimeout(90_000);

let database: TestDatabase;
let kafka: KafkaBroker;
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-release-'));
const logger = new Logger('release', 'silent');

beforeAll(async () => {
  [database, kafka] = await Promise.all([testDatabase(), startKafka({ dataDir: join(folder, 'kafka') })]);
  for (const { manifest } of services)
    writeFileSync(join(folder, `${manifest.name}-url`), serviceUrl(database.adminUrl, manifest, 'frontdesk-test'));
});
afterAll(async () => {
  await Promise.all([database.close(), kafka.stop()]);
  rmSync(folder, { recursive: true });
});

const run = (more: Record<string, string> = {}) => {
  const given = {
    DATABASE_MIGRATION_URL: database.adminUrl,
    DATABASE_ROLE_URLS: folder,
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_PARTITIONS: '3',
    ...more,
  };
  return release(loadConfig(releaseConfig, given), logger);
};

describe('the job of a release', () => {
  test('says which topics are missing if somebody else has to make them', async () => {
    const { problems } = await run({ KAFKA_CREATE_TOPICS: 'false' });
    expect(problems.length).toBeGreaterThan(20);
    expect(problems.join()).toContain('conversation.inbound.v1');
  });

  test('makes what is missing, and a second run changes nothing', async () => {
    expect((await run()).problems).toEqual([]);
    expect(await run()).toEqual({ applied: [], problems: [] });
  });

  test('leaves each service able to sign in with the URL that it is given', async () => {
    for (const { manifest } of services) {
      const client = new Client({ connectionString: serviceUrl(database.adminUrl, manifest, 'frontdesk-test') });
      await client.connect();
      const { rows } = await client.query<{ who: string }>(
        'SELECT current_user AS who FROM inbox RIGHT JOIN (SELECT 1) AS one ON true LIMIT 1',
      );
      await client.end();
      expect(rows).toEqual([{ who: `frontdesk_${manifest.owns[0]}` }]);
    }
  });

  test('never changes the number of partitions: it says what differs', async () => {
    const { problems } = await run({ KAFKA_PARTITIONS: '6' });
    expect(problems.join()).toContain('conversation.inbound.v1');
    expect((await run()).problems).toEqual([]);
  });
});
