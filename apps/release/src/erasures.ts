import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';
import { services } from './services.ts';

/** A contact that is to be forgotten; `contact_id` is our own id, so that the list itself holds nothing personal. */
const entry = z.strictObject({ contact_id: z.string().min(1), at: z.iso.datetime(), by: z.string().min(1) });
export type Erasure = z.output<typeof entry>;

/** `code`: CONTACT_UNKNOWN, TICKET_OPEN, LEDGER_BROKEN */
export class ErasureError extends Error {
  readonly retriable = false;
  constructor(
    readonly code: 'CONTACT_UNKNOWN' | 'TICKET_OPEN' | 'LEDGER_BROKEN',
    message: string,
  ) {
    super(message);
  }
}

const root = resolve(import.meta.dirname, '../../..');

/** What each service deletes of a contact: `services/<name>/erasure.sql`, on its own tables alone. */
const ofServices = services
  .map(({ manifest }) => ({ schema: manifest.owns[0], file: join(root, 'services', manifest.name, 'erasure.sql') }))
  .filter(({ file }) => existsSync(file));

/** The contact behind a conversation. @throws ErasureError CONTACT_UNKNOWN */
export async function contactOf(client: Client, conversationId: string): Promise<string> {
  const contact = 'SELECT contact_id FROM gateway.threads WHERE conversation_id = $1';
  const { rows } = await client.query<{ contact_id: string }>(contact, [conversationId]);
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
    await client.query('CREATE TEMP TABLE erased (contact_id text NOT NULL, conversation_id text) ON COMMIT DROP');
    await client.query(
      'INSERT INTO erased SELECT $1, NULL UNION ALL SELECT contact_id, conversation_id FROM gateway.threads WHERE contact_id = $1',
      [contact],
    );
    const open = await client.query<{ number: number }>(
      'SELECT number FROM handoff.tickets WHERE conversation_id IN (SELECT conversation_id FROM erased) AND NOT ended',
    );
    if (how !== 'again') {
      if (open.rows[0]) throw new ErasureError('TICKET_OPEN', `ticket ${open.rows[0].number} is open: resolve it first`);
      writeDown(how.list, erasure);
    }
    const { rowCount } = await client.query(
      'UPDATE vault.keys SET wrapped = NULL, destroyed_at = $2 WHERE contact_id = $1 AND wrapped IS NOT NULL',
      [contact, at],
    );
    for (const { schema, file } of ofServices) {
      await client.query(`SET LOCAL search_path TO ${schema}, pg_temp`);
      await client.query(readFileSync(file, 'utf8'));
    }
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
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
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
