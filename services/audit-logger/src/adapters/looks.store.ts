import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Somebody opened a transcript or a file, or had a field unmasked. */
export interface Look {
  readonly id: string;
  readonly at: string;
  /** kind and id, as in `wa_events` */
  readonly actor: string;
  readonly event_type: string;
  /** of what was unmasked */
  readonly field: string | null;
}

@Injectable()
export class LooksStore {
  constructor(private readonly db: DataSource) {}

  /** @returns who looked at a conversation, the newest first */
  async of(conversationId: string, limit: number): Promise<Look[]> {
    const rows: (Omit<Look, 'at'> & { ts: Date })[] = await this.db.query(
      `SELECT id, ts, actor, event_type, payload -> 'data' ->> 'field' AS field FROM wa_events
       WHERE event_type IN ('TranscriptOpened', 'FileOpened', 'FieldUnmasked') AND payload -> 'data' ->> 'conversationId' = $1
       ORDER BY ts DESC, id DESC LIMIT $2`,
      [conversationId, limit],
    );
    return rows.map(({ ts, ...row }) => ({ ...row, at: ts.toISOString() }));
  }
}
