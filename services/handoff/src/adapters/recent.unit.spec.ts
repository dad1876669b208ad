import { expect, test } from '@jest/globals';
import { Recent } from './recent.ts';

test('it holds the last ones, and no more than it may', () => {
  const recent = new Recent(2);
  for (const key of ['a', 'b', 'b', 'c']) recent.add(key);
  expect(['a', 'b', 'c', 'd'].map((key) => recent.has(key))).toEqual([false, true, true, false]);
});
