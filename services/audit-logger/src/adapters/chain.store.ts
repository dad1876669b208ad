import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Difference } from '../domain/chain.ts';
import { differencesOf } from './chain-check.ts';
import { blockHash, leavesOf } from './chain-form.ts';
import type { Query } from './query.ts';

/** Until where decisions were numbered at some time, and a transaction that is younger than all of theirs. */
export interface Numbered {
  readonly last: number;
  readonly transaction: string;
}

export interface Closed {
  readonly number: string;
  readonly rows: number;
  readonly hash: string;
}

const close = `
  WITH leaf AS (${leavesOf('$2', '$3')}),
    found AS (SELECT count(*)::int AS rows, min(ts) AS decided_from, string_agg(leaf, '' ORDER BY leaf) AS leaves FROM leaf),
    kept AS (INSERT INTO audit_leaves (block, leaves) SELECT $1, leaves FROM found WHERE rows > 0),
    block AS (SELECT $1::bigint AS number, $2::bigint AS after_seq, $3::bigint AS last_seq, rows, decided_from, $4::timestamptz AS forgotten_before,
      $5::timestamptz AS closed_at, sha256(leaves) AS leaves_hash, $6::bytea AS previous FROM found WHERE rows > 0)
  INSERT INTO audit_blocks SELECT *, ${blockHash} FROM block RETURNING number, rows, encode(hash, 'hex') AS hash`;

interface Head {
  readonly number: string;
  readonly last_seq: string;
  readonly forgotten_before: Date;
  readonly hash: Buffer;
}
const head = 'SELECT number, last_seq, forgotten_before, hash FROM audit_blocks ORDER BY number DESC LIMIT 1';
const beginning: Head = { number: '0', last_seq: '0', forgotten_before: new Date(0), hash: Buffer.alloc(0) };

@Injectable()
export class ChainStore {
  constructor(private readonly db: DataSource) {}

  /** The number is read first: whoever has a lower one had a transaction before this one began. */
  async numbered(): Promise<Numbered> {
    const [sequence] = await this.db.query<{ last: string }[]>(
      'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM wa_events_seq',
    );
    const [mine] = await this.db.query<{ transaction: string }[]>('SELECT pg_current_xact_id()::text AS transaction');
    return { last: Number(sequence!.last), transaction: mine!.transaction };
  }

  /** @returns whether each of those numbers is on a row, or on none for ever: nobody who took one is still at it */
  async isSettled({ transaction }: Numbered): Promise<boolean> {
    const settled = 'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS settled';
    return (await this.db.query<{ settled: boolean }[]>(settled, [transaction]))[0]!.settled;
  }

  /** @returns the last number that is in a block */
  async lastClosed(): Promise<number> {
    return Number((await this.db.query<Head[]>(head))[0]?.last_seq ?? 0);
  }

  /**
   * Closes a block over what follows the last one, up to the number `upTo`, which has to be settled.
   * @returns undefined: there is none, or another replica was first
   */
  close(upTo: number, forgottenBefore: Date, closedAt: Date): Promise<Closed | undefined> {
    return this.db.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' chain', 0))`);
      const [last = beginning] = await tx.query<Head[]>(head);
      if (Number(last.last_seq) >= upTo) return undefined;
      const forgotten = new Date(Math.max(forgottenBefore.getTime(), last.forgotten_before.getTime())); // what was forgotten stays so
      const block = [Number(last.number) + 1, last.last_seq, upTo, forgotten, closedAt, last.hash];
      return (await tx.query<Closed[]>(close, block))[0];
    });
  }

  /** What differs in the block whose turn it is. @param turn each block's comes in as many turns as there are blocks */
  async look(turn: number, now: Date): Promise<readonly Difference[]> {
    const query: Query = (sql, values) => this.db.query(sql, values);
    const last = Number((await this.db.query<Head[]>(head))[0]?.number ?? 0);
    return last === 0 ? [] : differencesOf(query, 1 + (turn % last), now);
  }
}
