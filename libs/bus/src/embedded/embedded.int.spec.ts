import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@frontdesk/contracts';
import { forgetEmbeddedPostgres, migrate, startEmbeddedPostgres } from '@frontdesk/postgres';
import { eventually, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import pg from 'pg';
import { busConformance } from '../../test/conformance.ts';
import { stuckMember } from '../../test/stuck-member.ts';
import type { Batch } from '../port.ts';
import { EmbeddedBus } from './embedded-bus.ts';

busConformance('the embedded bus', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bus-'));
  let server = await startEmbeddedPostgres({ dataDir, durable: false });
  const { adminUrl: url, port } = server;
  await migrate({ adminUrl: url, services: [] });
  return {
    open: () => new EmbeddedBus({ url, partitions: 4 }),
    stuckMember: (group, topic) => stuckMember({ kind: 'embedded', address: url, group, topic }),
    stopServer: () => server.stop(),
    startServer: async () => {
      server = await startEmbeddedPostgres({ dataDir, port, durable: false });
    },
    close: async () => {
      await server.stop();
      forgetEmbeddedPostgres(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});

const sweeper: Manifest = { name: 'gateway', reads: [], owns: ['gateway', 'vault'], sweepsLog: true };
const other: Manifest = { name: 'auth', reads: [], owns: ['auth'] };

describe('the embedded bus, on PostgreSQL', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let bus: EmbeddedBus;
  const record = (key: string) => ({ topic: 'test', key, value: Buffer.from('value'), headers: {} });

  beforeAll(async () => {
    database = await testDatabase([sweeper, other]);
    admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    bus = new EmbeddedBus({ url: database.adminUrl });
    await bus.createTopics([{ topic: 'test', partitions: 12, retentionMs: 60_000 }]);
  }, 60_000);
  afterAll(async () => {
    await bus.close();
    await admin.end();
    await database.close();
  }, 30_000);

  test('a member whose session ends has lost its partitions at once, and gets them and the records again', async () => {
    const batches: Batch[] = [];
    let finish!: () => void;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const subscription = await bus.consume({
      group: 'cut',
      topics: ['test'],
      onBatch: (batch) => {
        batches.push(batch);
        return batches.length === 1 ? finished : Promise.resolve();
      },
    });
    await bus.append([record('a')]);
    await eventually(() => batches.length === 1);
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bus cut'`);
    await eventually(() => !batches[0]!.isCurrent());
    finish();
    await eventually(() => batches.length === 2);
    expect(batches[1]!.records).toEqual(batches[0]!.records);
    expect(batches[1]!.isCurrent()).toBe(true);
    await subscription.stop();
  }, 60_000);

  test('trim deletes what is older than the retention, and a new group starts behind it', async () => {
    await bus.append(Array.from({ length: 600 }, () => record('old')));
    const sum = (steps: readonly number[]) => steps.reduce((total, one) => total + one, 0);
    expect(sum(await bus.trim(Date.now() + 50_000))).toBe(0);
    const steps = await bus.trim(Date.now() + 70_000);
    expect(sum(steps)).toBe(601);
    expect(Math.max(...steps)).toBe(250);
    expect(await bus.lag('late', ['test'])).toEqual({ test: 0 });

    const keys: string[] = [];
    const onBatch = async ({ records }: Batch) => void keys.push(...records.map(({ key }) => key));
    const subscription = await bus.consume({ group: 'late', topics: ['test'], onBatch });
    await bus.append([record('new')]);
    await eventually(() => keys.length > 0);
    expect(keys).toEqual(['new']);
    await subscription.stop();
  }, 60_000);

  test('who may not delete reads and appends, and leaves the trimming to the one that may', async () => {
    const [sweeping, reading] = [sweeper, other].map(({ name }) => new EmbeddedBus({ url: database.urlFor(name) }));
    const topic = 'swept';
    await sweeping!.createTopics([{ topic, partitions: 1, retentionMs: 0 }]);
    const keys: string[] = [];
    const onBatch = async ({ records }: Batch) => void keys.push(...records.map(({ key }) => key));
    const subscription = await reading!.consume({ group: 'swept', topics: [topic], onBatch });
    await reading!.append([{ ...record('a'), topic }]);
    await eventually(() => keys.length > 0);
    await subscription.stop();
    const later = Date.now() + 10_000;
    expect(await reading!.trim(later)).toEqual([]);
    expect(await sweeping!.trim(later)).toEqual([1]);
    await Promise.all([sweeping!.close(), reading!.close()]);
  }, 60_000);

  test('that the server ends a connection is told, once the bus is closing no more', async () => {
    const told: string[] = [];
    const closing = new EmbeddedBus({ url: database.adminUrl, log: (_, words) => told.push(words) });
    const both = () => Promise.all([closing.check(['test']), closing.check(['test'])]);
    const idle = `FROM pg_stat_activity WHERE application_name = 'bus' AND state = 'idle' AND datname = current_database()`;
    const none = async () => (await admin.query(`SELECT pg_terminate_backend(pid) ${idle}`)).rowCount === 0;
    await both();
    await eventually(none);
    await eventually(() => expect(told).toEqual(Array(2).fill('an idle connection of the bus was lost')));

    await both();
    const holding = new pg.Client({ connectionString: database.adminUrl });
    await holding.connect();
    await holding.query('BEGIN; LOCK TABLE bus.partitions IN SHARE MODE');
    const appended = closing.append([record('held')]);
    await eventually(async () => (await admin.query(`SELECT FROM pg_locks WHERE NOT granted`)).rowCount === 1);
    const closed = closing.close();
    await eventually(none);
    await holding.end();
    await Promise.all([appended, closed]);
    expect(told).toHaveLength(2);
  }, 60_000);
});
