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
}
