import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '@frontdesk/vault';
import { findProof } from './proof.ts';

describe('a proof in a text', () => {
  test.each([
    ['FD-10234 2767', '2767'],
    ['fd10234, 2767', '2767'],
    ['FD 10234 and 2767', '2767'],
    ['2767 FD-10234 4', '2767'],
    ['FD - 10234 2767', '2767'],
    ['FD–10234 2767', '2767'],
    ['FD\u201110234 2767', '2767'],
    ['FD\u200b-10234 ２７６７', '2767'],
    ['My order is FD-10234 and the postcode is EC1A 1BB.', 'EC1A1BB'],
    ['FD-10234 a1bb', 'A1BB'],
    ['FD-10234 / A-1 BB', 'A1BB'],
    ['Bestellnummer FD-10234, PLZ 22767', '22767'],
    ['FD-10234, die letzten vier Zeichen sind 2767, danke!', '2767'],
    ['sure, FD-10234 postcode 2767 thanks', '2767'],
    ['FD-10234 und 2767 lg', '2767'],
    ['Die Bestellung ist FD-10234 und die Postleitzahl 22767 lg', '22767'],
    ['FD-10234 2767 thx', '2767'],
    ['FD-10234 2767 mfg', '2767'],
    ['GOOD MORNING, FD-10234 2767!!', '2767'],
    ['MOIN, FD-10234 2767', '2767'],
    ['FD-10234 1012 LG', '1012LG'],
    ['FD-10234 11AE LG', '11AE'],
    ['FD-10234 M1 1AE THX', 'M11AE'],
    ['FD-10234 22767 LG', '22767'],
    ['FD-10234 2767 MFG', '2767'],
    ['FD-10234 SW1A 1 TY', 'SW1A1TY'],
    ['FD-10234 XXXX', 'XXXX'],
    ['FD-10234, perhaps 2767', '2767'],
    ['FD-10234 1012 ab', '1012AB'],
    ['FD-10234 0000 or maybe 2767', '0000'],
  ])('%s holds an order number and a postcode', (text, secret) => {
    expect(findProof(text, '')).toEqual({ orderNumber: 'FD-10234', method: 'order_postcode', secret });
  });

  test.each([
    ['FD-10234 mara.jensen@example.com', ''],
    ['Mara.Jensen@Example.com', 'FD-10234'],
    ['it is mara.jensen@example.com, ok?', 'FD-10234'],
    ['can I have it? mara.jensen@example.com', 'FD-10234'],
  ])('%s holds a whole e-mail address', (text, subject) => {
    expect(findProof(text, subject)).toEqual({ orderNumber: 'FD-10234', method: 'order_email', secret: 'mara.jensen@example.com' });
  });

  test.each([['2767'], ['it is 2767'], ['postcode: 2767'], ['PLZ 22767'], ['10234 2767'], ['A1 BB'], ['the last 4 are 2767']])(
    '%s is enough when the question named the order',
    (text) => {
      expect(findProof(text, 'FD-10234')).toMatchObject({ orderNumber: 'FD-10234', method: 'order_postcode' });
    },
  );

  test('behind a long run of what an address may begin with', () => {
    expect(findProof(`${'a'.repeat(16_000)} mara.jensen@example.com`, 'FD-10234')).toMatchObject({ secret: 'mara.jensen@example.com' });
  });

  test('an address of one letter is one', () => expect(findProof('a@b.de', 'FD-10234')).toMatchObject({ secret: 'a@b.de' }));

  test.each([['10234 2767'], ['10234, 2767'], ['#10234: 2767']])(
    'a number without its prefix is an order number when something to check follows: %s',
    (text) => expect(findProof(text, '')).toEqual({ orderNumber: 'FD-10234', method: 'order_postcode', secret: '2767' }),
  );

  const asking = 'where when what which how why who can could wo wann was welche welcher welches wie warum wieso wer kann können';
  test.each(asking.split(' ').flatMap((word) => [word, word.toUpperCase()]))('a question is none, whatever number is in it: %s', (word) => {
    expect(findProof(`FD-10234 ${word} 2024`, '')).toBeUndefined();
    expect(findProof(`${word} 2024?`, 'FD-10234')).toBeUndefined();
  });

  test.each([['postcode'], ['post code'], ['Postcode'], ['zip'], ['zip code'], ['ZIP'], ['PLZ'], ['Postleitzahl']])(
    'but one that says %s',
    (word) => {
      expect(findProof(`when does it come? ${word} 2767`, 'FD-10234')).toMatchObject({ secret: '2767' });
      expect(findProof(`it comes on Monday says your ${word} 2767`, 'FD-10234')).toMatchObject({ secret: '2767' });
    },
  );

  test.each([
    ['FD-10234, 22767', '22767'],
    ['FD-10234 und PLZ 22767', '22767'],
    ['FD-10234 und 22767, das ist die Postleitzahl', '22767'],
    ['FD-10234 and 2767', '2767'],
    ['FD-10234 and 10235, 2767', '2767'],
  ])('digits behind an "and" are a further order, unless they are too few for one or said to be a postcode: %s', (text, secret) => {
    expect(findProof(text, 'FD-10234')).toMatchObject({ orderNumber: 'FD-10234', secret });
  });

  test('the order in the text goes before the one that was asked about', () => {
    expect(findProof('FD-10198 2767', 'FD-10234')).toMatchObject({ orderNumber: 'FD-10198' });
  });

  test.each([
    ['where is my order FD-10234?'],
    ['Wann kommt FD-10234?'],
    ['FD-10234'],
    ['FD-10234 WHEN'],
    ['FD-10234 CODE'],
    ['FD-10234 please help me'],
    ['2767'],
    ['what is your returns policy?'],
    ['I want to talk to a human'],
    ['I ordered 2 chairs in 2024'],
    ['FD-10234 was ordered on 2026-11-20'],
    ['??'],
    [''],
    ['👍'],
  ])('%s is ordinary text when no order was asked about', (text) => {
    expect(findProof(text, '')).toBeUndefined();
  });

  test.each([
    ['what is your returns policy?'],
    ['where is it? I ordered in 2024'],
    ['I bought 12 chairs from your shop in 2024'],
    ['FD-10234'],
    ['10234'],
    ['FD-102 34'],
    ['FD-123456789'],
    ['are you a robot'],
    ['talk to a human'],
    ['ich habe 2024 bei euch bestellt, schon lange her'],
    ['no'],
    ['STOP'],
    ['geo:-33.8688,151.2093'],
    ['geo:53,9.2767'],
    ['ACH MOMENT, FALSCHE NUMMER, ES GEHT UM FD-10235...'],
    ['OH WAIT, THAT WAS WRONG, I MEAN FD-10235'],
    ['FD-10234 and 10235'],
    ['FD-10234, and #10235'],
    ['FD-10234 und 10235, bitte'],
    ['FD 10234 & 10235'],
    ['FD-10234 and my other order 10235'],
    ['10234 or 10235'],
  ])('%s is ordinary text when an order was asked about', (text) => {
    expect(findProof(text, 'FD-10234')).toBeUndefined();
  });

  test('whatever is taken as a proof beside courtesy is out of sight in the redacted text', () => {
    const courtesy = fc.constantFrom(
      'please',
      'Its',
      'it is',
      'hier:',
      'the code is',
      'ok here you go',
      'thank you,',
      'meine PLZ',
      'sorry!',
      'no,',
    );
    const beside = fc.array(courtesy, { maxLength: 3 });
    const group = fc.oneof(
      fc.stringMatching(/^\d{4}$/),
      fc.stringMatching(/^\d{5}$/),
      fc.stringMatching(/^\d{4} ?[A-Z]{2}$/),
      fc.stringMatching(/^[A-Z0-9]{4}$/).filter((four) => /\d/.test(four)),
      fc.stringMatching(/^[A-Z]\d [A-Z]{2}$/),
    );
    fc.assert(
      fc.property(beside, group, beside, (before, given, after) => {
        const text = [...before, given, ...after].join(' ');
        // digits alone may be an order's number
        fc.pre(findProof(text, 'FD-10234') !== undefined && !/^\d{5}$/.test(text));
        expect(redact(text).redacted).not.toContain(given);
      }),
    );
  });

  test('any order number with any four characters of a postcode is found, however it is spaced', () => {
    const tail = fc.stringMatching(/^[0-9][A-Z0-9]{2}[0-9]$/);
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 99999999 }),
        tail,
        fc.constantFrom(' ', ', ', '\n', ' - ', ' / '),
        fc.boolean(),
        (number, secret, gap, lower) => {
          const text = `FD-${number}${gap}${lower ? secret.toLowerCase() : secret}`;
          expect(findProof(text, '')).toEqual({ orderNumber: `FD-${number}`, method: 'order_postcode', secret });
        },
      ),
    );
  });
});
