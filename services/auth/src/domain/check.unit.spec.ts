import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { proves } from './check.ts';
import type { Proof } from './proof.ts';

const order = { number: 'FD-10311', postcode: 'EC1A 1BB', email: 'Tom.Ellery@example.com' };
const postcode = (secret: string, orderNumber = 'FD-10311'): Proof => ({ orderNumber, method: 'order_postcode', secret });
const email = (secret: string): Proof => ({ orderNumber: 'FD-10311', method: 'order_email', secret });

describe('whether a proof holds', () => {
  test.each([['A1BB'], ['EC1A1BB']])('the postcode characters %s do', (secret) => expect(proves(postcode(secret), order)).toBe(true));
  test.each([['1BBA'], ['C1A1BB'], ['XXXX'], ['EC1A']])('the postcode characters %s do not', (secret) =>
    expect(proves(postcode(secret), order)).toBe(false),
  );
  test('the whole e-mail address does, part of it does not', () => {
    expect(proves(email('tom.ellery@example.com'), order)).toBe(true);
    expect(proves(email('ellery@example.com'), order)).toBe(false);
  });
  test('however the shop has written them', () => {
    const written = { ...order, postcode: 'ec1a-1bb', email: ' Tom.Ellery@Example.com\n' };
    expect([postcode('A1BB'), email('tom.ellery@example.com')].map((proof) => proves(proof, written))).toEqual([true, true]);
  });
  test('a postcode of fewer than four characters proves nothing', () =>
    expect(['1BB', '0101'].map((code) => proves(postcode(code), { ...order, postcode: code }))).toEqual([false, true]));
  test('an order that does not exist is like one that does not match', () => expect(proves(postcode('A1BB'), undefined)).toBe(false));
  test('a proof of one order is none of another', () => expect(proves(postcode('A1BB', 'FD-10234'), order)).toBe(false));
  test('an order without an e-mail address is not proved by an empty one', () =>
    expect(proves(email(''), { ...order, email: '' })).toBe(false));
  test('nothing but the right characters ever proves', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z0-9]{4,8}$/),
        (secret) => proves(postcode(secret), order) === (secret === 'A1BB' || secret === 'EC1A1BB'),
      ),
    );
  });
});
