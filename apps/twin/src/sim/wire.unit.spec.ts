import { expect, test } from '@jest/globals';
import { userIdFor, wamid } from './ids.ts';
import { sign, toWire } from './wire.ts';

test('the body is ASCII, in lower-case escapes, with escaped slashes', () => {
  expect(toWire({ text: 'äöå 📦 /' })).toBe('{"text":"\\u00e4\\u00f6\\u00e5 \\ud83d\\udce6 \\/"}');
  expect(JSON.parse(toWire({ text: 'äöå 📦 /' }))).toEqual({ text: 'äöå 📦 /' });
});

test('the signature is the HMAC of exactly these bytes', () => {
  expect(sign('secret', '{}')).toBe('sha256=77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13');
});

test('an id decodes to the struct that real ids have', () => {
  const bytes = Buffer.from(wamid('4915550100101', true, 'ABCDEF').slice(6), 'base64');
  expect([...bytes.subarray(0, 3)]).toEqual([0x1c, 0x18, 13]);
  expect(bytes.subarray(3, 16).toString()).toBe('4915550100101');
  expect([...bytes.subarray(16, 20)]).toEqual([0x15, 0x02, 0x00, 0x11]);
  expect(bytes.subarray(22, 28).toString()).toBe('ABCDEF');
  expect(Buffer.from(wamid('US.123', false, 'AB').slice(6), 'base64').subarray(9, 13)).toEqual(Buffer.from([0x15, 0x14, 0x00, 0x12]));
});

test('a user id belongs to one number and one portfolio', () => {
  expect(userIdFor('447700900102', 'p')).toMatch(/^GB\.\d{20}$/);
  expect(userIdFor('447700900102', 'p')).toBe(userIdFor('447700900102', 'p'));
  expect(userIdFor('447700900102', 'q')).not.toBe(userIdFor('447700900102', 'p'));
});
