import { pack, recordsFor } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Client } from 'pg';
import { z } from 'zod';
import { readList, writeDown } from './list-file.ts';
import { services } from './services.ts';

export const reasons = ['litigation', 'authority', 'complaint', 'other'] as const;
const about = {
  reference: z.string().regex(/^[\w./-]{1,64}$/),
  at: z.iso.datetime(),
  by: z.string().min(1),
};
const held = z.strictObject({ contact_id: z.string().min(1), conversation_id: z.string().min(1) });
const entry = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('placed'), ...about, reason: z.enum(reasons), held: z.array(held) }),
  z.strictObject({ change: z.literal('lifted'), ...about }),
]);
type Change = z.output<typeof entry>;
type Placed = Extract<Change, { change: 'placed' }>;
type Held = z.output<typeof held>;

/** Whose hold, for what and why; all that is told of it is codes, so that the audit holds nothing personal. */
export type Order = Omit<Placed, 'change' | 'held'>;

export class HoldError extends Error {
  readonly retriable = false;
  constructor(
    readonly code: 'CONTACT_UNKNOWN' | 'HOLD_UNKNOWN' | 'ORDER_INVALID',
    message: string,
  ) {
    super(message);
  }
}

/** nlu-router and sla-scheduler keep dead letters and work too. */
const schemas = services.map(({ manifest }) => manifest.owns[0]);

// Whoever may be the same person is held too, as long as nobody has judged that they are not.
const together = `WITH RECURSIVE one AS (
    SELECT array_append(found.other_contact_ids, found.contact_id) AS contacts
    FROM gateway.contact_conflicts found LEFT JOIN handoff.conflicts seen ON seen.id = found.conflict_id
    WHERE seen.decision IS DISTINCT FROM 'different'),
  person (contact_id) AS (
    SELECT unnest($1::text[]) UNION SELECT unnest(one.contacts) FROM person JOIN one ON person.contact_id = ANY (one.contacts))
  SELECT contact_id, conversation_id FROM person JOIN gateway.threads USING (contact_id) ORDER BY 1, 2`;

const threadsOf = async (client: Client, contacts: readonly string[]): Promise<Held[]> =>
  (await client.query<Held>(together, [contacts])).rows;

/** @returns the conversations that are held. @throws HoldError CONTACT_UNKNOWN, ORDER_INVALID */
export async function place(client: Client, list: string, order: Order, conversationId: string): Promise<string[]> {
  const { rows } = await client.query<Held>('SELECT contact_id FROM gateway.threads WHERE conversation_id = $1', [conversationId]);
  if (!rows[0]) throw new HoldError('CONTACT_UNKNOWN', `no contact has a conversation ${conversationId}`);
  const change = { change: 'placed', ...order, held: await threadsOf(client, [rows[0].contact_id]) };
  const placed = entry.safeParse(change);
  if (!placed.success || placed.data.change !== 'placed')
    throw new HoldError('ORDER_INVALID', `expected a reference of letters, digits and ._/- and a reason of ${reasons.join(', ')}`);
  writeDown(list, [placed.data]);
  await inTransaction(client, () => hold(client, placed.data as Placed, order.at));
  return placed.data.held.map((one) => one.conversation_id);
}

/** What is past its time goes at the services' next look. @throws HoldError HOLD_UNKNOWN: none stands under this reference */
export async function lift(client: Client, list: string, { reference, at, by }: Omit<Order, 'reason'>): Promise<void> {
  if (!standing(readHolds(list)).some((placed) => placed.reference === reference))
    throw new HoldError('HOLD_UNKNOWN', `${list}: no hold stands under ${reference}`);
  const lifted: Change = { change: 'lifted', reference, at, by };
  writeDown(list, [lifted]);
  await inTransaction(client, () => release(client, lifted));
}

/** As the list says, and with what has come since: other threads of those who are held, contacts that may be them. @returns how many conversations are held now that were not */
export async function apply(client: Client, changes: readonly Change[], at: string): Promise<number> {
  const stands = standing(changes);
  let more = 0;
  await inTransaction(client, async () => {
    for (const change of changes)
      if (change.change === 'lifted' && !stands.some(({ reference }) => reference === change.reference)) await release(client, change);
    for (const placed of stands) {
      const found = await threadsOf(client, [...new Set(placed.held.map((one) => one.contact_id))]);
      more += await hold(client, { ...placed, held: [...placed.held, ...found] }, at);
    }
  });
  return more;
}

/** Those that nobody has lifted since. */
export const standing = (changes: readonly Change[]): Placed[] =>
  changes.flatMap((change, index) => {
    const isOver = changes.slice(index).some((later) => later.change === 'lifted' && later.reference === change.reference);
    return change.change === 'placed' && !isOver ? [change] : [];
  });

/** Everything that was placed and lifted. @throws ListError naming the line */
export const readHolds = (file: string): Change[] => readList(file, entry, 'legal holds', '{"change", "reference", "at", "by"}');

async function hold(client: Client, { reference, reason, by, held: rows }: Placed, at: string): Promise<number> {
  const more = new Set<string>();
  for (const schema of schemas) {
    const added = await client.query<Held>(
      `INSERT INTO ${schema}.legal_holds (conversation_id, reference, contact_id)
       SELECT DISTINCT conversation_id, $2, contact_id FROM jsonb_to_recordset($1) AS row (conversation_id text, contact_id text)
       ON CONFLICT DO NOTHING RETURNING conversation_id`,
      [JSON.stringify(rows), reference],
    );
    for (const row of added.rows) more.add(row.conversation_id);
  }
  if (more.size > 0) await tell(client, { change: 'placed', reference, reason, by, conversationIds: [...more].sort() }, at);
  return more.size;
}

async function release(client: Client, { reference, by, at }: Change): Promise<void> {
  const over = new Set<string>();
  for (const schema of schemas) {
    const gone = await client.query<Held>(`DELETE FROM ${schema}.legal_holds WHERE reference = $1 RETURNING conversation_id`, [reference]);
    for (const row of gone.rows) over.add(row.conversation_id);
  }
  if (over.size > 0) await tell(client, { change: 'lifted', reference, reason: '', by, conversationIds: [...over].sort() }, at);
}

const account = 'account:*';

type Told = Parameters<typeof fact<'LegalHoldChanged'>>[1] & { by: string; conversationIds: string[] };

/** In handoff's outbox, so that it is on the log if it is done: its sweeper publishes what lies there, and audit-logger keeps it. */
async function tell(client: Client, told: Told, at: string): Promise<void> {
  const { change, reference, by, conversationIds } = told;
  const now = Date.now();
  const cause = {
    id: `${reference} ${change} ${at} ${conversationIds.join(' ')}`,
    at: Date.parse(at),
    conversationId: account,
    actor: { kind: 'admin', id: by },
  };
  const records = recordsFor('handoff', cause, [fact('LegalHoldChanged', told)], now);
  await client.query(
    `INSERT INTO handoff.outbox (id, conversations, records, created_at) VALUES (nextval('handoff.outbox_id'), $1, $2, $3)`,
    [[account], pack(records), new Date(now)],
  );
}

async function inTransaction(client: Client, work: () => Promise<unknown>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
