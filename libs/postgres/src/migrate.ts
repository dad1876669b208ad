import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Manifest } from '@frontdesk/contracts';
import { Client, escapeIdentifier as name, escapeLiteral as literal } from 'pg';
import { migrationsOf } from './migration-files.ts';
import type { Migration } from './migration-files.ts';
import { serviceRole } from './roles.ts';
import type { ServiceRole } from './roles.ts';

export class MigrationError extends Error {
  readonly code: 'MIGRATION_CHANGED' | 'MIGRATION_FAILED';
  readonly retriable = false;

  constructor(code: MigrationError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.code = code;
  }
}

export interface MigrateOptions {
  /** a role that may create roles and schemas; it owns every table */
  readonly adminUrl: string;
  readonly services: readonly Manifest[];
  /** the folder that holds `services/` and `libs/`; this repository by default */
  readonly migrationsRoot?: string;
  /** per service name; a role whose password is kept elsewhere is left out */
  readonly passwords?: Readonly<Record<string, string>>;
  readonly lockTimeoutMs?: number;
}

/**
 * The release's one job: roles, schemas, tables, grants. Safe to run again, and at the same time as another run.
 * @returns the names of the migrations that were applied
 * @throws MigrationError if an applied migration was changed, or one fails (it is rolled back, those before it stay)
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { adminUrl, services, migrationsRoot = resolve(import.meta.dirname, '../../..'), passwords = {}, lockTimeoutMs = 5000 } = options;
  const roles = services.map(serviceRole);
  const client = new Client({ connectionString: adminUrl, application_name: 'frontdesk-migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SET client_min_messages = warning`);
    await client.query('SELECT pg_advisory_lock(7301846)');
    await client.query(`SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`);
    for (const role of roles) await whileOthersDo(() => createRole(client, role, passwords[role.service]));
    await createSchemas(client, roles);
    const applied = await applyMissing(client, migrationsOf(roles, migrationsRoot));
    await inTransaction(client, async () => {
      for (const statement of grants(roles)) await client.query(statement);
    });
    return applied;
  } finally {
    await client.end();
  }
}

/** Roles belong to the whole cluster: another database's migration may touch the same one right now. */
async function whileOthersDo(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const collided = code === '42710' || code === '23505' || (code === 'XX000' && message.includes('concurrently'));
      if (!collided || attempt === 20) throw error;
      await pause(20 + 20 * attempt);
    }
  }
}

async function createRole(client: Client, { role }: ServiceRole, password: string | undefined): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const secret = password === undefined ? '' : ` PASSWORD ${literal(password)}`;
  if (rowCount === 0) await client.query(`CREATE ROLE ${name(role)} LOGIN NOINHERIT${secret}`);
  else if (secret) await client.query(`ALTER ROLE ${name(role)}${secret}`);
}

async function createSchemas(client: Client, roles: readonly ServiceRole[]): Promise<void> {
  for (const schema of new Set(['migrations', 'bus', ...roles.flatMap(({ writes, reads }) => [...writes, ...reads])])) {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`);
  }
  await client.query(`CREATE TABLE IF NOT EXISTS migrations.frontdesk_migrations (
    schema text NOT NULL, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL, PRIMARY KEY (schema, name))`);
}

async function applyMissing(client: Client, all: readonly Migration[]): Promise<string[]> {
  type Row = { schema: string; name: string; checksum: string };
  const { rows } = await client.query<Row>('SELECT schema, name, checksum FROM migrations.frontdesk_migrations');
  const known = new Map(rows.map((row) => [`${row.schema} ${row.name}`, row.checksum]));
  const applied: string[] = [];
  for (const migration of all) {
    const before = known.get(`${migration.schema} ${migration.name}`);
    if (before === migration.checksum) continue;
    if (before !== undefined) {
      const what = `${migration.name} was changed after it was applied to schema ${migration.schema}; write a new one`;
      throw new MigrationError('MIGRATION_CHANGED', what);
    }
    await apply(client, migration);
    applied.push(`${migration.schema}: ${migration.name}`);
  }
  return applied;
}

async function apply(client: Client, { schema, name: file, sql, checksum }: Migration): Promise<void> {
  try {
    await inTransaction(client, async () => {
      await client.query(`SET LOCAL search_path = ${name(schema)}`);
      await client.query(sql);
      const row = [schema, file, checksum, new Date()];
      await client.query('INSERT INTO migrations.frontdesk_migrations (schema, name, checksum, applied_at) VALUES ($1, $2, $3, $4)', row);
    });
  } catch (cause) {
    throw new MigrationError('MIGRATION_FAILED', `${file} in schema ${schema}: ${(cause as Error).message}`, { cause });
  }
}

/** A service reads and writes the rows of its own tables, and appends to the log, which nobody changes and one service sweeps; it runs no DDL. */
function grants(roles: readonly ServiceRole[]): string[] {
  const rows = (schema: string, rights: string, role: string) => [
    `GRANT USAGE ON SCHEMA ${name(schema)} TO ${name(role)}`,
    `GRANT ${rights} ON ALL TABLES IN SCHEMA ${name(schema)} TO ${name(role)}`,
  ];
  const sequences = (schema: string, role: string) => `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${name(schema)} TO ${name(role)}`;
  const change = (schema: string, role: string) => [...rows(schema, 'SELECT, INSERT, UPDATE, DELETE', role), sequences(schema, role)];
  // Releases before granted all of it.
  const log = ({ role, sweepsLog }: ServiceRole) => [
    `REVOKE ALL ON ALL TABLES IN SCHEMA bus FROM ${name(role)}`,
    ...rows('bus', 'SELECT, INSERT', role),
    `GRANT UPDATE ON bus.partitions, bus.offsets TO ${name(role)}`,
    ...(sweepsLog ? [`GRANT DELETE ON bus.records TO ${name(role)}`] : []),
    sequences('bus', role),
  ];
  return [
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
    ...roles.flatMap((one) => [
      ...one.writes.flatMap((own) => change(own, one.role)),
      ...one.appendsOnly.map((table) => `REVOKE UPDATE, DELETE ON ${name(one.schema)}.${name(table)} FROM ${name(one.role)}`),
      ...log(one),
      ...one.reads.flatMap((other) => rows(other, 'SELECT', one.role)),
      `DO $$ BEGIN EXECUTE format('ALTER ROLE ${name(one.role)} IN DATABASE %I SET search_path = ${name(one.schema)}', current_database()); END $$`,
    ]),
  ];
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
