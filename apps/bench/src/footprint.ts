import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@frontdesk/contracts';
import pg from 'pg';

export interface TopicFootprint {
  readonly records: number;
  readonly bytes: number;
}

/** What a run leaves in the database and on the log. */
export interface Footprint {
  readonly databaseBytes: number;
  readonly walBytes: number;
  readonly commits: number;
  readonly topics: Readonly<Record<string, TopicFootprint>>;
}

/** Reads the database as its administrator. @param kafkaDir the broker's log; absent: the log is in the database */
export async function footprint(adminUrl: string, kafkaDir: string | undefined): Promise<Footprint> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const one = async (sql: string): Promise<number> =>
      Number((await client.query<{ value: string }>(`SELECT (${sql}) AS value`)).rows[0]!.value);
    await client.query('SELECT pg_stat_force_next_flush()');
    const logBytes = kafkaDir ? 0 : await one(`pg_total_relation_size('bus.records')`);
    const rows = kafkaDir
      ? []
      : (
          await client.query<{ topic: string; records: string; bytes: string }>(
            `SELECT topic, count(*) AS records, sum(length(value)) AS bytes
             FROM bus.records r JOIN bus.partitions p ON p.id = r.partition_id GROUP BY topic`,
          )
        ).rows;
    return {
      databaseBytes: (await one('pg_database_size(current_database())')) - logBytes,
      walBytes: await one(`pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')`),
      commits: await one('SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = current_database()'),
      topics: kafkaDir
        ? onKafka(kafkaDir)
        : Object.fromEntries(rows.map(({ topic, records, bytes }) => [topic, { records: Number(records), bytes: Number(bytes) }])),
    };
  } finally {
    await client.end();
  }
}

/** Bytes as they lie on disk, framing included; records are counted by the caller. */
function onKafka(kafkaDir: string): Record<string, TopicFootprint> {
  const found: Record<string, TopicFootprint> = {};
  for (const name of readdirSync(join(kafkaDir, 'log'))) {
    const topic = name.replace(/-\d+$/, '');
    if (!(topics as readonly string[]).includes(topic)) continue;
    const folder = join(kafkaDir, 'log', name);
    const bytes = readdirSync(folder)
      .filter((file) => file.endsWith('.log'))
      .reduce((total, file) => total + statSync(join(folder, file)).size, 0);
    found[topic] = { records: 0, bytes: (found[topic]?.bytes ?? 0) + bytes };
  }
  return found;
}

export const difference = (after: Footprint, before: Footprint): Footprint => ({
  databaseBytes: after.databaseBytes - before.databaseBytes,
  walBytes: after.walBytes - before.walBytes,
  commits: after.commits - before.commits,
  topics: Object.fromEntries(
    Object.entries(after.topics).map(([topic, { records, bytes }]) => {
      const { records: had, bytes: held } = before.topics[topic] ?? { records: 0, bytes: 0 };
      return [topic, { records: records - had, bytes: bytes - held }];
    }),
  ),
});
