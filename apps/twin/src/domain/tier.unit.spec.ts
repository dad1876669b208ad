import { expect, test } from '@jest/globals';
import { isTier, reach } from './tier.ts';

const HOUR = 3_600_000;

test('the 251st person of a day is one too many, the 250th twice is not, and a day later there is room', () => {
  const portfolio = { id: 'p', messagingLimit: 'TIER_250', overLimitCode: 131048, reached: {} };
  const answers = Array.from({ length: 251 }, (_, index) => reach(portfolio, `p${index}`, index));
  expect(answers.filter((within) => within)).toHaveLength(250);
  expect(answers.at(-1)).toBe(false);
  expect(reach(portfolio, 'p249', HOUR)).toBe(true);
  expect(reach(portfolio, 'p250', HOUR)).toBe(false);
  expect(reach(portfolio, 'p250', 24 * HOUR)).toBe(true);
});

test('unlimited is; the tier of 1 000 is gone', () => {
  const portfolio = { id: 'p', messagingLimit: 'TIER_UNLIMITED', overLimitCode: 131048, reached: {} };
  expect(Array.from({ length: 3_000 }, (_, index) => reach(portfolio, `p${index}`, 1)).every((within) => within)).toBe(true);
  expect([isTier('TIER_2K'), isTier('TIER_1K')]).toEqual([true, false]);
});
