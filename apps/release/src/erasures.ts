import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { z } from 'zod';

/** A contact that is to be forgotten; `contact_id` is our own id, so that the list itself holds nothing personal. */
const entry = z.strictObject({ contact_id: z.string().min(1), at: z.iso.datetime(), by: z.string().min(1) });
export type Erasure = z.output<typeof entry>;

/** `code`: CONTACT_UNKNOWN, TICKET_OPEN, LEDGER_BROKEN */
export class ErasureError extends Error {
  readonly retriable = false;
  constructor(readonly code: 'CONTACT_UNKNOWN' | 'TICKET_OPEN' | 'LEDGER_BROKEN', message: string) {
    super(message);
  }
}

// $1: the contact's conversations. What is sealed is unreadable without the key; what is redacted, and who it was, goes.
const ofConversations = [
  'DELETE FROM audit_logger.message_marks WHERE message_id IN (SELECT id FROM audit_logger.messages WHERE conversation_id = ANY($1))',
  'DELETE FROM audit_logger.messages WHERE conversation_id = ANY($1)',
  'DELETE FROM handoff.unsent WHERE ticket_id IN (SELECT id FROM handoff.tickets WHERE conversation_id = ANY($1))',
  'DELETE FROM handoff.drafts WHERE conversation_id = ANY($1)',
  "UPDATE handoff.tickets SET packet = '' WHERE conversation_id = ANY($1)",
  "UPDATE handoff.threads SET packet = '' WHERE conversation_id = ANY($1)",
  'DELETE FROM response_builder.summaries WHERE conversation_id = ANY($1)',
  'DELETE FROM auth.attempts WHERE challenge_id IN (SELECT id FROM auth.challenges WHERE conversation_id = ANY($1))',
  'DELETE FROM auth.challenges WHERE conversation_id = ANY($1)',
  'DELETE FROM policy.conversations WHERE id = ANY($1)',
];
// $1: the contact. Without its aliases the next message from the same number is a stranger's.
const ofContact = [
  'DELETE FROM auth.identities WHERE contact_id = $1',
  'DELETE FROM gateway.aliases WHERE contact_id = $1',
  // gateway removes the files themselves from its store; a backup may be older than what it notes of that, so only columns that were always there
  `UPDATE gateway.media SET state = 'failed', reason = 'erased', mime = '', bytes = NULL, settled_at = coalesce(settled_at, now()),
    not_before = CASE state WHEN 'pending' THEN not_before ELSE now() END WHERE contact_id = $1 AND state <> 'failed'`,
  'UPDATE gateway.contacts SET sealed_phone = NULL, sealed_user_id = NULL, sealed_name = NULL WHERE contact_id = $1',
];

/** The contact behind a conversation. @throws ErasureError CONTACT_UNKNOWN */
export async function contactOf(client: Client, conversationId: string): Promise<string> {
  const { rows } = await client.query<{ contact_id: string }>('SELECT contact_id FROM gateway.threads WHERE conversation_id = $1', [conversationId]);
  if (!rows[0]) throw new ErasureError('CONTACT_UNKNOWN', `no contact has a conversation ${conversationId}`);
  return rows[0].contact_id;
}

/** `list`: where it is written down before anything is done, unless it is `again`, out of that list. */
export type How = { readonly list: string } | 'again';

/**
 * Destroys the contact's key and deletes its rows, in one transaction; a contact that isn't there, or was erased, is no fault.
 * @returns true if there was a key to destroy
 * @throws ErasureError TICKET_OPEN: a person is still at it; not if it is done again
 */
export async function erase(client: Client, erasure: Erasure, how: How): Promise<boolean> {
  const { contact_id: contact, at } = erasure;
  await client.query('BEGIN');
  try {
    const threads = await client.query<{ conversation_id: string }>('SELECT conversation_id FROM gateway.threads WHERE contact_id = $1', [contact]);
    const conversations = threads.rows.map(({ conversation_id: id }) => id);
    const open = await client.query<{ number: number }>('SELECT number FROM handoff.tickets WHERE conversation_id = ANY($1) AND NOT ended', [conversations]);
    if (how !== 'again') {
      if (open.rows[0]) throw new ErasureError('TICKET_OPEN', `ticket ${open.rows[0].number} is open: resolve it first`);
      writeDown(how.list, erasure);
    }
    const { rowCount } = await client.query(
      'UPDATE vault.keys SET wrapped = NULL, destroyed_at = $2 WHERE contact_id = $1 AND wrapped IS NOT NULL', [contact, at]);
    for (const statement of ofConversations) await client.query(statement, [conversations]);
    for (const statement of ofContact) await client.query(statement, [contact]);
    await client.query('COMMIT');
    return rowCount === 1;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Every erasure there was. @throws ErasureError LEDGER_BROKEN naming the line */
export function readLedger(file: string): Erasure[] {
  if (!existsSync(file)) throw new ErasureError('LEDGER_BROKEN', `${file}: expected the list of erasures`);
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
  return lines.map((line, index) => {
    try {
      return entry.parse(JSON.parse(line));
    } catch {
      throw new ErasureError('LEDGER_BROKEN', `${file}, line ${index + 1}: expected {"contact_id", "at", "by"}`);
    }
  });
}

// On disk before it returns, so that no erasure is done that the list does not know.
function writeDown(file: string, erasure: Erasure): void {
  const descriptor = openSync(file, 'a', 0o600);
  appendFileSync(descriptor, `${JSON.stringify(erasure)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
}
