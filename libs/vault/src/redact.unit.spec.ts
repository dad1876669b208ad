import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalise } from './normalise.ts';
import { luhn } from './numbers.ts';
import { redact } from './redact.ts';

describe('what is redacted', () => {
  test.each([
    ['write to jane.doe+shop@example.co.uk please', 'write to [EMAIL_1] please'],
    ['a@b.com and c@d.org. Thanks', '[EMAIL_1] and [EMAIL_2]. Thanks'],
    ['jane . doe @ example . com', '[EMAIL_1]'],
    ['jane(at)example(dot)com', '[EMAIL_1]'],
    ['jürgen@müller.de', '[EMAIL_1]'],
    ['root@localhost', '[EMAIL_1]'],
    ['it says k7m-4Q2, or K7M 4Q2', 'it says [PROOF_1], or [PROOF_2]'],
    ['codeK7M4Q2', 'code[PROOF_1]'],
    ['Ottawa ON K1A 0B1', 'Ottawa ON [PROOF_1]'],
    ['jane\u200b.doe\u00ad@exam\u2060ple.com', '[EMAIL_1]'],
    ['call +44 20 7946 0958 today', 'call [PHONE_1] today'],
    ['(0151) 234-56789', '[PHONE_1]'],
    ['+4915112345678', '[PHONE_1]'],
    ['٠١٥١٢٣٤٥٦٧٨٩', '[PHONE_1]'],
    ['０１５１２３４５６７８', '[PHONE_1]'],
    ['०१५१२३४५६७८', '[PHONE_1]'],
    ['0\u200b1\u200b5\u200b1\u200b2\u200b3\u200b4\u200b5', '[PHONE_1]'],
    ['my card 4111 1111 1111 1111 please', 'my card [CARD_1] please'],
    ['4111-1111-1111-1111', '[CARD_1]'],
    ['४१११ ११११ ११११ ११११', '[CARD_1]'],
    ['٤١١١ ١١١١ ١١١١ ١١١١', '[CARD_1]'],
    ['NO93 8601 1117 947', '[IBAN_1]'],
    ['4\u00b71\u00b71\u00b71\u00b71111 1111 1111', '[CARD_1]'],
    ['378282246310005', '[CARD_1]'],
    ['4111\t1111\t1111\t1111', '[CARD_1]'],
    ['4111    1111    1111    1111', '[CARD_1]'],
    ['my card:\n4111\n1111\n1111\n1111\n12/28', 'my card:\n[CARD_1]\n12/28'],
    ['4111\r\n1111\r\n1111\r\n1111', '[CARD_1]'],
    ['4111, 1111, 1111, 1111', '[CARD_1]'],
    ['3782 822463 10005', '[CARD_1]'],
    ['4111\u00011111\u00071111\u007f1111', '[CARD_1]'],
    ['0151\t234\t567', '[PHONE_1]'],
    ['DE89\t3704\t0044\t0532\t0130\t00', '[IBAN_1]'],
    ['max\u0001@example.com', '[EMAIL_1]'],
    ['max\uFEFF@example.com', '[EMAIL_1]'],
    ['4️⃣1️⃣1️⃣1️⃣ 1111 1111 1111', '[CARD_1]'],
    ['DE89 3704 0044 0532 0130 00 is mine', '[IBAN_1] is mine'],
    ['gb29nwbk60161331926819', '[IBAN_1]'],
    ['NL91 ABNA 0417 1643 00', '[IBAN_1]'],
    ['DE89 3704 0044 0532 0130 01 with a typing error', '[IBAN_1] with a typing error'],
    ['I live at SW1A 1AA', 'I live at [POSTCODE_1]'],
    ['m11ae', '[POSTCODE_1]'],
    ['PLZ 20457', 'PLZ [POSTCODE_1]'],
    ['geo:53.55034,9.9922', 'geo:[PLACE_1]'],
    ['GEO:-33.8,151 and geo:0,-0.5', 'GEO:[PLACE_1] and geo:[PLACE_2]'],
    ['Am Sandtorkai 12, 20457 Hamburg', 'Am Sandtorkai 12, [POSTCODE_1] Hamburg'],
    ['ich wohne in 20457 Hamburg', 'ich wohne in [POSTCODE_1] Hamburg'],
    ['FD-12345 A1AA', 'FD-12345 [PROOF_1]'],
    ['FD-12345 XXXX or maybe 2767', 'FD-12345 XXXX or maybe [PROOF_1]'],
    ['FD-12345, perhaps 2767', 'FD-12345, perhaps [PROOF_1]'],
    ['FD-12345 vielleicht A1AA', 'FD-12345 vielleicht [PROOF_1]'],
    ['FD-12345 11AE LG', 'FD-12345 [PROOF_1] LG'],
    ['FD-12345, postcode 1AA9', 'FD-12345, postcode [PROOF_1]'],
    ['fd-12345 and the last four are 0457', 'fd-12345 and the last four are [PROOF_1]'],
    ['0457 for FD-12345', '[PROOF_1] for FD-12345'],
    ['FD10234 0457', 'FD10234 [PROOF_1]'],
    ['FD - 10234 2767', 'FD - 10234 [PROOF_1]'],
    ['FD–10234 2767', 'FD–10234 [PROOF_1]'],
    ['FD\u201110234 2767', 'FD\u201110234 [PROOF_1]'],
    ['FD-12345678 2767', 'FD-12345678 [PROOF_1]'],
    ['A1AA', '[PROOF_1]'],
    ['FD-12345 A 1AA', 'FD-12345 [PROOF_1]'],
    ['FD-10234 22767', 'FD-10234 [PROOF_1]'],
    ['FD-10234 A1 BB', 'FD-10234 [PROOF_1]'],
    ['where is FD-10234? 2767', 'where is FD-10234? [PROOF_1]'],
    ['where is FD-10234? 22767', 'where is FD-10234? [PROOF_1]'],
    ['FD-10234 arrived 2 days late', 'FD-10234 arrived 2 days late'],
    ['0 4 5 7', '[PROOF_1]'],
    [' 0457. ', ' [PROOF_1]. '],
    ['2767 please', '[PROOF_1] please'],
    ['2767, thank you', '[PROOF_1], thank you'],
    ['hier: 2767', 'hier: [PROOF_1]'],
    ['Its 2767', 'Its [PROOF_1]'],
    ['it is 22767', 'it is [PROOF_1]'],
    ['the code is 2767', 'the code is [PROOF_1]'],
    ['ok here you go 2767', 'ok here you go [PROOF_1]'],
    ['1012 AB', '[PROOF_1]'],
    ['FD-10234, hier: 2767', 'FD-10234, hier: [PROOF_1]'],
    ["FD-10234, ok here you go, it's 2767, when will it arrive?", "FD-10234, ok here you go, it's [PROOF_1], when will it arrive?"],
    ['where is FD-10234? 22767', 'where is FD-10234? [PROOF_1]'],
    ['Wo bleibt FD-10234?? 2767 Hamburg', 'Wo bleibt FD-10234?? [PROOF_1] Hamburg'],
    ['my order (FD-10234) 2767, when will it arrive?', 'my order (FD-10234) [PROOF_1], when will it arrive?'],
    ['where is FD-10234? #10311', 'where is FD-10234? #10311'],
    ['my postcode is A1AA', 'my postcode is [PROOF_1]'],
    ['A, 1AA', '[PROOF_1]'],
    ['sw1a/1aa', '[PROOF_1]'],
    ['die letzten vier: 0457', 'die letzten vier: [PROOF_1]'],
    ['New address: Musterstraße 5, 22767 Hamburg', 'New address: [ADDRESS_1]'],
    [
      'FD-20417, postcode 1AE. Neue Adresse für FD-20417:\nAm Kai 3\n20457 Hamburg\n\nDanke',
      'FD-20417, postcode 1AE. Neue Adresse für FD-20417:\n[ADDRESS_1]\n\nDanke',
    ],
    ['new address: Am K\u200bai 3, 20457 Hamburg', 'new address: [ADDRESS_1]'],
    ['address: Am Kai ٣, Hamburg', 'address: [ADDRESS_1]'],
    ['e-mail address: jane@example.com', 'e-mail address: [EMAIL_1]'],
    ['address: jane@example.com, +44 20 7946 0958', 'address: [EMAIL_1], [PHONE_1]'],
    ['https://jane:secret@example.com/x', 'https://[USERINFO_1]@example.com/x'],
    ['a@b.com 4111111111111111 +4420 7946 0958 a@b.com', '[EMAIL_1] [CARD_1] [PHONE_1] [EMAIL_2]'],
  ])('%j becomes %j', (text, redacted) => expect(redact(text).redacted).toBe(redacted));
});

