import { expect, test } from '@jest/globals';
import { hidesFurtherOrder, mayMeanOrder, namesUnreadOrder, orderNumberIn, orderNumbersIn } from './order-number.ts';

test.each([
  ['fd 10234', 'FD-10234'],
  ['FD10234', 'FD-10234'],
  ['order FD-10234!', 'FD-10234'],
  ['FD - 10234 2767', 'FD-10234'],
  ['FD–10234 2767', 'FD-10234'],
  ['FD\u201110234', 'FD-10234'],
  ['FD\u00a010234', 'FD-10234'],
  ['FD\u200b-\u200b10234', 'FD-10234'],
  ['ＦＤ－１０２３４', 'FD-10234'],
  ['FD-12345678', 'FD-12345678'],
  ['FD-10234 or FD-10311', 'FD-10234'],
  ['FD-123456789', ''],
  ['FDA-1', ''],
  ['AFD-10234', ''],
  ['', ''],
])('%j names the order %j', (text, number) => expect(orderNumberIn(text)).toBe(number));

test.each([
  ['where is FD-12?', true],
  ['where is fd12?', true],
  ['where is FD-[PHONE_1]?', true],
  ['FD-10234, no: FD-1', true],
  ['where is FD-10234?', false],
  ['where is my order?', false],
  ['FD please', false],
])('%j names an order that cannot be read: %j', (text, unread) => expect(namesUnreadOrder(text)).toBe(unread));

test.each([
  ['Where are FD-10234 and FD-10311?', ['FD-10234', 'FD-10311']],
  ['FD-10311, fd10234 & FD 10311', ['FD-10311', 'FD-10234']],
  ['where is FD-10234 and where is 10311?', ['FD-10234', 'FD-10311']],
  ['wo sind FD-10234, 10311 und 10198?', ['FD-10234', 'FD-10311', 'FD-10198']],
  ['where is FD-10234? and order no. 10311', ['FD-10234', 'FD-10311']],
  ['where is FD-10234? And my other order #10311', ['FD-10234', 'FD-10311']],
  // no other number is one
  ['10311 and FD-10234', ['FD-10234']],
  ['FD-10234, I paid 10000', ['FD-10234']],
  ['FD-10234 and my postcode 22767', ['FD-10234']],
  ['FD-10234 and 2767', ['FD-10234']],
  ['where is FD-10234? 22767', ['FD-10234']],
  ['where is FD-10234? 22767 Hamburg', ['FD-10234']],
  ['where is FD-10234? #10311', ['FD-10234', 'FD-10311']],
  ['FD-10234 and [PROOF_1]', ['FD-10234']],
  ['10234 and 10311', []],
])('%j names the orders %j', (text, numbers) => expect(orderNumbersIn(text)).toEqual(numbers));

test.each([
  ['Where are FD-10234 and [PROOF_1]?', true],
  ['wo sind fd 10234 und [PROOF_1]?', true],
  ['FD-10234 & #[PROOF_1]', true],
  ['FD-10234 [PROOF_1]', false],
  ['FD-10234, [PROOF_1]', false],
  ['FD-10234 and my postcode is [PROOF_1]', false],
  ['FD-10234 and FD-10311', false],
])('%j may hide a further order: %j', (text, hides) => expect(hidesFurtherOrder(text)).toBe(hides));

test.each(['orders 10234 and 10235', 'Bestellung 10234?', 'order #[PROOF_1]', 'FD-12'])('%s may be meant for an order', (words) =>
  expect(mayMeanOrder(words)).toBe(true),
);
test.each(['FD-10234 and 10235', 'since 2024', 'it cost 10.50', 'call [PHONE_1]', 'on 2026-11-30', 'RX100234'])('%s is not', (words) =>
  expect(mayMeanOrder(words)).toBe(false),
);
