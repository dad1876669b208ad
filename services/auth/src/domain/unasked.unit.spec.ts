import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '@frontdesk/vault';
import { findUnasked, mayOffer } from './unasked.ts';

describe('a proof that nobody asked for', () => {
  test.each([
    ['Where is my order FD-20417, postcode 11AE?', '11AE'],
    ['FD-20417 11AE', '11AE'],
    ['fd20417, 11ae', '11AE'],
    ['FD-20417: 2767', '2767'],
    ['FD-20417\n22767', '22767'],
    ['11AE FD-20417', '11AE'],
    ['Where is my order FD-20417? 11AE', '11AE'],
    ['hi, where is FD-20417, 11AE? thanks', '11AE'],
    ['FD-20417 11AE where is it?', '11AE'],
    ['FD-20417 11AE, wo bleibt sie?', '11AE'],
    ['Wo ist meine Bestellung FD-20417? PLZ 22767', '22767'],
    ['Wo ist FD-20417, PLZ: 22767', '22767'],
    ['My order is FD-20417 and the postcode is EC1A 1BB. When does it come?', 'EC1A1BB'],
    ['where is FD-20417 the last four of the postcode are 11AE', '11AE'],
    ['FD-20417, die letzten vier Zeichen sind 2767', '2767'],
    ['I ordered 1200 screws, FD-20417, postcode 11AE', '11AE'],
    ['Where are FD-20417 and FD-10234, postcode 2767?', '2767'],
    ['FD-20417 and 10235, PLZ 22767', '22767'],
  ])('%j is one, with the characters %s', (text, secret) => {
    expect(findUnasked(text)).toEqual({ orderNumber: 'FD-20417', method: 'order_postcode', secret });
    expect(mayOffer(redact(text).redacted)).toBe(true);
  });

  test.each([
    'FD-20417 mara@example.com',
    'Mara@Example.com FD-20417',
    'Where is my order FD-20417? mara@example.com',
    'Where is my order FD-20417, mara@example.com?',
    'where is FD-20417, my e-mail is mara@example.com',
    'Wo ist FD-20417? E-Mail-Adresse: mara@example.com.',
  ])('%j is one, with an address', (text) => {
    expect(findUnasked(text)).toEqual({ orderNumber: 'FD-20417', method: 'order_email', secret: 'mara@example.com' });
    expect(mayOffer(redact(text).redacted)).toBe(true);
  });

  test.each([
    'FD-20417',
    'FD-20417 today',
    'FD-20417 help',
    'FD-20417 WHEN',
    'FD-20417 ABCD',
    'where is FD-20417?',
    'where is FD-20417, ordered in 2025?',
    'FD-20417 2025',
    'FD-20417 10am',
    'FD-20417 21st',
    'FD-20417 10 kg',
    'FD-20417 64GB',
    'FD-20417 18:30',
    'FD-20417 1200 EUR',
    'FD-20417 1200€',
    'FD-20417 €1200',
    'FD-20417 20.11.2026',
    'FD-20417 2 chairs',
    'FD-20417 2767 on Monday',
    'FD-20417 H264',
    'FD-20417 was 1200 last week',
    'FD-20417 and 10235',
    'FD-20417 and 2767',
    'FD-20417, 10235',
    'wo sind FD-20417 und 10235?',
    'FD-20417 10235678',
    '20417 11AE',
    '11AE',
    'mara@example.com',
    // of what shall be, not of what is
    'I moved, FD-20417 goes to postcode 22767',
    'FD-20417: my new postcode is 22767',
    'Please change the address of FD-20417, postcode 22767',
    'Can you deliver FD-20417 to the neighbour, postcode 22767',
    'Bitte FD-20417 an die neue Adresse, PLZ 22767',
    'Bitte ändern: FD-20417, PLZ 22767',
    'Send the invoice of FD-20417 to mara@example.com',
    'Where is the invoice of FD-20417? mara@example.com',
    'please write to: mara@example.com, FD-20417',
    'FD-20417, I told jo@example.com about it',
    'my postcode is not 11AE, FD-20417',
    'FD-20417 was charged twice, card with the last four 1234',
    'FD-20417, Kreditkarte, letzte vier 1234',
    'FD-20417, postcode 11AE at',
    'Can FD-20417 go to postcode 22767',
    '',
  ])('%j is none', (text) => expect(findUnasked(text)).toBeUndefined());

  test('a word more never makes one of what is none', () => {
    const word = fc.constantFrom(
      'today',
      'please',
      'bitte',
      'chairs',
      'on',
      'Monday',
      'kommt',
      'broken',
      'lamp',
      'in',
      'March',
      'x',
      'A',
      '?',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.array(word, { maxLength: 6 }), (before, after) => {
        expect(findUnasked([...before, 'FD-20417', ...after].join(' '))).toBeUndefined();
      }),
    );
  });

  test('what is judged is out of sight in the redacted text', () => {
    const secret = fc.oneof(fc.stringMatching(/^[3-9]\d{3}$/), fc.stringMatching(/^[3-9]\d{4}$/), fc.stringMatching(/^[A-Z\d]\d[A-F]{2}$/));
    const around = fc.constantFrom(
      (s: string) => `FD-20417 ${s}`,
      (s: string) => `Where is my order FD-20417, postcode ${s}?`,
      (s: string) => `${s} FD-20417`,
      (s: string) => `wo ist FD-20417? PLZ ${s}`,
      (s: string) => `FD-20417? ${s}`,
      (s: string) => `FD-20417 ${s} where is it`,
    );
    fc.assert(
      fc.property(secret, around, (given, write) => {
        const { redacted } = redact(write(given));
        fc.pre(findUnasked(write(given)) !== undefined && mayOffer(redacted));
        expect(redacted).not.toContain(given);
      }),
    );
  });

  test.each([
    ['FD-20417 [PROOF_1]', true],
    ['where is FD-20417? [EMAIL_1]', true],
    ['FD-20417, PLZ [POSTCODE_1]', true],
    ['FD-20417 and [PHONE_1]', false],
    ['[PROOF_1]', false],
    ['where is FD-20417?', false],
  ])('%j may hold one: %j', (redacted, may) => expect(mayOffer(redacted)).toBe(may));
});
