import { expect, test } from '@jest/globals';
import { modelConfig, namesModel } from './config.ts';
import { costOf } from './rates.ts';

const MODEL_RATES = '[{"from":"2026-10-01","in":0.5,"out":2},{"from":"2026-11-01","in":1,"out":4}]';
const rates = modelConfig.parse({ MODEL_RATES }).MODEL_RATES;
const used = { tokensIn: 1_000, tokensOut: 100, known: true };

test.each([
  ['2026-10-31T23:59:59Z', 0.0007],
  ['2026-11-01T00:00:00Z', 0.0014],
])('at %s tokens cost what was asked then', (at, cost) => expect(costOf(used, Date.parse(at), rates)).toBeCloseTo(cost, 9));

test('before the first rate, without rates, or without a count nothing is known', () => {
  const at = Date.parse('2026-12-01');
  expect(costOf(used, Date.parse('2026-09-30'), rates)).toBeUndefined();
  expect(costOf(used, at, undefined)).toBeUndefined();
  expect(costOf({ ...used, known: false }, at, rates)).toBeUndefined();
});

test.each([
  { MODEL_RATES: '{' },
  { MODEL_RATES: '[]' },
  { MODEL_RATES: '[{"from":"soon","in":1,"out":1}]' },
  { MODEL_TIMEOUT_MS: '20000' },
  { MODEL_BASE_URL: 'ftp://model' },
])('%j is refused', (given) => expect(modelConfig.safeParse(given).success).toBe(false));

test('a base address without a name is no model', () => {
  expect(namesModel({})).toBe(true);
  expect(namesModel({ MODEL_BASE_URL: 'http://m' })).toBe(false);
  expect(namesModel({ MODEL_BASE_URL: 'http://m', MODEL_NAME: 'm' })).toBe(true);
});
