import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAll } from '@frontdesk/bus';
import type { ReceivedRecord } from '@frontdesk/bus';
import { deadTopic, topics } from '@frontdesk/contracts';
import type { System } from '@frontdesk/demo';
import { manifests } from '@frontdesk/local';
import { clusterDirectory } from '@frontdesk/postgres';
import { Logger, openBus } from '@frontdesk/runtime';
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

/** Everything that was published, of one conversation or of all: the first copies on the log. */
export async function published(system: System, conversationId?: string): Promise<ReceivedRecord[]> {
  const file = join(system.dataDir, 'processes.json');
  const brokers = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { brokers: string }).brokers : undefined;
  const bus = openBus({ DATABASE_URL: adminUrl(system), KAFKA_BROKERS: brokers }, 'e2e', new Logger('e2e', 'error'));
  try {
    const byId = new Map<string, ReceivedRecord>();
    for (const record of await readAll(bus, [...topics, ...manifests.map(({ name }) => deadTopic(name))])) {
      const id = record.headers['id']!;
      if (!byId.has(id) && (conversationId === undefined || record.key === conversationId)) byId.set(id, record);
    }
    return [...byId.values()];
  } finally {
    await bus.close();
  }
}
