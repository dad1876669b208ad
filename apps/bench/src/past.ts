import { manifests } from '@frontdesk/local';
import pg from 'pg';

const longAgo = "timestamptz '2000-01-01'";
/** columns of the inbox that a copy has of its own */
const own: Readonly<Record<string, string>> = {
  cause_id: 'gen_random_uuid()',
  n: 'source.n + 1000000000 + copy_no',
  created_at: longAgo,
  published_at: longAgo,
};

/**
 * Adds what is to be forgotten: `rows` inbox ids past their horizon to each service that has any, and `rows` records past their retention to the
 * embedded log, before its first ones.
 * @returns how many rows that made
 */
export async function addPast(adminUrl: string, rows: number): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    let added = 0;
    await client.query('SET synchronous_commit = off');
    for (const schema of manifests.map(({ owns }) => owns[0])) {
      const { rows: columns } = await client.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'inbox' ORDER BY ordinal_position`,
        [schema],
      );
      const { rowCount } = await client.query(
        `INSERT INTO ${schema}.inbox (${columns.map(({ name }) => name).join(', ')})
         SELECT ${columns.map(({ name }) => own[name] ?? `source.${name}`).join(', ')}
         FROM (SELECT * FROM ${schema}.inbox WHERE published_at IS NOT NULL LIMIT 1) AS source, generate_series(1, ${rows}) AS copy_no`,
      );
      added += rowCount ?? 0;
    }
    const { rowCount } = await client.query(
      `WITH places AS (SELECT id, first_offset, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS places FROM bus.partitions)
       INSERT INTO bus.records (partition_id, "offset", key, headers, value, appended_at)
       SELECT id, first_offset - 1 - copy_no / places, 'long ago', '{}', decode(repeat('00', 1500), 'hex'), ${longAgo}
       FROM generate_series(0, ${rows - 1}) AS copy_no JOIN places ON place = copy_no % places + 1`,
    );
    await client.query(
      `UPDATE bus.partitions SET first_offset = records.first
       FROM (SELECT partition_id, min("offset") AS first FROM bus.records GROUP BY 1) AS records
       WHERE id = partition_id AND first_offset > records.first`,
    );
    await client.query('ANALYZE');
    return added + (rowCount ?? 0);
  } finally {
    await client.end();
  }
}

/** @returns how many of those rows are still there */
export async function pastLeft(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const counts = [
      ...manifests.map(({ owns: [schema] }) => `SELECT count(*)::int AS rows FROM ${schema}.inbox WHERE created_at = ${longAgo}`),
      `SELECT count(*)::int AS rows FROM bus.records WHERE appended_at = ${longAgo}`,
    ];
    const { rows } = await client.query<{ rows: number }>(counts.join(' UNION ALL '));
    return rows.reduce((sum, one) => sum + one.rows, 0);
  } finally {
    await client.end();
  }
}
