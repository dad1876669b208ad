import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockConversations } from '@frontdesk/bus';
import type { Client } from 'pg';
import { z } from 'zod';
import { readList, writeDown } from './list-file.ts';
import { services } from './services.ts';

/** An address that what the business starts had been ended for, as the keyed hash by which gateway looks it up. */
const suppression = z.strictObject({
  number_id: z.string(),
  kind: z.string(),
  hash: z.string(),
  category: z.string(),
  at: z.iso.datetime(),
});
type Suppression = z.output<typeof suppression>;

/** A contact that is to be forgotten. All ids are our own and all hashes keyed, so that the list itself holds nothing personal. */
const entry = z.strictObject({
  contact_id: z.string().min(1),
  at: z.iso.datetime(),
  by: z.string().min(1),
  conversations: z.array(z.string().min(1)).optional(),
  items: z.array(z.uuid()).optional(),
  suppressed: z.array(suppression).optional(),
});
export type Erasure = z.output<typeof entry>;

/** `code`: CONTACT_UNKNOWN, CONFLICT_OPEN, TICKET_OPEN, LEGAL_HOLD */
export class ErasureError extends Error {
  readonly retriable = false;
  constructor(
    readonly code: 'CONTACT_UNKNOWN' | 'CONFLICT_OPEN' | 'TICKET_OPEN' | 'LEGAL_HOLD',
    message: string,
  ) {
    super(message);
  }
}

const root = resolve(import.meta.dirname, '../../..');

/** What each service deletes of a contact: `services/<name>/erasure.sql`, on its own tables alone. */
const ofServices = services.map(({ manifest }) => {
  const file = join(root, 'services', manifest.name, 'erasure.sql');
  return { schema: manifest.owns[0], statements: existsSync(file) ? readFileSync(file, 'utf8') : '' };
});

/** And what the kernel keeps for each: the plan of a call may name an order. What isn't concluded yet goes on. */
const ofKernel = 'DELETE FROM slow_work WHERE concluded_at IS NOT NULL AND conversation_id IN (SELECT conversation_id FROM erased)';

// Whom a person has judged to be one. Aliases would not tell: numbers change hands.
const person = `WITH RECURSIVE judged AS (
    SELECT array_append(found.other_contact_ids, found.contact_id) AS contacts
    FROM gateway.contact_conflicts found JOIN handoff.conflicts seen ON seen.id = found.conflict_id
    WHERE found.reviewed_at IS NOT NULL AND seen.decision = 'same'),
  person (contact_id) AS (
    SELECT contact_id FROM gateway.threads WHERE conversation_id = $1
    UNION SELECT unnest(judged.contacts) FROM person JOIN judged ON person.contact_id = ANY (judged.contacts))
  SELECT contact_id FROM person ORDER BY contact_id`;

const notJudged = `SELECT conflict_id, ARRAY(
    SELECT conversation_id FROM gateway.threads WHERE contact_id = ANY (array_append(other_contact_ids, found.contact_id)) ORDER BY 1) AS conversations
  FROM gateway.contact_conflicts found
  WHERE reviewed_at IS NULL AND array_append(other_contact_ids, contact_id) && $1::text[] ORDER BY found_at LIMIT 1`;

/**
 * The contacts of whoever has a conversation: those that people have judged to be the same person are erased together.
 * @throws ErasureError CONTACT_UNKNOWN, CONFLICT_OPEN: nobody has said yet whether another contact is this person
 */
export async function personOf(client: Client, conversationId: string): Promise<string[]> {
  const contacts = (await client.query<{ contact_id: string }>(person, [conversationId])).rows.map((row) => row.contact_id);
  if (contacts.length === 0) throw new ErasureError('CONTACT_UNKNOWN', `no contact has a conversation ${conversationId}`);
  const { rows } = await client.query<{ conflict_id: string; conversations: string[] }>(notJudged, [contacts]);
  if (rows[0]) {
    const { conflict_id: id, conversations } = rows[0];
    const what = `${conversations.join(', ')} may be one person's (conflict ${id}): a lead says in the console, under Contacts, whether they are`;
    throw new ErasureError('CONFLICT_OPEN', what);
  }
  return contacts;
}

