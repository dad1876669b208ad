import { describe, expect, test } from '@jest/globals';
import { holdsCard, ibanLength, luhn } from './numbers.ts';

// the examples of SWIFT's registry
const examples = `
  AT611904300234573201 BE68539007547034 BG80BNBG96611020345678 CH9300762011623852957 CY17002001280000001200527600
  CZ6508000000192000145399 DE89370400440532013000 DK5000400440116243 EE382200221020145685 ES9121000418450200051332
  FI2112345600000785 FR1420041010050500013M02606 GB29NWBK60161331926819 GR1601101250000000012300695 HR1210010051863000160
  HU42117730161111101800000000 IE29AIBK93115212345678 IT60X0542811101000000123456 LI21088100002324013AA LT121000011101001000
  LU280019400644750000 LV80BANK0000435195001 MT84MALT011000012345MTLCAST001S NL91ABNA0417164300 NO9386011117947
  PL61109010140000071219812874 PT50000201231234567890154 RO49AAAA1B31007593840000 SE4550000000058398257466 SI56263300012039086
  SK3112000000198742637541`;

describe('an IBAN', () => {
  test.each(examples.trim().split(/\s+/))('%s, with a typing error too, and without what follows it', (iban) => {
    const mistyped = `${iban.slice(0, 2)}00${iban.slice(4)}`;
    expect([iban, iban.toLowerCase(), mistyped, `${iban}7X`].map(ibanLength)).toEqual(Array(4).fill(iban.length));
    expect(ibanLength(iban.slice(0, -1))).toBe(0);
  });

  test('of another country is one by its checksum', () => {
    const saudi = 'SA0380000000608010167519';
    expect([saudi, `${saudi}XY`, saudi.replace('03', '04'), saudi.slice(0, 14)].map(ibanLength)).toEqual([24, 24, 0, 0]);
  });

  test('has digits, which a sentence has not', () =>
    expect(['AT10IWANTTOTALKTOAHUMAN', 'DE12345IWOULDLIKETOHAVE'].map(ibanLength)).toEqual([0, 0]));
});

describe('a card number', () => {
  test.each(['4111111111111111', '378282246310005', '4222222222222', '6304000000000000018'])('%s', (number) => {
    expect([luhn(number), holdsCard(number), holdsCard(`9${number}1`)]).toEqual([true, true, true]);
    expect(luhn(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`)).toBe(false);
  });
  test('of fewer than 13 digits is none', () => expect([luhn('400000000002'), holdsCard('400000000002')]).toEqual([true, false]));
});
