import { refusingCodes } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface RefusedRow { readonly number_id: string; readonly code: number; readonly refused_at: number; readonly seen_at: number }

@Injectable()
export class NumbersStore {
  /** @returns whether it was another one, so that of all replicas one says it */
  async changeQuality(tx: EntityManager, numberId: string, quality: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO numbers (number_id, quality) VALUES ($1, $2) ON CONFLICT (number_id) DO UPDATE SET quality = excluded.quality
       WHERE numbers.quality <> excluded.quality RETURNING 1`, [numberId, quality]);
    return rows.length > 0;
  }

  /** A status refuses the number. Once a second is often enough: it is said to other replicas. */
  async refused(tx: EntityManager, numberId: string, code: number, now: number): Promise<void> {
    await tx.query(
      `INSERT INTO number_alerts (number_id, code, told_at, refused_at) VALUES ($1, $2, 'epoch', $3)
       ON CONFLICT (number_id, code) DO UPDATE SET refused_at = excluded.refused_at WHERE number_alerts.refused_at < $3::float8 - 1000`, [numberId, code, now]);
  }

  /** What a status said after `since`, and each refusal of a number itself that was seen after `standsSince`. */
  async refusedSince(tx: EntityManager, since: number, standsSince: number): Promise<RefusedRow[]> {
    return tx.query(
      `SELECT number_id, code, refused_at, extract(epoch FROM seen_at)::float8 * 1000 AS seen_at FROM number_alerts
       WHERE refused_at > $1 OR (seen_at > $2 AND code = ANY($3))`, [since, new Date(standsSince), [...refusingCodes]]);
  }

  /** What was written after a number's refusals has reached somebody: they are over, and the next one is news. @param markedAt real time, ms */
  async mended(tx: EntityManager, numberId: string, markedAt: number): Promise<void> {
    await tx.query("UPDATE number_alerts SET seen_at = 'epoch' WHERE number_id = $1 AND code = ANY($2) AND seen_at < $3",
      [numberId, [...refusingCodes], new Date(markedAt)]);
  }
}
