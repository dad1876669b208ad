import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inParts } from './in-parts.ts';

/** Somebody opened a transcript or a file, or had a field unmasked. */
export interface Look {
  readonly id: string;
  readonly at: string;
  /** kind and id, as in `wa_events` */
  readonly actor: string;
  readonly event_type: string;
  /** of what was unmasked */
  readonly field: string | null;
  /** the whole of it was taken out, as a file */
  readonly exported: boolean;
}

type Row = Omit<Look, 'at'> & { ts: Date };
const columns = `id, ts, actor, event_type, payload -> 'data' ->> 'field' AS field, payload -> 'reasons' ? 'EXPORTED' AS exported`;
const about = `event_type IN ('TranscriptOpened', 'FileOpened', 'FieldUnmasked') AND payload -> 'data' ->> 'conversationId' = $1`;
const lookOf = ({ ts, ...row }: Row): Look => ({ ...row, at: ts.toISOString() });

@Injectable()
export class LooksStore {
  constructor(private readonly db: DataSource) {}

  /** @returns who looked at a conversation, the newest first */
  async of(conversationId: string, limit: number): Promise<Look[]> {
    const rows: Row[] = await this.db.query(`SELECT ${columns} FROM wa_events WHERE ${about} ORDER BY ts DESC, id DESC LIMIT $2`, [
      conversationId,
      limit,
    ]);
    return rows.map(lookOf);
  }

  /** All of them, the oldest first. @param limit in memory at a time */
  async *all(conversationId: string, limit: number): AsyncGenerator<Look> {
    const rows = inParts<Row>(limit, (last) =>
      this.db.query(`SELECT ${columns} FROM wa_events WHERE ${about} ${last ? 'AND (ts, id) > ($3, $4)' : ''} ORDER BY ts, id LIMIT $2`, [
        conversationId,
        limit,
        ...(last ? [last.ts, last.id] : []),
      ]),
    );
    for await (const row of rows) yield lookOf(row);
  }
}
