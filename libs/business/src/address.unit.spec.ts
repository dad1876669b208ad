import { describe, expect, test } from '@jest/globals';
import { addressIn, besideAddresses, hidesAddress } from './address.ts';

describe('an address behind its cue', () => {
  test.each([
    ['New address: Musterstraße 5, 22767 Hamburg', ['Musterstraße 5', '22767 Hamburg']],
    ['new delivery address: 4 Sample Row, London EC1A 4WW', ['4 Sample Row', 'London EC1A 4WW']],
    ['Address for FD-20417: 88 Example Street\nManchester\nM1 2AB', ['88 Example Street', 'Manchester', 'M1 2AB']],
    ['Neue Lieferadresse: Am Kai 3a, 20457 Hamburg', ['Am Kai 3a', '20457 Hamburg']],
    ['Bitte ändern. Neue Adresse:\nAm Kai 3\n20457 Hamburg\n\nDanke!', ['Am Kai 3', '20457 Hamburg']],
    ['Neue Anschrift von FD-20417 : Am Kai 3, 20457 Hamburg', ['Am Kai 3', '20457 Hamburg']],
    ['address:  Mu\u200bster \u202estraße\t5 ,, 22767  Hamburg\r\n', ['Muster straße 5', '22767 Hamburg']],
    ['address: Am Kai 3, 20457 Hamburg\n\nsorry, new address: Am Kai 4, 20457 Hamburg', ['Am Kai 4', '20457 Hamburg']],
  ])('%j', (text, lines) => expect(addressIn(text)).toEqual(lines));

  test.each([
    'Can I change my address?',
    'My address is Musterstraße 5, 22767 Hamburg',
    'New address: tomorrow',
    'address: 5',
    'e-mail address: jane doe 5 of example',
    'Mail-Adresse: Jane Doe 5, Hamburg',
    'E-Mail address: Jane Doe 5, Hamburg',
    'web address: see page 5 of our site',
    'IP address: ten dot zero 5',
    'address: jane@example.com is my mail 5',
    'address: see https://example.com/5 for the map',
    'address: Am Kai 3, 20457 Hamburg, and when will it arrive?',
    `address: ${'Am Kai 3 '.repeat(30)}`,
    'address: a 1\nbb\ncc\ndd\nee\nff',
    '',
  ])('%j is none', (text) => expect(addressIn(text)).toBeUndefined());

  test('hostile input costs linear time', () => {
    for (const part of ['address:', 'address of ', 'address: aa bb\n', ' \n', 'adresse : '])
      expect(addressIn(part.repeat(20_000).slice(0, 65_536))).toBeUndefined();
  });
});

test('the words beside them', () =>
  expect(besideAddresses('FD-20417 1AE\n\nNew address: Am Kai 3, Hamburg\n\nThanks, address: Am Kai 4, Hamburg')).toBe(
    'FD-20417 1AE\n\n\n\nThanks, ',
  ));

test('redacted words show that there is one', () =>
  expect(['New address: [ADDRESS_1]', 'New address: [POSTCODE_1]'].map(hidesAddress)).toEqual([true, false]));
