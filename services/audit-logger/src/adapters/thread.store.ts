import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { statusOf, wordsOf } from '../domain/thread.ts';
import type { Line, Mark, Version, Words } from '../domain/thread.ts';
import { leave } from '@frontdesk/postgres';
import { inParts } from './in-parts.ts';

interface Row {
  id: string;
  ts: Date;
  sender: string;
  body: string;
  metadata: Record<string, unknown>;
  /** its place among the others, exactly */
  recorded: string;
  seq: string;
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

  /**
   * @param before a line's id: those that were taken before it
   * @returns the last `limit` lines in the order in which they were taken, each with what became of it, and what to go on before, if there are earlier ones
   */
  async of(conversationId: string, limit: number, before?: string): Promise<{ messages: TranscriptLine[]; next: string | null }> {
    const earlier = before ? 'AND (m.recorded_at, m.seq) < (SELECT b.recorded_at, b.seq FROM messages b WHERE b.id = $3)' : '';
    const rows = await this.#read(`m.conversation_id = $1 ${earlier} ORDER BY m.recorded_at DESC, m.seq DESC LIMIT $2`, [
      conversationId,
      limit + 1,
      ...(before ? [before] : []),
    ]);
    const page = rows.slice(0, limit);
    return { messages: page.toReversed().map(lineRead), next: rows.length > limit ? page.at(-1)!.id : null };
  }

  /** Its lines from the first on. @param limit in memory at a time */
  async *all(conversationId: string, limit: number): AsyncGenerator<TranscriptLine> {
    const rows = inParts<Row>(limit, (last) => {
      const after = last ? 'AND (m.recorded_at, m.seq) > ($3::timestamptz, $4::bigint)' : '';
      return this.#read(`m.conversation_id = $1 ${after} ORDER BY m.recorded_at, m.seq LIMIT $2`, [
        conversationId,
        limit,
        ...(last ? [last.recorded, last.seq] : []),
      ]);
    });
    for await (const row of rows) yield lineRead(row);
  }

  /** One line of it. */
  async line(conversationId: string, id: string): Promise<TranscriptLine | undefined> {
    const [row] = await this.#read('m.conversation_id = $1 AND m.id = $2', [conversationId, id]);
    return row && lineRead(row);
  }

  #read(where: string, parameters: unknown[]): Promise<Row[]> {
    return this.db.query(
      `SELECT m.id, m.ts, m.sender, m.body, m.metadata, m.recorded_at::text AS recorded, m.seq,
         coalesce((SELECT jsonb_agg(jsonb_build_object('at', k.at, 'kind', k.kind, 'detail', k.detail) ORDER BY k.at, k.id)
                   FROM message_marks k WHERE k.message_id = m.id), '[]') AS marks
       FROM messages m WHERE ${where}`,
      parameters,
    );
  }
}

function lineRead({ id, ts, sender, body, metadata: { sealed, ...metadata }, marks }: Row): TranscriptLine {
  return {
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
  };
}
