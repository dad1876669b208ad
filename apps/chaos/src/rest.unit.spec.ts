import { expect, test } from '@jest/globals';
import { isRest } from './rest.ts';
import type { Look } from './rest.ts';

const quiet = (records: number): Look => ({ records, left: [] });
const busy = (records: number): Look => ({ records, left: ['lag 1'] });

test.each<[string, readonly Look[], boolean]>([
  ['nothing is under way, four times in a row, and nothing was said meanwhile', [busy(6), quiet(7), quiet(7), quiet(7), quiet(7)], true],
  ['three times are not enough', [busy(7), quiet(7), quiet(7), quiet(7)], false],
  ['what moves on between the looks is seen in none of them, but leaves its record', [quiet(7), quiet(7), quiet(8), quiet(8)], false],
  ['one of them found something', [quiet(7), busy(7), quiet(7), quiet(7)], false],
])('rest: %s', (_, looks, rest) => expect(isRest(looks)).toBe(rest));
