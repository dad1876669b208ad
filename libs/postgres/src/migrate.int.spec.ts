import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Manifest } from '@frontdesk/contracts';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { migrate } from './migrate.ts';
import { serviceRole, serviceUrl } from './roles.ts';

const manifests: Manifest[] = [
  { name: 'gateway', reads: [], owns: ['gateway', 'vault'], sweepsLog: true },
  { name: 'auth', reads: [], owns: ['auth'], opensVault: true },
  { name: 'sla-scheduler', reads: [], owns: ['sla_scheduler'] },
];
const passwords = { gateway: 'frontdesk-test', auth: 'frontdesk-test', 'sla-scheduler': 'frontdesk-test' };
const kernelTables = ['dead_letters', 'inbox', 'inbox_conversations', 'legal_holds', 'outbox', 'slow_work'];

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  let database: TestDatabase;
  let root: string;
  beforeEach(async () => {
    database = await testDatabase();
    root = mkdtempSync(join(tmpdir(), 'frontdesk-migrations-'));
    for (const library of ['bus', 'vault']) {
      cpSync(resolve(import.meta.dirname, '../..', library, 'migrations'), join(root, 'libs', library, 'migrations'), { recursive: true });
    }
    for (const { name } of manifests) {
      mkdirSync(join(root, 'services', name, 'migrations'), { recursive: true });
      writeFileSync(
        join(root, 'services', name, 'migrations/0001-things.sql'),
        'CREATE TABLE things (id bigserial PRIMARY KEY, what text);',
      );
    }
  });
  afterEach(async () => {
    await database.close();
    rmSync(root, { recursive: true });
  });
  const run = () => migrate({ adminUrl: database.adminUrl, services: manifests, migrationsRoot: root, passwords });
  const as = (manifest: Manifest, sql: string) => query(serviceUrl(database.adminUrl, manifest, 'frontdesk-test'), sql);

  test('a second run applies nothing', async () => {
    expect(await run()).toContain('sla_scheduler: sla-scheduler/0001-things.sql');
    expect(await run()).toEqual([]);
  });

  test('runs at the same time apply each migration once', async () => {
    const [one, two, three] = await Promise.all([run(), run(), run()]);
    const applied = [...one, ...two, ...three];
    expect(applied.length).toBeGreaterThan(6);
    expect(new Set(applied).size).toBe(applied.length);
  });

  test('each service has the kernel tables, and its own, under unqualified names', async () => {
    await run();
    for (const manifest of manifests) {
      for (const table of [...kernelTables, 'things'])
        expect(await as(manifest, `SELECT count(*)::int AS n FROM ${table}`)).toEqual([{ n: 0 }]);
      expect(await as(manifest, `INSERT INTO things (what) VALUES ('x') RETURNING what`)).toEqual([{ what: 'x' }]);
    }
  });

  test('each role is refused the tables of the others', async () => {
    await run();
    const tables = (await query(
      database.adminUrl,
      `SELECT schemaname AS schema, tablename AS table FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )) as { schema: string; table: string }[];
    expect(tables.length).toBeGreaterThan(15);
    for (const manifest of manifests) {
      const { writes, reads } = serviceRole(manifest);
      for (const { schema, table } of tables) {
        if ([...writes, 'bus'].includes(schema)) continue;
        const outcome = (sql: string) =>
          as(manifest, sql).then(
            () => 'allowed',
            (error: { code: string }) => error.code,
          );
        expect([manifest.name, schema, table, await outcome(`SELECT 1 FROM ${schema}.${table}`)]).toEqual([
          manifest.name,
          schema,
          table,
          reads.includes(schema) ? 'allowed' : '42501',
        ]);
        expect(await outcome(`DELETE FROM ${schema}.${table}`)).toBe('42501');
      }
    }
  });

  test('each reads the log and appends to it; nobody changes a record, and who sweeps it alone deletes one, also where an older release granted more', async () => {
    await run();
    await query(database.adminUrl, 'GRANT ALL ON ALL TABLES IN SCHEMA bus TO frontdesk_gateway, frontdesk_auth, frontdesk_sla_scheduler');
    await run();
    const granted = await query(
      database.adminUrl,
      `SELECT grantee, table_name AS table, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may
      FROM information_schema.role_table_grants WHERE table_schema = 'bus' AND grantee LIKE 'frontdesk_%' AND table_name <> 'topics'
      GROUP BY grantee, table_name ORDER BY grantee, table_name`,
    );
    const log = (grantee: string, records = 'INSERT SELECT') => [
      { grantee, table: 'groups', may: 'INSERT SELECT' },
      { grantee, table: 'offsets', may: 'INSERT SELECT UPDATE' },
      { grantee, table: 'partitions', may: 'INSERT SELECT UPDATE' },
      { grantee, table: 'records', may: records },
    ];
    expect(granted).toEqual([
      ...log('frontdesk_auth'),
      ...log('frontdesk_gateway', 'DELETE INSERT SELECT'),
      ...log('frontdesk_sla_scheduler'),
    ]);
  });

  test('a service runs no DDL', async () => {
    await run();
    for (const sql of [
      'CREATE TABLE mine (id int)',
      'CREATE TEMP TABLE mine (id int)',
      'ALTER TABLE things ADD y int',
      'DROP TABLE things',
      'TRUNCATE things',
      'CREATE TABLE public.mine (id int)',
      'CREATE SCHEMA mine',
    ]) {
      await expect(as(manifests[2]!, sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('a changed migration is refused by name', async () => {
    await run();
    writeFileSync(join(root, 'services/auth/migrations/0001-things.sql'), 'CREATE TABLE other (id int);');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringContaining('auth/0001-things.sql') as unknown as string,
    });
  });

  test('a failing migration leaves nothing of itself and everything before it', async () => {
    writeFileSync(join(root, 'services/auth/migrations/0002-more.sql'), 'CREATE TABLE more (id int); SELECT 1 / 0;');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('auth/0002-more.sql') as unknown as string,
    });
    expect(
      await query(database.adminUrl, `SELECT to_regclass('auth.more') AS more, to_regclass('auth.things') IS NOT NULL AS things`),
    ).toEqual([{ more: null, things: true }]);
    writeFileSync(join(root, 'services/auth/migrations/0002-more.sql'), 'CREATE TABLE more (id int);');
    expect(await run()).toContain('auth: auth/0002-more.sql');
  });
});
