import { notHeld, tryConversations } from '@frontdesk/bus';
import { deletes } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.ts';

const dayMs = 24 * 60 * 60_000;

interface Kind {
  readonly due: string;
  readonly change: string;
}

/** What was said and proved in a case that is closed. Sends stay without what they answered: Meta may yet say what became of the last ones. */
const texts: Kind = {
  due: `NOT texts_forgotten AND closed_at < $1 AND ${notHeld('id')}`,
  change: `texts_forgotten = true, decider = (decider - 'identity') || jsonb_build_object('lines', '[]'::jsonb, 'sent', coalesce(
    (SELECT jsonb_agg(jsonb_set(sent, '{answers}', '[]') ORDER BY n) FROM jsonb_array_elements(decider -> 'sent') WITH ORDINALITY AS all_sent (sent, n)), '[]'))`,
};

/** Nothing has been said since, by either side. What was agreed to ends with its record; what was ended stays so: the row is the suppression's entry. */
const consents: Kind = {
  due: `NOT consents_forgotten AND ${notHeld('id')} AND (closed_at < $1 OR case_number = 0)
    AND coalesce((decider ->> 'lastInboundAt')::float8, 0) < extract(epoch FROM $1::timestamptz) * 1000
    AND NOT EXISTS (SELECT FROM consents WHERE conversation_id = conversations.id AND at >= $1)
    AND NOT EXISTS (SELECT FROM verdicts WHERE conversation_id = conversations.id AND decided_at >= $1)`,
  change: `consents_forgotten = true, decider = jsonb_set(decider, '{optedIn}', 'false')`,
};

const erased = `DELETE FROM consents WHERE (conversation_id, seq) IN (
  SELECT conversation_id, seq FROM consents WHERE erased AND at < $1 AND ${notHeld()} ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** Consents from the last contact; texts from when their case closed. */
export function forgotten({ TEXTS_KEEP_DAYS, CONSENTS_KEEP_DAYS }: Pick<Config, 'TEXTS_KEEP_DAYS' | 'CONSENTS_KEEP_DAYS'>): Forgotten[] {
  return [
    { what: 'lines', keptMs: TEXTS_KEEP_DAYS * dayMs, step: (...given) => forget(texts, ...given) },
    { what: 'consents', keptMs: CONSENTS_KEEP_DAYS * dayMs, step: (...given) => forget(consents, ...given) },
    { what: 'erased consents', keptMs: CONSENTS_KEEP_DAYS * dayMs, step: deletes(erased) },
  ];
}

/** Under the conversations' locks, so that no decision is under way that would be saved over it; and looked at again there. */
const forget = (kind: Kind, db: DataSource, before: Date, limit: number): Promise<number> =>
  db.transaction(async (tx) => {
    const found = await tx.query<{ id: string }[]>(`SELECT id FROM conversations WHERE ${kind.due} LIMIT $2`, [before, limit]);
    const ours = await tryConversations(
      tx,
      found.map(({ id }) => id),
    );
    const change = `UPDATE conversations SET ${kind.change} WHERE id = ANY($2) AND ${kind.due} RETURNING id`;
    const [rows] = await tx.query<[{ id: string }[], number]>(change, [before, ours]);
    if (kind === consents) await tx.query('DELETE FROM consents WHERE conversation_id = ANY($1)', [rows.map(({ id }) => id)]);
    return rows.length;
  });
