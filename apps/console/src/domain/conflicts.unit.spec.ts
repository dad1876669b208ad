import { expect, test } from '@jest/globals';
import { judgementWords } from './conflicts.ts';

test.each([
  ['merged', 'same', true],
  ['merged', 'different', false],
  ['conflict', 'same', false],
  ['conflict', 'different', true],
] as const)('of what was taken for %s, judged %s, it is told whether anything changes', (outcome, decision, stays) => {
  expect(judgementWords({ outcome })[decision].consequence.startsWith('It stays')).toBe(stays);
});
