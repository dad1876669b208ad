import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { State } from '../domain/state.ts';
import { decodeState, encodeState } from './state.codec.ts';
import { leave } from '@frontdesk/postgres';

/** That a thread was merged into another; `at`: ms. */
export interface Merge {
  readonly conversationId: string;
  readonly otherId: string;
  readonly at: number;
}

interface Row {
  id: string;
  decider: unknown;
  merged_into: string | null;
  at: Date | null;
}

/** Conversations as policy knows them; the named columns mirror the current case. */
@Injectable()
export class ConversationsStore {
  /** With the threads that were merged into them, and into those. They are not locked: what is decided there meanwhile is seen the next time. */
  async load(tx: EntityManager, ids: readonly string[]): Promise<{ states: Map<string, State>; merges: Merge[] }> {
    const rows = await tx.query<Row[]>(
      `WITH RECURSIVE chain AS (SELECT conversation_id, other_id, at FROM merged WHERE conversation_id = ANY($1)
         UNION SELECT m.conversation_id, m.other_id, m.at FROM merged m JOIN chain ON m.conversation_id = chain.other_id)
       SELECT id, decider, NULL::text AS merged_into, NULL::timestamptz AS at FROM conversations WHERE id = ANY($1)
       UNION ALL SELECT m.other_id, c.decider, m.conversation_id, m.at FROM chain m LEFT JOIN conversations c ON c.id = m.other_id`,
      [[...new Set(ids)]],
    );
    return {
      states: new Map(rows.flatMap(({ id, decider }) => (decider === null ? [] : [[id, decodeState(decider)]]))),
      merges: rows.flatMap(({ id, merged_into: conversationId, at }) =>
        conversationId === null || at === null ? [] : [{ conversationId, otherId: id, at: at.getTime() }],
      ),
    };
  }

  async openForBot(db: EntityManager, ids: readonly string[]): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `SELECT id FROM conversations WHERE id = ANY($1) AND owner = 'bot' AND jsonb_array_length(decider->'open') > 0`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** The newest merge of two counts. */
  async merge(tx: EntityManager, merges: readonly Merge[]): Promise<void> {
    for (const { conversationId, otherId, at } of merges) {
      await leave(
        tx,
        tx.query(
          `INSERT INTO merged (conversation_id, other_id, at) VALUES ($1, $2, $3)
           ON CONFLICT (conversation_id, other_id) DO UPDATE SET at = greatest(merged.at, excluded.at)`,
          [conversationId, otherId, new Date(at)],
        ),
      );
    }
  }

  async save(tx: EntityManager, changes: readonly { id: string; state: State }[]): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map(({ id, state }) => ({
      id,
      customer_hash: state.contact?.customerHash ?? '',
      state: state.state,
      tier: state.tier || null,
      topic: state.topic || null,
      owner: state.owner,
      case_number: state.case,
      opened_at: timestamp(state.openedAt),
      closed_at: timestamp(state.closedAt),
      decider: encodeState(state),
    }));
    await leave(
      tx,
      tx.query(
        `INSERT INTO conversations (id, customer_hash, state, tier, topic, owner, case_number, opened_at, closed_at, decider)
       SELECT id, customer_hash, state, tier, topic, owner, case_number, opened_at, closed_at, decider
       FROM jsonb_to_recordset($1::jsonb) AS row(id text, customer_hash text, state text, tier text, topic text, owner text, case_number int,
         opened_at timestamptz, closed_at timestamptz, decider jsonb)
       ON CONFLICT (id) DO UPDATE SET customer_hash = excluded.customer_hash, state = excluded.state, tier = excluded.tier, topic = excluded.topic,
         owner = excluded.owner, case_number = excluded.case_number, opened_at = excluded.opened_at, closed_at = excluded.closed_at,
         decider = excluded.decider, texts_forgotten = false, consents_forgotten = false`,
        [JSON.stringify(rows)],
      ),
    );
  }
}

const timestamp = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());
