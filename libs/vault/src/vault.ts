import { randomBytes } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { TextSchema } from '@frontdesk/contracts';
import type { Text } from '@frontdesk/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { decrypt, encrypt } from './aes.ts';
import { VaultError, VaultKeyMissing } from './error.ts';
import { KeyCache } from './key-cache.ts';
import { currentKekId, hashKey, keyedHash, openUnder, sealUnder } from './keks.ts';
import type { Keks } from './keks.ts';
import { redact } from './redact.ts';
import { chunkedVersion, openChunks, sealChunks } from './stream.ts';

/** Gateway makes keys; the others read them. An erasure (apps/release) destroys them. */
export type VaultMode = 'creates' | 'reads';

interface KeyRow {
  wrapped: Buffer | null;
}

/** Canned text, codes and ids: nothing personal in it. */
export const plain = (text: string): Text => create(TextSchema, { redacted: text });

/**
 * What a customer wrote or will read, sealed under the contact's own data key (AES-256-GCM, the contact's id authenticated with it).
 * Pass `tx` where the key was made in a transaction that is not committed yet.
 */
export class Vault {
  readonly #dataSource: DataSource;
  readonly #keks: Keks;
  readonly #mode: VaultMode;
  readonly #cache: KeyCache;

  constructor(dataSource: DataSource, keks: Keks, mode: VaultMode, cache = new KeyCache(10_000, 60_000)) {
    this.#dataSource = dataSource;
    this.#keks = keks;
    this.#mode = mode;
    this.#cache = cache;
  }

  /** What PostgreSQL keeps in no text, NUL and half a surrogate pair, is left out. @throws VaultKeyMissing */
  async seal(contactId: string, written: string, tx?: EntityManager): Promise<Text> {
    const bytes = Buffer.from(written.replaceAll('\u0000', ''));
    return create(TextSchema, { redacted: redact(bytes.toString()).redacted, sealed: await this.sealBytes(contactId, bytes, tx) });
  }

  /** @throws VaultKeyMissing, VaultError SEAL_BROKEN */
  async open(contactId: string, text: Pick<Text, 'redacted' | 'sealed'>, tx?: EntityManager): Promise<string> {
    if (text.sealed.length === 0) return text.redacted;
    return Buffer.from(await this.openBytes(contactId, text.sealed, tx)).toString();
  }

  async sealBytes(contactId: string, bytes: Uint8Array, tx?: EntityManager): Promise<Uint8Array> {
    return Buffer.concat([Buffer.from([1]), encrypt(await this.#key(contactId, tx), bytes, contactId)]);
  }

  async openBytes(contactId: string, sealed: Uint8Array, tx?: EntityManager): Promise<Uint8Array> {
    if (sealed[0] !== 1) throw new VaultError('SEAL_BROKEN', "not sealed under a contact's key");
    return decrypt(await this.#key(contactId, tx), sealed.subarray(1), contactId);
  }

  /** For files: however long, it takes the memory of one chunk. @throws VaultKeyMissing, and whatever the source throws */
  async *sealStream(contactId: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* sealChunks(await this.#key(contactId, undefined), source, contactId);
  }

  /** Opens what `sealStream` sealed, and what `sealBytes` did. What was given out before it throws is genuine. @throws as `openBytes` */
  async *openStream(contactId: string, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const source = sealed[Symbol.asyncIterator]();
    try {
      const first = await source.next();
      const head: Uint8Array = first.done ? Buffer.alloc(0) : first.value;
      const rest = (async function* remains() {
        yield head;
        for await (const part of { [Symbol.asyncIterator]: () => source }) yield part;
      })();
      if (head[0] !== chunkedVersion) {
        const parts: Uint8Array[] = [];
        for await (const part of rest) parts.push(part);
        return yield await this.openBytes(contactId, Buffer.concat(parts));
      }
      yield* openChunks(await this.#key(contactId, undefined), after(rest, 1), contactId);
    } finally {
      await source.return?.(); // a connection or a file would stay open where the key is gone
    }
  }

  /** Reads the keys of several contacts at once, so that what follows does not ask for each; with the other look-ups of `tx`, if one is given. */
  async load(contactIds: readonly string[], tx?: EntityManager): Promise<void> {
    const missing = [...new Set(contactIds)].filter((id) => !this.#cache.get(id));
    if (missing.length === 0) return;
    const reader = this.#mode === 'reads' ? (tx ?? this.#dataSource) : this.#dataSource;
    const rows = await reader.query<(KeyRow & { contact_id: string })[]>(
      'SELECT contact_id, wrapped FROM vault.keys WHERE contact_id = ANY($1)',
      [missing],
    );
    for (const { contact_id: id, wrapped } of rows) if (wrapped) this.#cache.set(id, openUnder(this.#keks, wrapped, id));
  }

  /** A keyed hash for one purpose: what is only compared, or made anew each time, is worthless to who has only the database. */
  hash(purpose: string, ...parts: readonly string[]): string {
    return keyedHash(hashKey(this.#keks, purpose), ...parts);
  }

  /** Makes the contact's key unless it has one, or had one that was destroyed. `at`: ms since the epoch. */
  async ensureKey(contactId: string, tx: EntityManager, at: number = Date.now()): Promise<void> {
    if (this.#mode === 'reads') throw new VaultError('READ_ONLY', 'only gateway makes keys');
    const wrapped = sealUnder(this.#keks, randomBytes(32), contactId);
    await tx.query(
      `INSERT INTO vault.keys (contact_id, wrapped, kek_id, created_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (contact_id) DO NOTHING`,
      [contactId, wrapped, currentKekId(this.#keks), new Date(at)],
    );
  }

  async #key(contactId: string, tx: EntityManager | undefined): Promise<Uint8Array> {
    const cached = this.#cache.get(contactId);
    if (cached) return cached;
    const [row] = await (tx ?? this.#dataSource).query<KeyRow[]>('SELECT wrapped FROM vault.keys WHERE contact_id = $1', [contactId]);
    if (!row?.wrapped) throw new VaultKeyMissing(contactId, row !== undefined);
    const key = openUnder(this.#keks, row.wrapped, contactId);
    // what the transaction that makes a key sees may be rolled back, and another key made in its place; who only reads sees what is committed
    if (!tx || this.#mode === 'reads') this.#cache.set(contactId, key);
    return key;
  }
}

async function* after(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const part of source) {
    yield part.subarray(Math.min(left, part.length));
    left = Math.max(0, left - part.length);
  }
}
