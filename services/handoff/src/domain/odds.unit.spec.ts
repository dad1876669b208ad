import { describe, expect, test } from '@jest/globals';
import { chanceAt, chanceOf } from './odds.ts';

describe('the chance of as many, or more', () => {
  test('among two sides that are alike: a lady who tells all four cups of tea from the others', () => {
    expect(chanceOf({ cases: 4, wrong: 4 }, { cases: 4, wrong: 0 })).toBeCloseTo(1 / 70, 10);
    expect(chanceOf({ cases: 4, wrong: 3 }, { cases: 4, wrong: 1 })).toBeCloseTo(17 / 70, 10);
  });
  test('with a probability: three sixes of three dice, one at least', () => {
    expect(chanceAt(1 / 6, { cases: 3, wrong: 3 })).toBeCloseTo(1 / 216, 10);
    expect(chanceAt(1 / 6, { cases: 3, wrong: 1 })).toBeCloseTo(91 / 216, 10);
  });
  test('is one where nothing went wrong, and small where much did on one side alone', () => {
    expect(chanceOf({ cases: 100, wrong: 0 }, { cases: 900, wrong: 50 })).toBeCloseTo(1, 6);
    expect(chanceOf({ cases: 0, wrong: 0 }, { cases: 0, wrong: 0 })).toBe(1);
    expect(chanceOf({ cases: 2_000, wrong: 600 }, { cases: 18_000, wrong: 900 })).toBeLessThan(1e-50);
  });
});
