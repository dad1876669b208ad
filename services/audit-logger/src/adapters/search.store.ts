import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { lowestIdOf } from '../domain/horizon.ts';
import { excerptOf, patternsOf } from '../domain/search.ts';
import type { Sought } from '../domain/search.ts';
import { wordsOf } from '../domain/thread.ts';
import type { Mark } from '../domain/thread.ts';

/** Where a look ended: a line's place in the order of their age, the newest first. */
export interface SearchPlace {
  /** as PostgreSQL writes it, which is finer than a `Date` */
  readonly at: string;
  readonly seq: string;
}
export interface Hit {
  readonly id: string;
  readonly conversation_id: string;
  /** null: nothing on record says which */
  readonly case: number | null;
  readonly at: string;
  readonly sender: string;
  /** redacted */
  readonly excerpt: string;
}
export interface Found {
  readonly hits: Hit[];
  /** what to go on before, and of when that is; null: all that is kept was looked through */
  readonly next: SearchPlace | null;
  readonly until: string | null;
}
type End = SearchPlace & { readonly recorded_at: Date };

interface Row {
  id: string;
  conversation_id: string;
  ts: Date;
  recorded_at: Date;
  sender: string;
  body: string;
  case: string | null;
  at: string;
  seq: string;
  marks: { at: string; kind: Mark['kind']; detail: Record<string, unknown> }[];
}

export const searchLimits = { lines: 100_000, hits: 50, ms: 4_000 };

const behind = 'WHERE (recorded_at, seq) < ($1::timestamptz, $2::bigint) ORDER BY recorded_at DESC, seq DESC';

// what an edited line says now stands in its marks; those of few lines are
const matching = `WITH edited AS MATERIALIZED (SELECT message_id FROM message_marks WHERE kind = 'edited' AND detail ->> 'redacted' ILIKE ALL ($3))
  SELECT m.id, m.conversation_id, m.ts, m.recorded_at, m.sender, m.body, m.metadata -> 'fence' ->> 'case' AS case, m.recorded_at::text AS at, m.seq,
    coalesce((SELECT jsonb_agg(jsonb_build_object('at', k.at, 'kind', k.kind, 'detail', k.detail) ORDER BY k.at, k.id)
              FROM message_marks k WHERE k.message_id = m.id AND k.kind IN ('edited', 'revoked')), '[]') AS marks
  FROM (SELECT * FROM messages ${behind} LIMIT $4) m WHERE m.body ILIKE ALL ($3) OR m.id IN (SELECT message_id FROM edited)
  ORDER BY m.recorded_at DESC, m.seq DESC LIMIT $5`;

const admission = `SELECT payload -> 'fence' ->> 'case' AS case FROM wa_events
  WHERE conversation_id = $1 AND ts >= $2 AND ts < $3 AND id >= $4 AND id < $5 AND payload -> 'data' ->> 'messageId' = $6 AND payload -> 'fence' ->> 'case' IS NOT NULL
  ORDER BY ts LIMIT 1`;

/** so long at most after a message came it is admitted, for what is shown of it here */
const admittedMs = 60 * 60_000;

/** Looks through what was said, the newest first. No index holds the words: that would cost each message more than all who ever search (ADR 22). */
@Injectable()
export class SearchStore {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly db: DataSource) {}

  /** At most so many lines are looked at, and so many shown, on one look. One is at work at a time: what is recorded needs connections and cores too. */
  find(sought: Sought, before?: SearchPlace, limits = searchLimits): Promise<Found> {
    const look = (): Promise<Found> => this.#look(sought, before, limits);
    const found = this.#last.then(look, look);
    this.#last = found;
    return found;
  }

  #look(sought: Sought, before: SearchPlace | undefined, { lines: most, hits: shown, ms }: typeof searchLimits): Promise<Found> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(ms)]);
      const from = [before?.at ?? 'infinity', before?.seq ?? '0'];
      const rows = await tx.query<Row[]>(matching, [...from, patternsOf(sought), most, shown + 1]);
      const page = rows.slice(0, shown);
      const end: End | undefined = rows.length > shown ? page.at(-1) : await endOfLook(tx, from, most);
      const hits: Hit[] = [];
      for (const row of page) {
        const excerpt = excerptIn(row, sought);
        if (excerpt !== undefined) hits.push(await hitOf(tx, row, excerpt));
      }
      return { hits, next: end ? { at: end.at, seq: end.seq } : null, until: end?.recorded_at.toISOString() ?? null };
    });
  }
}

/** The last line that was looked at, if there are others behind it. */
async function endOfLook(tx: EntityManager, from: readonly string[], most: number): Promise<End | undefined> {
  const rows = await tx.query<End[]>(`SELECT recorded_at::text AS at, seq, recorded_at FROM messages ${behind} OFFSET $3 LIMIT 2`, [
    ...from,
    most - 1,
  ]);
  return rows.length === 2 ? rows[0] : undefined;
}

function excerptIn({ body, ts, marks }: Row, sought: Sought): string | undefined {
  const { text, earlier, revoked } = wordsOf({ redacted: body, sealed: null }, ts.toISOString(), marks);
  return revoked
    ? undefined
    : excerptOf(
        [...earlier, text].map(({ redacted }) => redacted),
        sought,
      );
}

async function hitOf(tx: EntityManager, row: Row, excerpt: string): Promise<Hit> {
  return {
    id: row.id,
    conversation_id: row.conversation_id,
    case: row.case === null ? await caseOf(tx, row) : Number(row.case),
    at: row.ts.toISOString(),
    sender: row.sender,
    excerpt,
  };
}

/** What a customer wrote names no case: policy says it when it admits it, a moment later. */
async function caseOf(tx: EntityManager, { id, conversation_id: conversationId, recorded_at: recorded }: Row): Promise<number | null> {
  const at = recorded.getTime();
  const around = [at - admittedMs, at + admittedMs];
  const [admitted] = await tx.query<{ case: string }[]>(admission, [
    conversationId,
    ...around.map((ms) => new Date(ms)),
    ...around.map(lowestIdOf),
    id,
  ]);
  return admitted ? Number(admitted.case) : null;
}
