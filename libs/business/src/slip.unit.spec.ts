import { expect, test } from '@jest/globals';
import { hasAnotherLetter, isSlipOf } from './slip.ts';

test.each(['humn', 'huuman', 'humaan', 'humna', 'huamn', 'humxan'])('%s is a slip of "human"', (word) =>
  expect([isSlipOf(word, 'human'), hasAnotherLetter(word, 'human')]).toEqual([true, false]),
);

test.each(['human', 'uhman', 'hmna', 'humanly', 'hu', 'h', '', 'humaaan'])('"%s" is none', (word) =>
  expect([isSlipOf(word, 'human'), hasAnotherLetter(word, 'human')]).toEqual([false, false]),
);

test('another letter is told apart: it makes another word too often', () =>
  expect([isSlipOf('humen', 'human'), hasAnotherLetter('humen', 'human')]).toEqual([false, true]));
