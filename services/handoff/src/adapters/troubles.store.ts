import type { Message } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';

export interface TroubleRow {
  readonly scope: string;
  readonly what: string;
  /** the template it befell, else Meta's code */
  readonly subject: string;
  readonly why: string;
  readonly since: Date;
  readonly told_at: Date;
}

/** What Meta did to account, number or templates that somebody has to mend. */
@Injectable()
export class TroublesStore {
  constructor(private readonly db: DataSource) {}

  async keep(tx: EntityManager, message: Message): Promise<void> {
    if (message.type === 'AttentionNeeded') {
      const { scope, what, subjects, why, until } = message.data;
      const told = new Date(message.envelope.decidedAt);
      await tx.query(
        `INSERT INTO troubles (scope, what, subject, why, since, told_at, until)
         SELECT DISTINCT $1, $2, subject, $4, $5::timestamptz, $5::timestamptz, $6::timestamptz FROM unnest($3::text[]) AS subject
         ON CONFLICT (scope, what, subject) DO UPDATE SET why = excluded.why, told_at = excluded.told_at, until = excluded.until,
           since = CASE WHEN troubles.until <= excluded.told_at THEN excluded.since ELSE troubles.since END`,
        [scope, what, subjects.length > 0 ? subjects : [why], why, told, until === 0 ? null : new Date(until)],
      );
    } else if (message.type === 'AttentionOver') {
      const { scope, what, subjects, why } = message.data;
      const over = subjects.length > 0 || why === '' ? subjects : [why];
      const these = 'scope = $1 AND what = $2 AND (cardinality($3::text[]) = 0 OR subject = ANY($3))';
      await tx.query(`DELETE FROM troubles WHERE ${these}`, [scope, what, over]);
    }
  }

  /** What stands, the newest first. */
  standing(now: number): Promise<TroubleRow[]> {
    return this.db.query(
      'SELECT scope, what, subject, why, since, told_at FROM troubles WHERE until IS NULL OR until > $1 ORDER BY since DESC, what, subject LIMIT 200',
      [new Date(now)],
    );
  }

  async forget(tx: EntityManager, { scope, what, subjects }: { scope: string; what: string; subjects: readonly string[] }): Promise<void> {
    await tx.query('DELETE FROM troubles WHERE scope = $1 AND what = $2 AND subject = ANY($3)', [scope, what, subjects]);
  }
}
