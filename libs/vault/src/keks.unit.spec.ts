import { describe, expect, test } from '@jest/globals';
import { hashKey, keyedHash, openUnder, parseKeks, sealUnder } from './keks.ts';
import { KeyCache } from './key-cache.ts';

const encoded = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const one = parseKeks(`k1:${encoded(1)}`);
const rotated = parseKeks(`k2:${encoded(2)}, k1:${encoded(1)}`);
const before = parseKeks(`k1:${encoded(1)},+k2:${encoded(2)}`);
const bytes = Buffer.from('a webhook item');

describe('VAULT_KEK', () => {
  test.each([
    '',
    'k1',
    'k1:c2hvcnQ=',
    `k1:${encoded(1)},k1:${encoded(2)}`,
    `+k1:${encoded(2)},k1:${encoded(1)}`,
    `+k1:${encoded(1)}`,
    `:${encoded(1)}`,
    encoded(1),
    `my k1:${encoded(1)}`,
    `${'k'.repeat(65)}:${encoded(1)}`,
  ])('%j is refused', (variable) => {
    expect(() => parseKeks(variable)).toThrow(expect.objectContaining({ code: 'KEK_INVALID' }));
  });

  test('a refusal quotes no key', () => {
    expect(() => parseKeks('k1:c2VjcmV0')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') as unknown as string }),
    );
  });
});

describe('a box under the key-encryption keys', () => {
  test('opens with the key that sealed it, also when a newer one stands in front', () => {
    expect(Buffer.from(openUnder(rotated, sealUnder(one, bytes)))).toEqual(bytes);
    expect(Buffer.from(openUnder(rotated, sealUnder(rotated, bytes)))).toEqual(bytes);
    expect(() => openUnder(one, sealUnder(rotated, bytes))).toThrow(expect.objectContaining({ code: 'KEK_UNKNOWN', retriable: true }));
  });

  test('opens with a key that only opens, which seals nothing', () => {
    expect(Buffer.from(openUnder(before, sealUnder(rotated, bytes)))).toEqual(bytes);
    expect(Buffer.from(openUnder(one, sealUnder(before, bytes)))).toEqual(bytes);
  });

  test.each([[[]], [[1]], [[1, 200, 3]], [[2, 2, 107, 49]], [[1, 2, 107, 49, 0, 0]]])('broken bytes %j are refused', (broken) => {
    expect(() => openUnder(one, Uint8Array.from(broken))).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN', retriable: false }));
  });
});

describe('keyed hashes', () => {
  test('stay the same over a rotation, and differ by label and by how the parts are split', () => {
    const hash = (keks: typeof one, label: string, ...parts: string[]) => keyedHash(hashKey(keks, label), ...parts);
    for (const keks of [rotated, before]) expect(hash(keks, 'customer', 'a', 'b')).toBe(hash(one, 'customer', 'a', 'b'));
    const hashes = [
      hash(one, 'customer', 'a', 'b'),
      hash(one, 'conversation', 'a', 'b'),
      hash(one, 'customer', 'ab'),
      hash(one, 'customer', 'a,b'),
    ];
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('the key cache', () => {
  test('holds so many, and lets the least recently used go', () => {
    const cache = new KeyCache(2, 1000, () => 0);
    cache.set('a', bytes);
    cache.set('b', bytes);
    cache.get('a');
    cache.set('c', bytes);
    expect(['a', 'b', 'c'].map((id) => cache.get(id) !== undefined)).toEqual([true, false, true]);
  });
});