describe('a German postcode is told by what stands around it', () => {
  const streets = ['Hauptstraße', 'Hauptstrasse', 'Hauptstr.', 'Hauptstr', 'Mühlenweg', 'Marktplatz', 'Kastanienallee', 'Kirchgasse'];
  test.each([
    ...[...streets, 'Altstadtring', 'Kurfürstendamm', 'Schiffbauerufer', 'Sandtorkai', 'Fischmarkt'].flatMap((street) => [
      [`${street} 12, `, ' Hamburg'],
      [`${street} 7a `, ''],
    ]),
    ...['PLZ', 'Postleitzahl', 'postcode', 'post code', 'zip', 'zip code'].flatMap((word) => [
      [`my ${word} `, ''],
      [`${word}: `, '!'],
      [`die ${word} ist `, ' und'],
    ]),
    ['the postcode is ', ' and'],
    ['meine Postleitzahl lautet ', ''],
    ...['in', 'nach', 'aus', 'ich wohne', 'from'].map((word) => [`${word} `, ' Hamburg']),
  ])('%j 20457 %j', (before, after) => expect(redact(`${before}20457${after}`).redacted).toBe(`${before}[POSTCODE_1]${after}`));

  test.each(['D-20457', 'D 20457', 'D20457'])('%s goes as a whole', (code) =>
    expect(redact(`${code} Hamburg`).redacted).toBe('[POSTCODE_1] Hamburg'),
  );

  test.each(['Hauptstraße 12, 204571 x', 'lamp AD-20457 is broken', 'in 20457 pieces', 'Gin 20457 Hamburg'])('but not %j', (text) =>
    expect(redact(text).redacted).toBe(text),
  );
});

