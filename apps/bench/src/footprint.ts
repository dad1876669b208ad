import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@frontdesk/contracts';
import pg from 'pg';
import { valueBytesIn } from './kafka-segment.ts';

/** What a run leaves in the database and on the log. */
export interface Footprint {
  readonly databaseBytes: number;
  readonly walBytes: number;
  readonly commits: number;
  /** of the bus: on Kafka as it lies on disk, framing included; else of the values */
  readonly logBytes: number;
  /** of the records' values, by topic */
  readonly valueBytes: Readonly<Record<string, number>>;
}

/** Reads the database as its administrator. @param kafkaDir the broker's log; absent: the log is in the database */
export async function footprint(adminUrl: string, kafkaDir: string | undefined): Promise<Footprint> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const one = async (sql: string): Promise<number> =>
      Number((await client.query<{ value: string }>(`SELECT (${sql}) AS value`)).rows[0]!.value);
    await client.query('SELECT pg_stat_force_next_flush()');
    const { logBytes, valueBytes } = kafkaDir ? onKafka(kafkaDir) : await inDatabase(client);
    const recordsBytes = kafkaDir ? 0 : await one(`pg_total_relation_size('bus.records')`);
    return {
      databaseBytes: (await one('pg_database_size(current_database())')) - recordsBytes,
      walBytes: await one(`pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')`),
      commits: await one('SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = current_database()'),
      logBytes,
      valueBytes,
    };
  } finally {
    await client.end();
  }
}

type OfLog = Pick<Footprint, 'logBytes' | 'valueBytes'>;

async function inDatabase(client: pg.Client): Promise<OfLog> {
  const { rows } = await client.query<{ topic: string; bytes: string }>(
    `SELECT topic, sum(length(value)) AS bytes FROM bus.records r JOIN bus.partitions p ON p.id = r.partition_id GROUP BY topic`,
  );
  const valueBytes = Object.fromEntries(rows.map(({ topic, bytes }) => [topic, Number(bytes)]));
  return { logBytes: Object.values(valueBytes).reduce((sum, bytes) => sum + bytes, 0), valueBytes };
}

function onKafka(kafkaDir: string): OfLog {
  const valueBytes: Record<string, number> = {};
  let logBytes = 0;
  for (const name of readdirSync(join(kafkaDir, 'log'))) {
    const topic = name.replace(/-\d+$/, '');
    if (!(topics as readonly string[]).includes(topic)) continue;
    const folder = join(kafkaDir, 'log', name);
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.log'))) {
      const segment = readFileSync(join(folder, file));
      logBytes += segment.byteLength;
      valueBytes[topic] = (valueBytes[topic] ?? 0) + valueBytesIn(segment);
    }
  }
  return { logBytes, valueBytes };
}

export const difference = (after: Footprint, before: Footprint): Footprint => ({
  databaseBytes: after.databaseBytes - before.databaseBytes,
  walBytes: after.walBytes - before.walBytes,
  commits: after.commits - before.commits,
  logBytes: after.logBytes - before.logBytes,
  valueBytes: Object.fromEntries(
    Object.entries(after.valueBytes).map(([topic, bytes]) => [topic, bytes - (before.valueBytes[topic] ?? 0)]),
  ),
});
