import { expect, test } from '@jest/globals';
import { inSteps } from './in-steps.ts';

test('a backlog goes in steps of at most 250 rows, and one that is not full is the last', async () => {
  let left = 600;
  const steps = await inSteps(async (limit) => {
    const gone = Math.min(limit, left);
    left -= gone;
    return gone;
  });
  expect(steps).toEqual([250, 250, 100]);
});

test('once it is stopped, the step under way is the last, however much is left', async () => {
  let taken = 0;
  const endless = async (limit: number) => {
    taken += 1;
    return limit;
  };
  expect(await inSteps(endless, () => taken === 2)).toEqual([250, 250]);
});
