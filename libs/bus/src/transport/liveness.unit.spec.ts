import { expect, test } from '@jest/globals';
import { STUCK_AFTER_MS, stuckTopics } from './liveness.ts';

const at = 1_000_000;

test('given records that wait, when nothing was done for two minutes, then the consumer is stuck on their topics', () => {
  expect(stuckTopics({ lastProgressAt: at, lag: { a: 3, b: 0 } }, at + STUCK_AFTER_MS)).toEqual(['a']);
});

test('given records that wait, when something was done a moment ago, then it works on them', () => {
  expect(stuckTopics({ lastProgressAt: at, lag: { a: 3 } }, at + STUCK_AFTER_MS - 1)).toEqual([]);
});

test('given nothing that waits, then idleness is no fault', () => {
  expect(stuckTopics({ lastProgressAt: 0, lag: { a: 0 } }, at)).toEqual([]);
});
