import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

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

  async refusedSince(tx: EntityManager, since: number): Promise<{ number_id: string; code: number; refused_at: number }[]> {
    return tx.query('SELECT number_id, code, refused_at FROM number_alerts WHERE refused_at > $1', [since]);
  }
}