describe('what stays', () => {
  test.each([
    'Hi, where is my order FD-10234?',
    'where is FD-10234 now',
    'where is FD-12345678?',
    'where is FD–10311?',
    'order FD-10234 has 2 lamps for 149.90 EUR',
    '100 EUR',
    'model XK7M4Q2',
    '149 EUR please',
    'FD-10234 with gift wrap',
    'it was ordered on 2026-03-10 10:15',
    'am 10.03.2026 bestellt',
    'What is your returns policy?',
    'ask @bot',
    'help',
    'yes',
    'open 9-17?',
    'size 120x80',
    'FD-10234\n3 lamps\n2026\n1500',
    '1204\n1305\n1406\n1507',
    'ENDE',
    '10/10',
    'on 2026-03-10',
    'answered from the knowledge base (returns-en of 2026-11-30).',
    '12:30',
    'I waited 30 minutes',
    'https://example.com/returns?x=1',
    'at 10 i want to talk to a human',
    'I was there at 12 30 and nobody opened the door',
    'es 10 lampen sind kaputt angekommen und ich will mein Geld',
    'in 10 days lamp and nobody helps me with this', // adds up as an IBAN does
    '10234',
    '20457',
    '',
  ])('%j', (text) => expect(redact(text)).toEqual({ redacted: text, tokens: [] }));
});

