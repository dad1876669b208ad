import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { VaultError } from './error.ts';

const ivLength = 12;
const tagLength = 16;

const known = new WeakMap<Uint8Array, KeyObject>();

/** Node takes three times as long for bytes as for a key that it has made of them. */
export function keyOf(bytes: Uint8Array): KeyObject {
  let key = known.get(bytes);
  if (!key) known.set(bytes, (key = createSecretKey(bytes)));
  return key;
}

let pool = Buffer.alloc(0);
let taken = 0;

/** To ask for a few random bytes takes as long as to ask for many. None is given out twice. */
function freshIv(): Buffer {
  if (taken + ivLength > pool.length) [pool, taken] = [randomBytes(341 * ivLength), 0];
  taken += ivLength;
  return pool.subarray(taken - ivLength, taken);
}

/** AES-256-GCM (NIST SP 800-38D). @returns iv, tag, ciphertext */
export function encrypt(key: Uint8Array, bytes: Uint8Array, additional: string): Buffer {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), iv).setAAD(Buffer.from(additional));
  const ciphertext = cipher.update(bytes);
  const rest = cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext, rest]);
}

/** @throws VaultError SEAL_BROKEN if the bytes, the key or `additional` are not those of `encrypt` */
export function decrypt(key: Uint8Array, sealed: Uint8Array, additional: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(key), sealed.subarray(0, ivLength), { authTagLength: tagLength })
      .setAAD(Buffer.from(additional))
      .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()]);
  } catch (cause) {
    throw new VaultError('SEAL_BROKEN', 'the sealed bytes cannot be opened with this key', { cause });
  }
}
