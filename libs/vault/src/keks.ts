import { createHmac, hkdfSync } from 'node:crypto';
import { decrypt, encrypt, keyOf } from './aes.ts';
import { VaultError } from './error.ts';

/** Key-encryption keys. */
export interface Keks {
  /** the id of the one that seals */
  readonly current: string;
  /** by id: all of them open */
  readonly keys: ReadonlyMap<string, Uint8Array>;
  /** what keyed hashes derive from */
  readonly lookUp: Uint8Array;
}

/**
 * `VAULT_KEK`: `id:base64` of 32 bytes, comma-separated, the current one first. One with a `+` in front only opens: a new one, until every process
 * has it. @throws VaultError KEK_INVALID (it quotes no key)
 */
export function parseKeks(variable: string): Keks {
  const keys = new Map<string, Uint8Array>();
  const sealing: string[] = [];
  for (const part of variable
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')) {
    const [, opensOnly, id, encoded] = /^(\+?)([\w.-]{1,64}):(.+)$/.exec(part) ?? [];
    const key = Buffer.from(encoded ?? '', 'base64');
    if (id === undefined || key.length !== 32) throw new VaultError('KEK_INVALID', `entry ${keys.size + 1} is not id:base64 of 32 bytes`);
    if (keys.has(id)) throw new VaultError('KEK_INVALID', `the id ${id} stands twice`);
    keys.set(id, key);
    if (opensOnly === '') sealing.push(id);
  }
  const [current] = sealing;
  if (current === undefined) throw new VaultError('KEK_INVALID', 'there is no key that seals');
  return { current, keys, lookUp: keys.get(sealing.at(-1)!)! };
}

export const currentKekId = ({ current }: Keks): string => current;

/** Seals under the current key itself: for what belongs to no contact. @returns version 1, length of the key's id, its id, box */
export function sealUnder({ current, keys }: Keks, bytes: Uint8Array, additional = ''): Uint8Array {
  const name = Buffer.from(current);
  return Buffer.concat([Buffer.from([1, name.length]), name, encrypt(keys.get(current)!, bytes, additional)]);
}

/** @throws VaultError KEK_UNKNOWN if the key is not in VAULT_KEK, not yet or no longer, SEAL_BROKEN */
export function openUnder({ keys }: Keks, sealed: Uint8Array, additional = ''): Uint8Array {
  const length = sealed[1] ?? 0;
  if (sealed[0] !== 1 || sealed.length < 2 + length) throw new VaultError('SEAL_BROKEN', 'not sealed under a key-encryption key');
  const id = Buffer.from(sealed.subarray(2, 2 + length)).toString();
  const key = keys.get(id);
  if (!key) throw new VaultError('KEK_UNKNOWN', `sealed under the key ${id}, which VAULT_KEK does not hold`);
  return decrypt(key, sealed.subarray(2 + length), additional);
}

/**
 * A key for keyed hashes, one per label (RFC 5869). Derived from the last of VAULT_KEK that seals: rotation puts new keys in front and leaves the last.
 */
export function hashKey({ lookUp }: Keks, label: string): Uint8Array {
  return Buffer.from(hkdfSync('sha256', lookUp, '', `frontdesk ${label}`, 32));
}

/** HMAC-SHA-256 over the parts, in base64url: the same for the same parts, worthless to who has only the database. */
export function keyedHash(secret: Uint8Array, ...parts: readonly string[]): string {
  return createHmac('sha256', keyOf(secret)).update(JSON.stringify(parts)).digest('base64url');
}
