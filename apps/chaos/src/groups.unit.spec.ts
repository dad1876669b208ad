import { expect, test } from '@jest/globals';
import { isShared, movedBetween } from './groups.ts';

const both = new Map([
  ['a', ['t 0', 't 2']],
  ['b', ['t 1', 't 3']],
]);

test('a group is shared when two of its members hold something', () => {
  expect(isShared(both)).toBe(true);
  expect(isShared(new Map([['a', ['t 0', 't 1']]]))).toBe(false);
  expect(
    isShared(
      new Map([
        ['a', ['t 0', 't 1']],
        ['b', []],
      ]),
    ),
  ).toBe(false);
});

test('what another member holds has moved; what nobody held before has not', () => {
  expect(movedBetween(both, both)).toBe(0);
  expect(movedBetween(both, new Map([['b', ['t 0', 't 1', 't 2', 't 3', 't 4']]]))).toBe(2);
});