const causesOf = `SELECT DISTINCT cause FROM audit_logger.wa_events, jsonb_array_elements_text(payload -> 'causes') AS cause
  WHERE conversation_id = ANY ($1)`;

// Under whose key the items are that caused something in the conversations; statuses are under the number's, which is everybody's.
const itemsOf = `SELECT item.id FROM audit_logger.wa_events item JOIN gateway.inbox ON cause_id = item.id
  WHERE event_type = 'WebhookItem' AND item.conversation_id IN (SELECT conversation_id FROM audit_logger.wa_events
    WHERE id = ANY ($1::uuid[]) AND event_type = 'WebhookItem' AND conversation_id NOT LIKE 'account:%') ORDER BY 1`;

/** What the log goes on holding of a contact, by its ids: after a restore it is read again, and brings nobody back who was erased since. */
export async function onTheLogOf(client: Client, contactId: string): Promise<Required<Pick<Erasure, 'conversations' | 'items'>>> {
  const threads = 'SELECT conversation_id FROM gateway.threads WHERE contact_id = $1 ORDER BY 1';
  const conversations = (await client.query<{ conversation_id: string }>(threads, [contactId])).rows.map((row) => row.conversation_id);
  const causes = (await client.query<{ cause: string }>(causesOf, [conversations])).rows.map((row) => row.cause);
  const items = (await client.query<{ id: string }>(itemsOf, [causes])).rows.map((row) => row.id);
  return { conversations, items };
}

// The last word with each of our numbers, whichever of the contacts said it, over every address that is theirs.
const standing = `WITH words AS (
    SELECT number_id, category, ended, coalesce(at, 0) AS at FROM gateway.threads JOIN policy.conversations c ON c.id = conversation_id,
      LATERAL (VALUES ('', (decider ->> 'optedOut')::boolean, (decider ->> 'consentWordAt')::float8),
        ('marketing', (decider -> 'marketing' ->> 'optedOut')::boolean, (decider -> 'marketing' ->> 'at')::float8)) AS word (category, ended, at)
    WHERE contact_id = ANY ($1) AND ended IS NOT NULL),
  last AS (SELECT DISTINCT ON (number_id, category) * FROM words ORDER BY number_id, category, at DESC, ended DESC)
  SELECT contact_id, number_id, kind, hash, category, last.at FROM last JOIN gateway.aliases ON contact_id = ANY ($1) AND until IS NULL
  WHERE ended ORDER BY contact_id, number_id, category, kind`;

/** What the contacts of one person had ended, by contact. An earlier release did not keep when: then it was by the erasure. */
async function standingOf(client: Client, erasures: readonly Erasure[]): Promise<Erasure[]> {
  const contacts = erasures.map((erasure) => erasure.contact_id);
  const { rows } = await client.query<Omit<Suppression, 'at'> & { contact_id: string; at: number }>(standing, [contacts]);
  return erasures.map((erasure) => {
    const theirs = rows.filter((row) => row.contact_id === erasure.contact_id);
    const suppressed = theirs.map(({ contact_id: _, at, ...row }) => ({ ...row, at: at > 0 ? new Date(at).toISOString() : erasure.at }));
    return { ...erasure, suppressed };
  });
}

async function refuseHeld(client: Client): Promise<void> {
  const { rows } = await client.query<{ reference: string }>(
    'SELECT DISTINCT reference FROM gateway.legal_holds WHERE contact_id IN (SELECT contact_id FROM erased) ORDER BY 1',
  );
  const references = rows.map((row) => row.reference).join(', ');
  if (references !== '') throw new ErasureError('LEGAL_HOLD', `a legal hold stands (${references}): lift it first, then erase`);
}

