import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { levels } from '../domain/pacing.ts';
import type { NumberPace } from '../domain/pacing.ts';
import { leave } from '@frontdesk/postgres';

interface Row {
  number_id: string;
  level: number;
  share: number;
  cut_at: number;
  paid_to: number;
}

/** How fast our numbers may be, and how far each has come: one row per number, which all replicas take turns at. */
@Injectable()
export class PacesStore {
  /** Locks them, in order, and makes those that are missing. */
  async lock(tx: EntityManager, numberIds: readonly string[]): Promise<Map<string, NumberPace>> {
    const select =
      'SELECT number_id, level, share, cut_at, paid_to FROM number_paces WHERE number_id = ANY($1) ORDER BY number_id FOR UPDATE';
    let rows = await tx.query<Row[]>(select, [numberIds]);
    if (rows.length < numberIds.length) {
      await tx.query(
        'INSERT INTO number_paces (number_id, level) SELECT id, $2 FROM unnest($1::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING',
        [numberIds, levels.standard],
      );
      rows = await tx.query<Row[]>(select, [numberIds]);
    }
    return new Map(rows.map((row) => [row.number_id, { level: row.level, share: row.share, cutAt: row.cut_at, paidTo: row.paid_to }]));
  }

  /** Under the locks. */
  async save(tx: EntityManager, paces: ReadonlyMap<string, NumberPace>): Promise<void> {
    const all = [...paces];
    if (all.length === 0) return;
    await leave(
      tx,
      tx.query(
        `UPDATE number_paces SET level = new.level, share = new.share, cut_at = new.cut_at, paid_to = new.paid_to
       FROM unnest($1::text[], $2::int[], $3::float8[], $4::float8[], $5::float8[]) AS new (id, level, share, cut_at, paid_to) WHERE number_id = new.id`,
        [
          all.map(([id]) => id),
          all.map(([, pace]) => pace.level),
          all.map(([, pace]) => pace.share),
          all.map(([, pace]) => pace.cutAt),
          all.map(([, pace]) => pace.paidTo),
        ],
      ),
    );
  }
}
