import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { State } from '../domain/state.ts';
import { decodeState, encodeState } from './state.codec.ts';
import { leave } from '@frontdesk/postgres';

/** Conversations as policy knows them; the named columns mirror the current case. */
@Injectable()
export class ConversationsStore {
  async load(tx: EntityManager, ids: readonly string[]): Promise<Map<string, State>> {
    const rows: { id: string; decider: unknown }[] = await tx.query('SELECT id, decider FROM conversations WHERE id = ANY($1)', [
      [...new Set(ids)],
    ]);
    return new Map(rows.map(({ id, decider }) => [id, decodeState(decider)]));
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
         decider = excluded.decider`,
        [JSON.stringify(rows)],
      ),
    );
  }
}

const timestamp = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());
