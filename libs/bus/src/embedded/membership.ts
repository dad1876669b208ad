import pg from 'pg';
import type { Client, ClientConfig } from 'pg';
import { BusError } from '../bus-error.ts';
import type { ReceivedRecord } from '../port.ts';
import { shareOf } from './share.ts';

/** High half of the first lock number, so that advisory locks of others in the same database don't meet ours. */
const LOCK_SPACE = 0x46440000;
/** Second lock number of a member's presence; partitions count from 1. */
const PRESENCE = 0;

export interface LogPartition {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
}

type Row = Pick<ReceivedRecord, 'key' | 'headers' | 'value'> & { id: number; offset: string };

const READ = `
  SELECT w.id, r."offset", r.key, r.headers, r.value
  FROM unnest($1::int[], $2::bigint[]) AS w(id, position)
  CROSS JOIN LATERAL (
    SELECT *, sum(octet_length(value)) OVER (ORDER BY "offset") - octet_length(value) AS before FROM (
      SELECT * FROM bus.records WHERE partition_id = w.id AND "offset" >= w.position ORDER BY "offset" LIMIT $3
    ) AS head
  ) AS r
  WHERE r.before < $4 ORDER BY w.id, r."offset"`;

const COMMIT = `
  INSERT INTO bus.offsets (group_id, partition_id, committed)
  SELECT $1, u.id, u.committed FROM unnest($2::int[], $3::bigint[]) AS u(id, committed) ORDER BY u.id
  ON CONFLICT (group_id, partition_id) DO UPDATE SET committed = excluded.committed`;

const LOCKS = `
  SELECT pid = pg_backend_pid() AS mine, pid, objid::int AS id FROM pg_locks
  WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint = $1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * One member of a group: one PostgreSQL session. Its advisory locks are its partitions, and what it reads and commits goes over the same
 * session, so a member that lost its session can neither hold nor commit anything.
 */
export class Membership {
  readonly partitions: readonly LogPartition[];
  private readonly client: Client;
  private readonly groupId: number;
  private gone = false;

  private constructor(client: Client, groupId: number, partitions: readonly LogPartition[], onLost: () => void) {
    this.client = client;
    this.groupId = groupId;
    this.partitions = partitions;
    const lost = () => {
      this.gone = true;
      onLost();
    };
    client.on('end', lost);
    client.on('error', lost);
  }

  /** @throws when PostgreSQL or one of the topics is not there (yet) */
  static async join(connection: ClientConfig, group: string, topics: readonly string[], onLost: () => void): Promise<Membership> {
    const client = new pg.Client({
      ...connection,
      application_name: `bus ${group}`,
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
      query_timeout: 10_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      // A lost commit of offsets costs a redelivery. The server forgets a silent client soon, and its locks with it.
      await client.query(
        `SET synchronous_commit = off; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3`,
      );
      await client.query('INSERT INTO bus.groups (consumer) VALUES ($1) ON CONFLICT DO NOTHING', [group]);
      const groupId = (await client.query<{ id: number }>('SELECT id FROM bus.groups WHERE consumer = $1', [group])).rows[0]!.id;
      const { rows } = await client.query<LogPartition>(
        'SELECT id, topic, partition FROM bus.partitions WHERE topic = ANY($1) ORDER BY partition, topic',
        [topics],
      );
      const missing = topics.filter((topic) => !rows.some((row) => row.topic === topic));
      if (missing.length > 0) throw new BusError('UNKNOWN_TOPIC', `there is no topic ${missing.join(', ')}`, { retriable: true });
      await client.query('SELECT pg_advisory_lock_shared($1, $2)', [LOCK_SPACE + groupId, PRESENCE]);
      return new Membership(client, groupId, rows, onLost);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  get lost(): boolean {
    return this.gone;
  }

  /** @returns how many partitions this member should hold now, and which ones nobody holds */
  async survey(): Promise<{ share: number; free: readonly LogPartition[] }> {
    const { rows } = await this.client.query<{ mine: boolean; pid: number; id: number }>({
      name: 'bus-locks',
      text: LOCKS,
      values: [LOCK_SPACE + this.groupId],
    });
    const members = rows.filter((row) => row.id === PRESENCE).sort((a, b) => a.pid - b.pid);
    const taken = new Set(rows.map((row) => row.id));
    return {
      share: shareOf(
        this.partitions.length,
        members.length,
        members.findIndex((row) => row.mine),
      ),
      free: this.partitions.filter((partition) => !taken.has(partition.id)),
    };
  }

  /** @returns of the wanted partitions those that are now this member's, each with the offset to go on from */
  async take(wanted: readonly LogPartition[]): Promise<(LogPartition & { position: bigint })[]> {
    const { rows } = await this.client.query<{ id: number }>(
      `SELECT id FROM (SELECT id, pg_try_advisory_lock($1, id) AS locked FROM unnest($2::int[]) AS id) AS tried WHERE locked`,
      [LOCK_SPACE + this.groupId, wanted.map((partition) => partition.id)],
    );
    // Read only once the locks are held: the one who held them before has committed by then.
    const { rows: positions } = await this.client.query<{ id: number; position: string }>(
      `
      SELECT p.id, greatest(p.first_offset, coalesce(o.committed, 0)) AS position FROM bus.partitions p
      LEFT JOIN bus.offsets o ON o.partition_id = p.id AND o.group_id = $1 WHERE p.id = ANY($2)`,
      [this.groupId, rows.map((row) => row.id)],
    );
    const position = new Map(positions.map((row) => [row.id, BigInt(row.position)]));
    return wanted
      .filter((partition) => position.has(partition.id))
      .map((partition) => ({ ...partition, position: position.get(partition.id)! }));
  }

  async release(ids: readonly number[]): Promise<void> {
    await this.client.query('SELECT pg_advisory_unlock($1, id) FROM unnest($2::int[]) AS id', [LOCK_SPACE + this.groupId, ids]);
  }

  /** Reads from several partitions at once: of each at most `maxRecords`, and no further record once `maxBytes` are reached. */
  async read(
    from: ReadonlyMap<LogPartition, bigint>,
    maxRecords: number,
    maxBytes: number,
  ): Promise<ReadonlyMap<number, readonly ReceivedRecord[]>> {
    const places = new Map([...from.keys()].map((place) => [place.id, place]));
    const { rows } = await this.client.query<Row>({
      name: 'bus-read',
      text: READ,
      values: [[...places.keys()], [...from.values()].map(String), maxRecords, maxBytes],
    });
    const byPartition = new Map<number, ReceivedRecord[]>();
    for (const { id, offset, key, headers, value } of rows) {
      const { topic, partition } = places.get(id)!;
      const record = { topic, partition, offset: BigInt(offset), key, headers, value };
      const records = byPartition.get(id);
      if (records) records.push(record);
      else byPartition.set(id, [record]);
    }
    return byPartition;
  }

  async commit(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    if (offsets.size === 0) return;
    await this.client.query({
      name: 'bus-commit',
      text: COMMIT,
      values: [this.groupId, [...offsets.keys()], [...offsets.values()].map(String)],
    });
  }

  async leave(): Promise<void> {
    this.gone = true;
    await this.client.end().catch(() => undefined);
  }
}
