import { expect, test } from '@jest/globals';
import { soughtBy } from './sought.ts';

const conversation = 'Zm9vYmFy_ABCdefGHIjklMNOpqrSTUvwxYZ01234-89'.padEnd(43, 'x').slice(0, 43);

test.each([
  ['T-1042', { kind: 'ticket', number: 1042 }],
  [' t1042 ', { kind: 'ticket', number: 1042 }],
  [conversation, { kind: 'conversation', id: conversation }],
  ['fd 10234', { kind: 'order', order: 'FD-10234' }],
  ['FD‑10234', { kind: 'order', order: 'FD-10234' }],
  ['+49 (151) 2345-4471', { kind: 'phone', phone: '4915123454471' }],
  ['004915123454471', { kind: 'phone', phone: '4915123454471' }],
  ['4915123454471', { kind: 'phone', phone: '4915123454471' }],
  ['broken lamp', { kind: 'words', words: ['broken', 'lamp'] }],
  ['lamp lamp of FD-10234', { kind: 'words', words: ['lamp', 'of', 'FD-10234'] }],
  ['10234', { kind: 'words', words: ['10234'] }],
])('%j is taken for what it looks like', (typed, sought) => expect(soughtBy(typed)).toEqual(sought));

test.each([
  ['0151 2345 4471', 'NATIONAL'],
  ['mara@example.com', 'HIDDEN'],
  ['call 0151 23454471 please', 'HIDDEN'],
  ['4915123454471000000', 'HIDDEN'],
  ['a b', 'SHORT'],
  ['..', 'SHORT'],
])('%j is not looked for, and why', (typed, why) => expect(soughtBy(typed)).toEqual({ kind: 'none', why }));

test('of a long question the first eight words are looked for', () =>
  expect(soughtBy('one two three four five six seven eight nine ten')).toMatchObject({
    words: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'],
  }));

test('a long word, a link for one, is looked for by as much of it as audit-logger takes', () =>
  expect(soughtBy(`${'x'.repeat(150)} lamp`)).toEqual({ kind: 'words', words: ['x'.repeat(100), 'lamp'] }));
