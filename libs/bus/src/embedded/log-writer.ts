import type { Pool } from 'pg';
import { BusError } from '../bus-error.ts';
import { partitionOf } from '../partition-of.ts';
import type { Appending, LogRecord, OpenTransaction, ReceivedRecord } from '../port.ts';
import type { Tail } from './tail.ts';

// One statement, so one round trip. `locked` takes the counters in order of id: two writers never wait for each other in a
// circle, and a counter is held until commit, so that no offset becomes visible before every lower one.
const APPEND = `
  WITH input AS MATERIALIZED (
    SELECT id, n, key, headers, start, bytes FROM json_to_recordset($1::json) AS r(id int, n int, key text, headers json, start int, bytes int)
  ), counted AS MATERIALIZED (
    SELECT id, count(*) AS records FROM input GROUP BY id
  ), locked AS MATERIALIZED (
    SELECT id FROM bus.partitions WHERE id IN (SELECT id FROM counted) ORDER BY id FOR UPDATE
  ), advanced AS (
    UPDATE bus.partitions p SET next_offset = p.next_offset + c.records
    FROM locked JOIN counted c USING (id) WHERE p.id = locked.id
    RETURNING p.id, p.next_offset - c.records AS base
  ), written AS (
    INSERT INTO bus.records (partition_id, "offset", key, headers, value, appended_at)
    SELECT i.id, a.base + i.n, i.key, i.headers, substring($2::bytea FROM i.start FOR i.bytes), $3
    FROM input i JOIN advanced a USING (id)
  )
  SELECT id, base FROM advanced`;

interface Base {
  readonly id: number;
  readonly base: string;
}

interface Placed {
  readonly record: LogRecord;
  readonly partition: number;
}

const received = (placed: readonly Placed[], base: bigint): ReceivedRecord[] =>
  placed.map(({ record, partition }, index) => ({ ...record, partition, offset: base + BigInt(index) }));

/** Writes to the log. The ids of a topic's partitions are read once: a topic never shrinks. */
export class LogWriter {
  private readonly topics = new Map<string, readonly number[]>();
  private readonly pool: Pool;
  private readonly tail: Tail;

  constructor(pool: Pool, tail: Tail) {
    this.pool = pool;
    this.tail = tail;
  }

  /**
   * Appends in one transaction.
   * @throws BusError, retriable unless PostgreSQL refuses the data itself
   */
  async write(records: readonly LogRecord[]): Promise<void> {
    try {
      await this.loadTopics(records);
      const told = await this.place(
        records,
        async (values) => (await this.pool.query<Base>({ name: 'bus-append', text: APPEND, values })).rows,
      );
      told();
    } catch (error) {
      if (error instanceof BusError) throw error;
      const invalid = String((error as { code?: unknown }).code).startsWith('22');
      throw new BusError(invalid ? 'INVALID_RECORD' : 'UNAVAILABLE', 'the log did not take the records', {
        retriable: !invalid,
        cause: error,
      });
    }
  }

  /** Appends as the last statement of a transaction: the counters are held until it ends. */
  async writeWithin(tx: OpenTransaction, records: readonly LogRecord[]): Promise<Appending> {
    await this.loadTopics(records);
    return { done: this.place(records, (values) => tx.query<Base[]>(APPEND, values)) };
  }

  /** @returns what tells the tail, once it is committed */
  private async place(records: readonly LogRecord[], append: (values: unknown[]) => Promise<readonly Base[]>): Promise<() => void> {
    const { rows, values, byPartition } = this.layOut(records);
    const bases = await append([JSON.stringify(rows), values, new Date()]);
    if (bases.length !== byPartition.size) throw new Error(`${bases.length} of ${byPartition.size} partitions were written`);
    return () => this.tail.add(new Map(bases.map(({ id, base }) => [id, received(byPartition.get(id)!, BigInt(base))])));
  }

  private layOut(records: readonly LogRecord[]) {
    const byPartition = new Map<number, Placed[]>();
    let start = 1;
    const rows = records.map((record) => {
      const { topic, key, headers, value } = record;
      const ids = this.topics.get(topic)!;
      const partition = partitionOf(key, ids.length);
      const id = ids[partition]!;
      const placed = byPartition.get(id) ?? [];
      byPartition.set(id, placed);
      const row = { id, n: placed.length, key, headers, start, bytes: value.length };
      placed.push({ record, partition });
      start += value.length;
      return row;
    });
    return { rows, values: Buffer.concat(records.map((record) => record.value)), byPartition };
  }

  private async loadTopics(records: readonly LogRecord[]): Promise<void> {
    for (const topic of new Set(records.map((record) => record.topic))) if (!this.topics.has(topic)) await this.loadTopic(topic);
  }

  private async loadTopic(topic: string): Promise<void> {
    const { rows } = await this.pool.query<{ id: number }>('SELECT id FROM bus.partitions WHERE topic = $1 ORDER BY partition', [topic]);
    if (rows.length === 0) throw new BusError('UNKNOWN_TOPIC', `there is no topic ${topic}`, { retriable: true });
    this.topics.set(
      topic,
      rows.map((row) => row.id),
    );
  }
}
