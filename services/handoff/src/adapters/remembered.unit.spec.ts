import { beforeEach, expect, test } from '@jest/globals';
import { Remembered } from './remembered.ts';

const lifeMs = 1_000;
let questions: { answer: (value: string) => void; fail: (error: Error) => void }[];
let remembered: Remembered<string>;
beforeEach(() => {
  questions = [];
  remembered = new Remembered(
    lifeMs,
    () =>
      new Promise((answer, fail) => {
        questions.push({ answer, fail });
      }),
  );
});

test('who asks while a question is under way waits for its answer', async () => {
  const both = [remembered.get(0), remembered.get(1)];
  expect(questions).toHaveLength(1);
  questions[0]!.answer('here');
  expect(await Promise.all(both)).toEqual(['here', 'here']);
});

test('an answer holds for its life, then the next one asks', async () => {
  const first = remembered.get(0);
  questions[0]!.answer('here');
  await first;
  expect(await remembered.get(lifeMs - 1)).toBe('here');
  const second = remembered.get(lifeMs);
  questions[1]!.answer('there');
  expect(await second).toBe('there');
});

test('a failure is for those who waited for it alone', async () => {
  const both = [remembered.get(0), remembered.get(0)];
  questions[0]!.fail(new Error('away'));
  for (const one of both) await expect(one).rejects.toThrow('away');
  const next = remembered.get(0);
  questions[1]!.answer('back');
  expect(await next).toBe('back');
});
