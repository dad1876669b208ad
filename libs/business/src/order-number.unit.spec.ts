import { expect, test } from '@jest/globals';
import { namesUnreadOrder, orderNumberIn } from './order-number.ts';

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
