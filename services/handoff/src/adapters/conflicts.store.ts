import type { Message } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';

export interface ConflictRow {
  readonly id: string;
  /** merged: taken for one person; conflict: for two */
  readonly outcome: string;
  readonly found_at: Date;
  readonly conversation_ids: string[];
  readonly decision: string | null;
  readonly decided_by: string | null;
}

/** Contacts that people have to look at, as gateway found them. */
@Injectable()
export class ConflictsStore {
  constructor(private readonly db: DataSource) {}

  async keep(tx: EntityManager, { type, data, envelope }: Message): Promise<void> {
    if (type === 'ContactConflictFound') {
      const { conflictId, outcome, conversationId, otherConversationIds } = data;
      await tx.query(
        'INSERT INTO conflicts (id, outcome, found_at, conversation_ids) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING',
        [conflictId, outcome, new Date(envelope.decidedAt), [conversationId, ...otherConversationIds].filter((id) => id !== '')],
      );
    } else if (type === 'ContactConflictSettled') {
      await tx.query('UPDATE conflicts SET effect = $2, decision = $3 WHERE id = $1', [data.conflictId, data.effect, data.decision]);
    }
  }

  /** Not settled yet, the oldest first. */
  open(): Promise<ConflictRow[]> {
    return this.db.query(
      `SELECT id, outcome, found_at, conversation_ids, decision, decided_by FROM conflicts WHERE effect IS NULL ORDER BY found_at, id LIMIT 100`,
    );
  }

  async exists(id: string): Promise<boolean> {
    return (await this.db.query<unknown[]>('SELECT 1 FROM conflicts WHERE id = $1', [id])).length > 0;
  }

  /** @returns false if somebody has judged it before */
  async judge(tx: EntityManager, id: string, decision: string, by: string, at: number): Promise<boolean> {
    const [, changed]: [unknown, number] = await tx.query(
      'UPDATE conflicts SET decision = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND decision IS NULL',
      [id, decision, by, new Date(at)],
    );
    return changed > 0;
  }
}
