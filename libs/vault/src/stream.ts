import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { VaultError } from './error.ts';

/** First byte of what is sealed in chunks; 1 is a box that is sealed in one piece. */
export const chunkedVersion = 2;
const saltLength = 32;
const tagLength = 16;
const plainChunk = 64 * 1024;
const sealedChunk = plainChunk + tagLength;

const streamKey = (key: Uint8Array, salt: Uint8Array): Uint8Array => Buffer.from(hkdfSync('sha256', key, salt, 'frontdesk stream', 32));

/** Counter and, in the last byte, whether it is the last: a chunk that is moved, repeated or missing at the end opens nothing. */
function nonce(index: number, isLast: boolean): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(index, 7);
  iv[11] = isLast ? 1 : 0;
  return iv;
}

/**
 * AES-256-GCM chunk by chunk under a key of its own, derived from the contact's and a random salt (the STREAM construction: Hoang, Reyhanitabar,
 * Rogaway, Vizár 2015). Memory is one chunk, however long the source. @returns version, salt, chunks of 64 KiB with their tags
 */
export async function* sealChunks(key: Uint8Array, source: AsyncIterable<Uint8Array>, additional: string): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(saltLength);
  const own = streamKey(key, salt);
  const seal = (chunk: Uint8Array, index: number, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', own, nonce(index, isLast)).setAAD(Buffer.from(additional));
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  yield Buffer.concat([Buffer.from([chunkedVersion]), salt]);
  let index = 0;
  for await (const { chunk, isLast } of inChunks(source, plainChunk)) yield seal(chunk, index++, isLast);
}

/** @param sealed what `sealChunks` gave, without its first byte. @throws VaultError SEAL_BROKEN where it was changed, cut or isn't under this key */
export async function* openChunks(key: Uint8Array, sealed: AsyncIterable<Uint8Array>, additional: string): AsyncGenerator<Uint8Array> {
  const source = sealed[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  while (rest.length < saltLength) {
    const { done, value } = await source.next();
    if (done) throw broken();
    rest = Buffer.concat([rest, value]);
  }
  const own = streamKey(key, rest.subarray(0, saltLength));
  const remaining = (async function* remains() {
    yield rest.subarray(saltLength);
    for await (const part of { [Symbol.asyncIterator]: () => source }) yield part;
  })();
  let index = 0;
  for await (const { chunk, isLast } of inChunks(remaining, sealedChunk)) {
    if (chunk.length < tagLength) throw broken();
    const decipher = createDecipheriv('aes-256-gcm', own, nonce(index++, isLast), { authTagLength: tagLength })
      .setAAD(Buffer.from(additional))
      .setAuthTag(chunk.subarray(chunk.length - tagLength));
    const head = decipher.update(chunk.subarray(0, chunk.length - tagLength));
    try {
      decipher.final();
    } catch (cause) {
      throw broken(cause);
    }
    yield head;
  }
}

const broken = (cause?: unknown): VaultError => new VaultError('SEAL_BROKEN', 'the sealed bytes cannot be opened with this key', { cause });

/** Pieces of exactly `size`, the last one shorter or as long, empty only if there is nothing at all. */
async function* inChunks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<{ chunk: Buffer; isLast: boolean }> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of source) {
    let from = part;
    // one byte more than a chunk must be there before it is known not to be the last
    while (held + from.length > size) {
      const taken = from.subarray(0, size - held);
      yield { chunk: Buffer.concat([...parts, taken]), isLast: false };
      from = from.subarray(taken.length);
      parts = [];
      held = 0;
    }
    if (from.length > 0) parts.push(from);
    held += from.length;
  }
  yield { chunk: Buffer.concat(parts), isLast: true };
}
