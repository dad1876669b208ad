import { expect, test } from '@jest/globals';
import { callbackData, readCallback } from './callback.ts';

const sendId = '01a22bdb-169e-87ae-a6ec-71cc4f1bff86';

test('given a part of a long answer, then its callback data names it; given all there is, then the send alone', () => {
  expect([callbackData(sendId, 1, 3), callbackData(sendId, 0, 1)]).toEqual([`${sendId}:1`, sendId]);
  expect(readCallback(callbackData(sendId, 1, 3))).toEqual({ sendId, chunk: 1 });
  expect(readCallback(sendId)).toEqual({ sendId, chunk: undefined });
});

test.each([undefined, 7, '', "somebody else's", `${sendId}:`, `${sendId}:x`, `x${sendId}`])('given %j, then it is not ours', (data) =>
  expect(readCallback(data)).toBeUndefined(),
);
