import type { Bus, LogRecord } from '@frontdesk/bus';
import { isMany, takeNext, transactionPace } from '@frontdesk/bus';
import type { Pool } from 'pg';

/** A record that was read, or what a send came to. */
export interface FloorCause {
  readonly id: string;
  readonly key: string;
  readonly read: Uint8Array;
  readonly isSend: boolean;
  readonly records: readonly LogRecord[];
}

export interface FloorCommit {
  readonly entries: readonly FloorCause[];
  readonly topic?: string;
  /** how long it may wait for company, ms */
  readonly patienceMs?: number;
  /** nothing is claimed, so more of them go together */
  readonly unclaimed?: boolean;
}

interface Member {
  readonly commit: FloorCommit;
  readonly dueAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** @returns the tables of a service of the floor */
export const floorTables = (name: string): string => `
  CREATE TABLE floor."${name}" (id uuid PRIMARY KEY, key text NOT NULL, payload bytea NOT NULL, marks int NOT NULL DEFAULT 0);
  CREATE TABLE floor."${name} outbox" (id bigint PRIMARY KEY, records bytea NOT NULL)`;

/**
 * What the inbox does for a service's batches, without logic: what waits together, with the inbox's patience and at its pace, shares one transaction
 * and one append. Where the log lies in the same database it is written with the transaction; else a row of the outbox is, and the next transaction
 * drops that.
 */
export class FloorLedger {
  private readonly waiting: Member[] = [];
  private readonly pace = transactionPace();
  private running = false;
  private outboxId = 0;
  /** outbox rows that are on the log */
  private published: readonly number[] = [];

  constructor(
    private readonly name: string,
    private readonly bus: Pick<Bus, 'append' | 'appendWithin'>,
    private readonly pool: Pool,
  ) {}

  /** Resolves when it is committed and on the log. */
  commit(commit: FloorCommit): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ commit, dueAt: performance.now() + (commit.patienceMs ?? 0), resolve, reject });
      if (this.running) this.pace.hurry();
      else void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length > 0) {
      await this.pace.turn(() => (isMany(this.waiting) ? 0 : Math.min(...this.waiting.map(({ dueAt }) => dueAt))));
      const members = takeNext(this.waiting);
      try {
        await this.store(members.flatMap(({ commit }) => commit.entries));
        for (const { resolve } of members) resolve();
      } catch (error) {
        for (const { reject } of members) reject(error);
      }
    }
    this.running = false;
  }

  private async store(causes: readonly FloorCause[]): Promise<void> {
    const records = causes.flatMap((cause) => cause.records);
    const sends = causes.filter(({ isSend }) => isSend).map(({ id }) => id);
    const isWithin = this.bus.appendWithin !== undefined && records.length > 0;
    const isLeft = !isWithin && records.length > 0;
    if (isLeft) this.outboxId += 1;
    const id = this.outboxId;
    const client = await this.pool.connect();
    try {
      // one flight: what the inbox asks for one after the other, too
      const asked: Promise<unknown>[] = [client.query('BEGIN'), client.query(this.keep(causes))];
      if (sends.length > 0) asked.push(client.query(this.mark(sends)));
      if (isLeft) asked.push(client.query(this.leave(id, records)));
      const query = (text: string, values: unknown[]) => client.query({ name: 'append', text, values }).then(({ rows }) => rows);
      const transaction = { query: query as <Rows>(text: string, values: unknown[]) => Promise<Rows> };
      const appended = isWithin ? await this.bus.appendWithin!(transaction, records) : undefined;
      const [told] = await Promise.all([appended?.done, ...asked, client.query('COMMIT')]);
      told?.();
    } finally {
      client.release();
    }
    this.published = [];
    this.pace.ended();
    if (!isLeft) return;
    await this.bus.append(records);
    this.published = [id];
  }

  /** What a service keeps of a message: what it wrote, and where it writes nothing what it read. Drops what the transaction before has published. */
  private keep(causes: readonly FloorCause[]) {
    const kept = causes.map(({ records, read }) => Buffer.concat(records.length > 0 ? records.map(({ value }) => value) : [read]));
    return {
      name: `keep ${this.name}`,
      values: [causes.map(({ id }) => id), causes.map(({ key }) => key), kept, this.published],
      text: `WITH gone AS (DELETE FROM floor."${this.name} outbox" WHERE id = ANY($4::bigint[]))
        INSERT INTO floor."${this.name}" (id, key, payload) SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[]) ON CONFLICT DO NOTHING`,
    };
  }

  private leave(id: number, records: readonly LogRecord[]) {
    return {
      name: `leave ${this.name}`,
      values: [id, Buffer.concat(records.map(({ value }) => value))],
      text: `INSERT INTO floor."${this.name} outbox" (id, records) VALUES ($1, $2)`,
    };
  }

  private mark(ids: readonly string[]) {
    return {
      name: `mark ${this.name}`,
      values: [ids],
      text: `UPDATE floor."${this.name}" SET marks = marks + 1 WHERE id = ANY($1)`,
    };
  }
}
