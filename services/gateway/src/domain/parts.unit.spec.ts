import { expect, test } from '@jest/globals';
import { inParts } from './parts.ts';

test.each<[string, number[], number[][]]>([
  ['none', [], [[]]],
  ['what fits', [4, 3, 3], [[4, 3, 3]]],
  ['more', [4, 3, 3, 1], [[4, 3, 3], [1]]],
  ['one that is too large', [1, 11, 1], [[1], [11], [1]]],
])('given %s, then each part holds what fits, in order', (_what, sizes, parts) =>
  expect(inParts(sizes, (size) => size, 10)).toEqual(parts),
);
