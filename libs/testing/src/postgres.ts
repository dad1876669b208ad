import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Manifest, Service } from '@frontdesk/contracts';
import {
  connect,
  forgetEmbeddedPostgres,
  migrate,
  migrationsOf,
  serviceRole,
  serviceUrl,
  startEmbeddedPostgres,
} from '@frontdesk/postgres';
import { Client, escapeIdentifier } from 'pg';

/** Where the Jest run's server is, for the workers. */
export const serverVariable = 'FRONTDESK_TEST_POSTGRES';

const root = resolve(import.meta.dirname, '../../..');
const password = 'frontdesk-test';

export interface TestDatabase {
  /** superuser, this database */
  readonly adminUrl: string;
  /** as the service's own role */
  urlFor(service: Service): string;
  /** Connects as the service does; the connections end with the database. */
  connect(service: Service): ReturnType<typeof connect>;
  /** Ends what `connect` opened, drops the database, and stops its server if that was started for it. */
  close(): Promise<void>;
}

/** A real PostgreSQL in a temporary directory; everything in it is lost when it stops. */
export async function startTestPostgres(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-test-postgres-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const stop = async () => {
    await server.stop();
    forgetEmbeddedPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { adminUrl: server.adminUrl, stop };
}

/**
 * A fresh database, migrated for these services: a copy of a template that the first one to ask makes. It lies in the Jest run's server, else in one
 * of its own.
 */
export async function testDatabase(services: readonly Manifest[] = []): Promise<TestDatabase> {
  const shared = process.env[serverVariable];
  const { adminUrl, stop } = shared ? { adminUrl: shared, stop: async () => undefined } : await startTestPostgres();
  const database = `test_${randomBytes(6).toString('hex')}`;
  await makeDatabase(adminUrl, database, services);
  const url = within(adminUrl, database);
  const manifestOf = (service: Service) => {
    const manifest = services.find(({ name }) => name === service);
    if (!manifest) throw new Error(`the database was not made for ${service}`);
    return manifest;
  };
  const urlFor = (service: Service) => serviceUrl(url, manifestOf(service), password);
  const sources: Awaited<ReturnType<typeof connect>>[] = [];
  return {
    adminUrl: url,
    urlFor,
    connect: async (service) => {
      const source = await connect({ url: urlFor(service), schema: serviceRole(manifestOf(service)).schema, poolSize: 8 });
      sources.push(source);
      return source;
    },
    close: async () => {
      for (const source of sources) await source.destroy();
      await asAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
      await stop();
    },
  };
}

async function makeDatabase(adminUrl: string, database: string, services: readonly Manifest[]): Promise<void> {
  const template = await templateFor(adminUrl, services);
  await asAdmin(adminUrl, (admin) => admin.query(`CREATE DATABASE ${database} TEMPLATE ${template}`));
  // settings of a role in a database are not copied with it
  await asAdmin(adminUrl, async (admin) => {
    for (const { role, schema } of services.map(serviceRole)) {
      await admin.query(`ALTER ROLE ${escapeIdentifier(role)} IN DATABASE ${database} SET search_path = ${escapeIdentifier(schema)}`);
    }
    await admin.query(`REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  });
}

/** A template's name tells its content, so that a changed migration gets a new one. */
async function templateFor(adminUrl: string, services: readonly Manifest[]): Promise<string> {
  const roles = services.map(serviceRole);
  const content = JSON.stringify([roles, migrationsOf(roles, root).map(({ schema, name, checksum }) => [schema, name, checksum])]);
  const template = `template_${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(7301847)');
    const { rows } = await admin.query<{ ready: boolean }>('SELECT datistemplate AS ready FROM pg_database WHERE datname = $1', [template]);
    if (rows[0]?.ready) return;
    await admin.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${template}`);
    const passwords = Object.fromEntries(services.map(({ name }) => [name, password]));
    await migrate({ adminUrl: within(adminUrl, template), services, migrationsRoot: root, passwords });
    await admin.query(`ALTER DATABASE ${template} IS_TEMPLATE true`);
  });
  return template;
}

function within(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin<Result>(adminUrl: string, work: (admin: Client) => Promise<Result>): Promise<Result> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
