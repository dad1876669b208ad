import { expect, test } from '@jest/globals';
import { limitOf, loadWords } from './case-limit.ts';

test.each([
  ['', null],
  ['  ', null],
  ['0', 0],
  [' 7 ', 7],
  ['100', 100],
  ['101', undefined],
  ['-1', undefined],
  ['2.5', undefined],
  ['1e1', undefined],
  ['many', undefined],
])('"%s" as a limit is %p', (typed, limit) => expect(limitOf(typed)).toBe(limit));

test.each([
  [0, null, '0 of 5 cases'],
  [2, 3, '2 of 3 cases'],
  [4, 3, '4 of 3 cases'],
  [0, 0, 'No cases, offered no more'],
  [1, 0, '1 case, offered no more'],
  [2, 0, '2 cases, offered no more'],
])('who holds %p with a limit of their own of %p: %s', (held, own, words) =>
  expect(loadWords({ held, own_limit: own }, { case_limit: 5 })).toBe(words),
);
