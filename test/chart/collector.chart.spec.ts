import { expect, test } from '@jest/globals';
import { run } from './render.ts';

test('a real collector keeps, samples and redacts as its configuration says', () => {
  const { out, err } = run(process.execPath, ['scripts/collector-check.mjs', process.env['FRONTDESK_COLLECTOR']!]);
  expect([out.split('\n').filter((line) => !line.startsWith('ok ')), err]).toEqual([['all of it held', ''], '']);
}, 90_000);
