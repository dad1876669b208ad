import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { statusOf, wordsOf } from '../domain/thread.ts';
import type { Line, Mark, Version, Words } from '../domain/thread.ts';
import { leave } from '@frontdesk/postgres';

interface Row {
  id: string;
  ts: Date;
  sender: string;
  body: string;
  metadata: Record<string, unknown>;
  marks: { at: string; kind: Mark['kind']; detail: Record<string, unknown> }[];
}

export interface TranscriptLine {
  id: string;
  ts: string;
  sender: string;
  text: Words;
  /** what it said before it was edited, oldest first */
  earlier: Version[];
  revoked: boolean;
  status: string;
  statuses: { status: string; at: string; code: unknown; title: unknown }[];
  verdict: Record<string, unknown> | null;
  marks: Row['marks'];
  metadata: Record<string, unknown>;
}

@Injectable()
export class ThreadStore {
  constructor(private readonly db: DataSource) {}

  async insert(tx: EntityManager, lines: readonly Line[], marks: readonly Mark[]): Promise<void> {
    if (lines.length > 0) {
      await leave(
        tx,
        tx.query(
          `INSERT INTO messages (id, conversation_id, ts, recorded_at, sender, body, metadata)
         SELECT id, "conversationId", to_timestamp(ts / 1000.0), to_timestamp("recordedAt" / 1000.0), sender, body, metadata
         FROM jsonb_to_recordset($1::jsonb)
           AS row(id uuid, "conversationId" text, ts float8, "recordedAt" float8, sender text, body text, metadata jsonb)
         ON CONFLICT (id) DO NOTHING`,
          [JSON.stringify(lines)],
        ),
      );
    }
    if (marks.length > 0) {
      await leave(
        tx,
        tx.query(
          `INSERT INTO message_marks (id, message_id, at, kind, detail)
         SELECT id, "lineId", to_timestamp(at / 1000.0), kind, detail
         FROM jsonb_to_recordset($1::jsonb) AS row(id uuid, "lineId" uuid, at float8, kind text, detail jsonb)
         ON CONFLICT (id) DO NOTHING`,
          [JSON.stringify(marks)],
        ),
      );
      const revoked = marks.filter(({ kind }) => kind === 'revoked').map(({ lineId }) => lineId);
      if (revoked.length === 0) return;
      await leave(tx, tx.query(`UPDATE messages SET body = '' WHERE id = ANY($1::uuid[])`, [revoked]));
      await leave(
        tx,
        tx.query(`UPDATE message_marks SET detail = detail - 'redacted' WHERE message_id = ANY($1::uuid[]) AND kind = 'edited'`, [revoked]),
      );
    }
  }

  /** @returns the last `limit` lines in the order in which they were taken, each with what became of it */
  async of(conversationId: string, limit: number): Promise<TranscriptLine[]> {
    const rows: Row[] = await this.db.query(
      `SELECT m.id, m.ts, m.sender, m.body, m.metadata,
         coalesce((SELECT jsonb_agg(jsonb_build_object('at', k.at, 'kind', k.kind, 'detail', k.detail) ORDER BY k.at, k.id)
                   FROM message_marks k WHERE k.message_id = m.id), '[]') AS marks
       FROM messages m WHERE m.conversation_id = $1 ORDER BY m.recorded_at DESC, m.seq DESC LIMIT $2`,
      [conversationId, limit],
    );
    return rows.reverse().map(({ id, ts, sender, body, metadata: { sealed, ...metadata }, marks }) => ({
      id,
      ts: ts.toISOString(),
      sender,
      ...wordsOf({ redacted: body, sealed: typeof sealed === 'string' ? sealed : null }, ts.toISOString(), marks),
      status: statusOf(marks),
      statuses: marks
        .filter((mark) => mark.kind === 'status' || mark.kind === 'accepted')
        .map(({ at, kind, detail }) => ({
          status: kind === 'accepted' ? 'accepted' : String(detail['status']),
          at,
          code: detail['code'] ?? null,
          title: detail['title'] ?? null,
        })),
      verdict: marks.find((mark) => mark.kind === 'verdict')?.detail ?? null,
      marks: marks.filter(({ kind }) => kind !== 'edited'),
      metadata,
    }));
  }
}