test('tokens are told in order, counted per kind', () => {
  expect(redact('a@b.com or c@d.com, FD-10234 0457').tokens).toEqual([
    { kind: 'EMAIL', ordinal: 1 },
    { kind: 'EMAIL', ordinal: 2 },
    { kind: 'PROOF', ordinal: 1 },
  ]);
});

const separators = fc.constantFrom('', '', ' ', '-', '.', '\u200b', '\u00a0', '\u2011', ' \u2060', ' - ');
const scripts = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce, 0x1d7f6);
const word = fc.constantFrom(
  'hello',
  'where',
  'is',
  'FD-10234',
  'meine',
  'Bestellung',
  'please,',
  'call',
  'und',
  '\n',
  '!',
  'my card:',
  '(',
  '"',
);
const words = fc.array(word, { maxLength: 6 }).map((list) => list.join(' '));
const spaced = (number: string) =>
  fc
    .tuple(fc.array(separators, { minLength: number.length, maxLength: number.length }), scripts)
    .map(([gaps, zero]) =>
      [...number].map((digit, i) => String.fromCodePoint(zero + Number(digit)) + (i + 1 < number.length ? gaps[i] : '')).join(''),
    );
const digitsIn = (text: string) =>
  normalise(text)
    .text.replace(/\[[A-Z]+_\d+\]/g, '')
    .replace(/FD-10234/g, '')
    .replace(/\D/g, '');

describe('a canary never survives', () => {
  const card = fc.stringMatching(/^4\d{14}$/).map((start) => [...'0123456789'].map((check) => start + check).find(luhn)!);
  const phone = fc.stringMatching(/^(?:49|44)[1-9]\d{8,10}$/);
  test('a card number, however it is spaced and in whatever script', () => {
    fc.assert(
      fc.property(words, card.chain(spaced), words, (before, written, after) => {
        expect(digitsIn(redact(`${before} ${written} ${after}`).redacted)).toBe('');
      }),
    );
  });

  test('a phone number, however it is spaced and in whatever script', () => {
    fc.assert(
      fc.property(words, fc.constantFrom('', '+', '00 ', '(', '+ '), phone.chain(spaced), words, (before, prefix, written, after) => {
        expect(digitsIn(redact(`${before} ${prefix}${written} ${after}`).redacted)).toMatch(/^(?:00)?$/);
      }),
    );
  });

  test('an e-mail address', () => {
    fc.assert(
      fc.property(words, fc.emailAddress(), words, (before, address, after) => {
        const { redacted } = redact(`${before} ${address} ${after}`);
        expect(redacted).not.toContain(address);
        expect(redacted).not.toContain(address.slice(address.indexOf('@')));
      }),
    );
  });

  test('the proof of an order', () => {
    const proof = fc.stringMatching(/^[A-Z0-9]{4}$/).filter((four) => /\d/.test(four));
    fc.assert(
      fc.property(proof, fc.constantFrom(' ', ', ', ' / ', ' and ', ' postcode ', ': '), (four, between) => {
        expect(redact(`FD-10234${between}${four}`).redacted).not.toContain(four);
      }),
    );
  });
});

test('what is too long is not cut within a character', () => {
  expect(redact(`${'x'.repeat(65_535)}😀`).redacted).toBe('x'.repeat(65_535));
});

test('everything outside tokens is left as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const parts = redact(text).redacted.split(/\[[A-Z]+_\d+\]/);
      let at = 0;
      for (const part of parts) {
        const found = text.indexOf(part, at);
        expect(found).toBeGreaterThanOrEqual(at);
        at = found + part.length;
      }
    }),
  );
});

test.each(['1', '1 ', 'a', '@', 'a@', 'a.', 'A1', 'FD-12345 ', 'DE89', '- ', '(', 'http://', 'postcode is the ', '\u200b', '1.1.', 'is '])(
  'a long hostile text of %j ends, and is cut',
  (unit) => {
    const text = unit.repeat(200_000 / unit.length);
    expect(redact(text)).toEqual(redact(text.slice(0, 65_536)));
  },
);
