import * as crypto from 'node:crypto';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';

/** How many bytes each comparison was about. */
const compared: number[] = [];
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  timingSafeEqual: (one: Uint8Array, other: Uint8Array): boolean => {
    compared.push(one.byteLength);
    return crypto.timingSafeEqual(one, other);
  },
}));
const { sameSecret, verifySignature } = await import('./signature.ts');

beforeEach(() => {
  compared.length = 0;
});

// No test times anything: what is held is that each comparison goes by the one function whose time says nothing, and how often.
describe('how long a comparison takes tells nothing', () => {
  const body = Buffer.from('{}');
  const signed = (secret: string) => `sha256=${crypto.createHmac('sha256', secret).update(body).digest('hex')}`;

  test.each([
    ['the first secret fits', 'one', 'genuine'],
    ['the last one fits', 'three', 'genuine'],
    ['none fits', 'four', 'signature_wrong'],
  ])('of where a signature differs, and of which secret: %s', (_what, secret, check) => {
    expect(verifySignature(body, signed(secret), ['one', 'two', 'three'])).toBe(check);
    expect(compared).toEqual([32, 32, 32]);
  });

  test.each([
    ['token', 'token'],
    ['token', 'tokem'],
    ['token', 'a longer one than that'],
    ['', 'token'],
  ])('of what a secret is or how long: %j and %j', (one, other) => {
    expect(sameSecret(one, other)).toBe(one === other);
    expect(compared).toEqual([32]);
  });
});
