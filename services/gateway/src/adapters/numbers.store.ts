import { passingCodes, refusingCodes } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface RefusedRow {
  readonly number_id: string;
  readonly code: number;
  readonly refused_at: number;
  readonly seen_at: number;
}

/** A refusal that was not seen for so long is news when it comes again; ms. */
export const standsForMs = 30 * 60_000;

/**
 * When a message must have been on its way for its arrival to say that a refusal is over, ms: after one of the number itself at once; after one that
 * lets others through all the while once it does not stand any more. What somebody has to mend for some messages alone no arrival ends.
 */
export const overFrom = (code: number, seenAt: number): number =>
  refusingCodes.has(code) ? seenAt : passingCodes.has(code) ? seenAt + standsForMs : Infinity;

/**
 * Whoever writes a row of alerts writes of it alone until its transaction ends, and nobody waits for that: several transactions of several messages
 * take such rows in no order. What is left to the other is said by it, or comes again with the next message.
 */
const isFree = (number: string, code: string): string => `pg_try_advisory_xact_lock(hashtextextended(${number} || ' ' || ${code}, 11))`;

@Injectable()
export class NumbersStore {
  /** @returns whether it was another one, so that of all replicas one says it */
  async changeQuality(tx: EntityManager, numberId: string, quality: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO numbers (number_id, quality) SELECT $1::text, $2::text
       WHERE NOT EXISTS (SELECT FROM numbers WHERE number_id = $1 AND quality = $2)
       ON CONFLICT (number_id) DO UPDATE SET quality = excluded.quality WHERE numbers.quality <> excluded.quality RETURNING 1`,
      [numberId, quality],
    );
    return rows.length > 0;
  }

  /** A status refuses the number. Once a second is often enough: it is said to other replicas. */
  async refused(tx: EntityManager, numberId: string, code: number, now: number): Promise<void> {
    await tx.query(
      `INSERT INTO number_alerts (number_id, code, told_at, refused_at) SELECT $1::text, $2::int, 'epoch', $3::float8
         WHERE ${isFree('$1::text', '$2::int')}
       ON CONFLICT (number_id, code) DO UPDATE SET refused_at = excluded.refused_at WHERE number_alerts.refused_at < $3::float8 - 1000`,
      [numberId, code, now],
    );
  }

  /** What a status said after `since`, and each refusal that is not over and that a message may end. */
  async refusedSince(tx: EntityManager, since: number): Promise<RefusedRow[]> {
    return tx.query(
      `SELECT number_id, code, refused_at, extract(epoch FROM seen_at)::float8 * 1000 AS seen_at FROM number_alerts
       WHERE refused_at > $1 OR (seen_at > 'epoch' AND code = ANY($2))`,
      [since, [...refusingCodes, ...passingCodes]],
    );
  }

  /**
   * @returns whether somebody has to be told that Meta refuses the number with this code: it is news when it does not stand any more, or once it was
   * over (`mended`), in which case not within a minute; what goes on is told again once a day.
   */
  async tellOf(tx: EntityManager, numberId: string, code: number, now: number): Promise<boolean> {
    const [row] = await tx.query<{ told: boolean }[]>(
      `INSERT INTO number_alerts AS known (number_id, code, told_at, seen_at) SELECT $1::text, $2::int, $3::timestamptz, $3::timestamptz
         WHERE ${isFree('$1::text', '$2::int')}
       ON CONFLICT (number_id, code) DO UPDATE SET seen_at = excluded.seen_at, told_at = CASE
         WHEN known.told_at < $3::timestamptz - (CASE WHEN known.seen_at < $4 THEN interval '1 minute' ELSE interval '1 day' END)
         THEN excluded.told_at ELSE known.told_at END
       WHERE known.seen_at < $3::timestamptz - interval '1 minute' RETURNING told_at = $3::timestamptz AS told`,
      [numberId, code, new Date(now), new Date(now - standsForMs)],
    );
    return row?.told ?? false;
  }

  /**
   * What was written after a number's refusals (`overFrom`) has reached somebody: they are over, and the next one is news. @param markedAt real time, ms
   * @returns the codes that stood
   */
  async mended(tx: EntityManager, numberId: string, markedAt: number): Promise<number[]> {
    const [rows]: [{ code: number }[], number] = await tx.query(
      `UPDATE number_alerts SET seen_at = 'epoch' WHERE number_id = $1 AND seen_at > 'epoch'
         AND ((code = ANY($2) AND seen_at < $3) OR (code = ANY($4) AND seen_at < $5))
         AND ${isFree('number_id', 'code')} RETURNING code`,
      [numberId, [...refusingCodes], new Date(markedAt), [...passingCodes], new Date(markedAt - standsForMs)],
    );
    return rows.map(({ code }) => code);
  }
}
