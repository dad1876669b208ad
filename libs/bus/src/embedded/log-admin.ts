import type { Pool } from 'pg';
import { inSteps } from '../in-steps.ts';
import type { NewTopic, Position } from '../port.ts';

// The innermost limit comes before the comparison of times, so that a step reads no more than it may delete.
const TRIM = `
  WITH head AS MATERIALIZED (
    SELECT "offset", appended_at FROM bus.records WHERE partition_id = $1 ORDER BY "offset" LIMIT $3
  ), gone AS (
    DELETE FROM bus.records r USING head h WHERE r.partition_id = $1 AND r."offset" = h."offset" AND h.appended_at < $2 RETURNING r."offset"
  )
  UPDATE bus.partitions SET first_offset = (SELECT max("offset") + 1 FROM gone)
  WHERE id = $1 AND EXISTS (SELECT FROM gone) RETURNING (SELECT count(*)::int FROM gone) AS deleted`;

// One look at each partition's first record: most have nothing to give. Whose role may not delete has nothing to do.
const OLD = `
  SELECT p.id, t.retention_ms AS retention FROM bus.partitions p JOIN bus.topics t USING (topic)
  CROSS JOIN LATERAL (
    SELECT appended_at FROM bus.records r WHERE r.partition_id = p.id AND r."offset" >= p.first_offset ORDER BY r."offset" LIMIT 1
  ) AS first
  WHERE has_table_privilege('bus.records', 'DELETE') AND p.next_offset > p.first_offset AND first.appended_at < to_timestamp(($1::bigint - t.retention_ms) / 1000.0)`;

const POSITIONS = `
  SELECT p.topic || ' ' || p.partition AS partition, p.next_offset AS end, greatest(p.first_offset, coalesce(o.committed, 0)) AS read
  FROM bus.partitions p
  LEFT JOIN bus.groups g ON g.consumer = $1
  LEFT JOIN bus.offsets o ON o.group_id = g.id AND o.partition_id = p.id
  WHERE p.topic = ANY($2)`;

/** Topics, positions and retention of the log in PostgreSQL. */
export class LogAdmin {
  private readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  /** @returns number of partitions by topic, of those that exist */
  async partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ topic: string; partitions: number }>(
      'SELECT topic, count(*)::int AS partitions FROM bus.partitions WHERE topic = ANY($1) GROUP BY topic',
      [topics],
    );
    return new Map(rows.map((row) => [row.topic, row.partitions]));
  }

  /** A topic that exists is left as it is: more partitions would re-map its keys. */
  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    await this.pool.query(
      `
      WITH wanted AS (
        SELECT * FROM json_to_recordset($1::json) AS t(topic text, partitions int, "retentionMs" bigint)
      ), created AS (
        INSERT INTO bus.topics (topic, retention_ms) SELECT topic, "retentionMs" FROM wanted ORDER BY topic ON CONFLICT DO NOTHING RETURNING topic
      )
      INSERT INTO bus.partitions (topic, partition)
      SELECT topic, n FROM created JOIN wanted USING (topic), generate_series(0, partitions - 1) AS n ORDER BY topic, n`,
      [JSON.stringify(topics)],
    );
  }

  async positions(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    const { rows } = await this.pool.query<{ partition: string; end: string; read: string }>(POSITIONS, [group, topics]);
    return new Map(rows.map(({ partition, end, read }) => [partition, { end: Number(end), read: Number(read) }]));
  }

  /** @returns by partition's row: the offset behind its last record */
  async heads(): Promise<ReadonlyMap<number, bigint>> {
    const { rows } = await this.pool.query<{ ids: number[] | null; heads: string[] | null }>({
      name: 'bus-heads',
      text: 'SELECT array_agg(id) AS ids, array_agg(next_offset) AS heads FROM bus.partitions',
    });
    const { ids, heads } = rows[0]!;
    return new Map((ids ?? []).map((id, index) => [id, BigInt(heads![index]!)]));
  }

  /** Deletes what is older than its topic's retention at `now` (ms), in small steps. @returns records of each step */
  async trim(now: number, isStopped: () => boolean): Promise<number[]> {
    const { rows } = await this.pool.query<{ id: number; retention: string }>(OLD, [Math.trunc(now)]);
    const steps: number[] = [];
    for (const { id, retention } of rows) {
      const before = new Date(now - Number(retention));
      const trimmed = await inSteps(async (limit) => {
        const step = await this.pool.query<{ deleted: number }>(TRIM, [id, before, limit]);
        return step.rows[0]?.deleted ?? 0;
      }, isStopped);
      steps.push(...trimmed);
      if (isStopped()) break;
    }
    return steps;
  }
}