/** What is being decided about them is waited for, a STOP too, and nothing is decided until they are erased: it would be saved over it. */
async function lockEverywhere(client: Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT DISTINCT conversation_id AS id FROM erased WHERE conversation_id IS NOT NULL',
  );
  const conversations = rows.map((row) => row.id);
  for (const { schema } of ofServices) {
    await client.query(`SET LOCAL search_path TO ${schema}, pg_temp`);
    await lockConversations(client, conversations);
  }
}

/** `list`: where it is written down before anything is done, unless it is `again`, out of that list. */
export type How = { readonly list: string } | 'again';

/**
 * Destroys the contacts' keys and deletes their rows, in one transaction; a contact that isn't there, or was erased, is no fault.
 * @returns the contacts that had a key to destroy
 * @throws ErasureError TICKET_OPEN: a person is still at it, LEGAL_HOLD: it has to wait; neither if it is done again, as it was done before
 */
export async function erase(client: Client, erasures: readonly Erasure[], how: How): Promise<string[]> {
  await client.query('BEGIN');
  try {
    await client.query('CREATE TEMP TABLE erased (contact_id text NOT NULL, conversation_id text) ON COMMIT DROP');
    await client.query(
      `WITH given AS (SELECT contact_id, conversations FROM jsonb_to_recordset($1) AS row (contact_id text, conversations text[]))
       INSERT INTO erased SELECT contact_id, NULL FROM given
       UNION ALL SELECT contact_id, conversation_id FROM gateway.threads JOIN given USING (contact_id)
       UNION ALL SELECT contact_id, unnest(conversations) FROM given`,
      [JSON.stringify(erasures)],
    );
    const open = await client.query<{ number: number }>(
      'SELECT number FROM handoff.tickets WHERE conversation_id IN (SELECT conversation_id FROM erased) AND NOT ended',
    );
    if (how !== 'again' && open.rows[0]) throw new ErasureError('TICKET_OPEN', `ticket ${open.rows[0].number} is open: resolve it first`);
    if (how !== 'again') await refuseHeld(client);
    await lockEverywhere(client);
    const known: Erasure[] = how === 'again' ? [] : await standingOf(client, erasures);
    if (how === 'again') for (const one of erasures) known.push(...(one.suppressed ? [one] : await standingOf(client, [one])));
    else writeDown(how.list, known);
    await client.query(
      'CREATE TEMP TABLE suppressed (number_id text, kind text, hash text, category text, at timestamptz, PRIMARY KEY (number_id, kind, hash, category)) ON COMMIT DROP',
    );
    await client.query(
      `INSERT INTO suppressed SELECT number_id, kind, hash, category, max(at)
       FROM jsonb_to_recordset($1) AS row (number_id text, kind text, hash text, category text, at timestamptz) GROUP BY 1, 2, 3, 4`,
      [JSON.stringify(known.flatMap(({ suppressed }) => suppressed ?? []))],
    );
    // what gateway has taken it does not take again, though it reads it
    if (how === 'again')
      await client.query(
        'INSERT INTO gateway.inbox (cause_id, created_at, published_at) SELECT item, now(), now() FROM unnest($1::uuid[]) AS item ON CONFLICT DO NOTHING',
        [erasures.flatMap(({ items }) => items ?? [])],
      );
    const had: string[] = [];
    for (const { contact_id: contact, at } of erasures) {
      const destroy = 'UPDATE vault.keys SET wrapped = NULL, destroyed_at = $2 WHERE contact_id = $1 AND wrapped IS NOT NULL';
      if ((await client.query(destroy, [contact, at])).rowCount === 1) had.push(contact);
    }
    for (const { schema, statements } of ofServices) {
      await client.query(`SET LOCAL search_path TO ${schema}, pg_temp`);
      await client.query(ofKernel);
      await client.query(statements);
    }
    await client.query('COMMIT');
    return had;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Every erasure there was. @throws ListError naming the line */
export const readLedger = (file: string): Erasure[] => readList(file, entry, 'erasures', '{"contact_id", "at", "by"}');
