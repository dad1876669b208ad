import { expect, test } from '@jest/globals';
import { hasAnotherLetter, isSlipOf, menderOf } from './slip.ts';

test.each(['humn', 'huuman', 'humaan', 'humna', 'huamn', 'humxan'])('%s is a slip of "human"', (word) =>
  expect([isSlipOf(word, 'human'), hasAnotherLetter(word, 'human')]).toEqual([true, false]),
);

test.each(['human', 'uhman', 'hmna', 'humanly', 'hu', 'h', '', 'humaaan'])('"%s" is none', (word) =>
  expect([isSlipOf(word, 'human'), hasAnotherLetter(word, 'human')]).toEqual([false, false]),
);

test('another letter is told apart: it makes another word too often', () =>
  expect([isSlipOf('humen', 'human'), hasAnotherLetter('humen', 'human')]).toEqual([false, true]));

test('a word is mended that is a slip of a known one, and no inflection of it', () => {
  const mend = menderOf(new Set(['return', 'stornierte', 'weitere', 'lamp']));
  expect(['retrun', 'retur', 'return', 'returns', 'storniere', 'stronierte', 'weiter', 'lmap', 'else'].map(mend)).toEqual([
    'return',
    'retur',
    'return',
    'returns',
    'storniere',
    'stornierte',
    'weiter',
    'lmap',
    'else',
  ]);
});
