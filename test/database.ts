import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from '@frontdesk/demo';
import { manifests } from '@frontdesk/local';
import { clusterDirectory } from '@frontdesk/postgres';
import pg from 'pg';

/** Looks into a running system's database as its administrator; only tests do. */
export async function query<Row extends object>(system: System, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: adminUrl(system) });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export const adminUrl = (system: System): string => readFileSync(join(system.dataDir, 'database.url'), 'utf8');

/** The process that all of an embedded PostgreSQL's others come from. */
export const postmaster = (system: System): number =>
  Number(readFileSync(join(clusterDirectory(join(system.dataDir, 'postgres')), 'postmaster.pid'), 'utf8').split('\n', 1)[0]);

export const schemas: readonly string[] = manifests.map(({ owns }) => owns[0]);

/** Everything services have published for a conversation, as their inboxes hold it: the records themselves. */
export async function published(system: System, conversationId?: string): Promise<{ id: string; topic: string; value: Buffer; headers: Record<string, string> }[]> {
  const rows = await Promise.all(schemas.map((schema) => query<{ outputs: { topic: string; key: string; value: string; headers: Record<string, string> }[] }>(
    system, `SELECT outputs FROM ${schema}.inbox WHERE jsonb_array_length(outputs) > 0`)));
  return rows.flat().flatMap(({ outputs }) => outputs)
    .filter(({ key }) => conversationId === undefined || key === conversationId)
    .map(({ topic, value, headers }) => ({ id: headers['id']!, topic, headers, value: Buffer.from(value, 'base64') }));
}
