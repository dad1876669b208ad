import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VaultError } from './error.ts';
import { openChunks, sealChunks } from './stream.ts';

const key = Buffer.alloc(32, 5);
async function* parts(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const part of source) found.push(part);
  return Buffer.concat(found);
}
const seal = (bytes: Uint8Array, size = 50_000) => all(sealChunks(key, parts(bytes, size), 'contact-1'));
const open = (sealed: Uint8Array, { size = 70_000, by = key, of = 'contact-1' } = {}) =>
  all(openChunks(by, parts(sealed.subarray(1), size), of));
const chunk = 64 * 1024;
/** its version, a salt, and a tag for each chunk, of which there is always one */
const sealedLength = (bytes: number): number => 1 + 32 + bytes + 16 * Math.max(1, Math.ceil(bytes / chunk));

describe('a file sealed in chunks', () => {
  test.each([0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 300_001])(
    'of %d bytes is opened as it was, and is as long as was said',
    async (length) => {
      const bytes = randomBytes(length);
      const sealed = await seal(bytes);
      expect([sealed[0], sealed.length]).toEqual([2, sealedLength(length)]);
      expect((await open(sealed)).equals(bytes)).toBe(true);
    },
  );

  test('is the same however it is cut on the way', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3_000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 700 }),
        async (bytes, before, behind) => expect((await open(await seal(bytes, before), { size: behind })).equals(bytes)).toBe(true),
      ),
      { numRuns: 50 },
    ));

  test('holds nothing of what it was, and never the same twice', async () => {
    const bytes = Buffer.alloc(1_000, 'secret');
    const [first, second] = [await seal(bytes), await seal(bytes)];
    expect([first.includes('secret'), first.equals(second)]).toEqual([false, false]);
  });

  test('opens under its own key and for its own contact only', async () => {
    const sealed = await seal(Buffer.from('x'));
    await expect(open(sealed, { by: Buffer.alloc(32, 6) })).rejects.toBeInstanceOf(VaultError);
    await expect(open(sealed, { of: 'contact-2' })).rejects.toBeInstanceOf(VaultError);
  });

  test('that was changed, cut between chunks, or put in another order opens not', async () => {
    const sealed = await seal(randomBytes(3 * chunk));
    const head = 33;
    const frame = chunk + 16;
    const swapped = Buffer.concat([
      sealed.subarray(0, head),
      sealed.subarray(head + frame, head + 2 * frame),
      sealed.subarray(head, head + frame),
      sealed.subarray(head + 2 * frame),
    ]);
    const changed = Buffer.from(sealed);
    changed[head + 100]! ^= 1;
    for (const bad of [
      swapped,
      changed,
      sealed.subarray(0, head + 2 * frame),
      sealed.subarray(0, head + 10),
      sealed.subarray(0, 20),
      Buffer.concat([sealed, Buffer.alloc(16)]),
    ]) {
      await expect(open(bad)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    }
  });
});
