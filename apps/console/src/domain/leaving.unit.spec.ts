import { describe, expect, test } from '@jest/globals';
import { leaving, offWords } from './leaving.ts';

const of = (why: 'OFF' | 'AWAY' | 'LATE' | undefined, number = 'T-1') => ({
  number,
  due_at: 1_000,
  leaves: why ? { at: 1_600, why } : null,
});

describe('that a case goes back to the queue', () => {
  test('is shown beforehand where its owner is away, and to who is there once the promise has passed', () => {
    expect(leaving(of('AWAY'), 500)).toEqual({ at: 1_600, why: 'Its owner is away, and its customer waits for an answer' });
    expect(leaving(of('LATE'), 999)).toBeUndefined();
    expect(leaving(of('LATE'), 1_000)).toMatchObject({ at: 1_600, why: 'The promised time has passed without a word' });
    expect(leaving(of(undefined), 2_000)).toBeUndefined();
  });

  test('is said to who is about to go off, if anybody waits for them', () => {
    expect(offWords([of(undefined)])).toBeUndefined();
    expect(offWords([of('LATE'), of(undefined, 'T-2')])).toMatch(/^T-1 waits for your answer\. It goes back to the queue at once/);
    expect(offWords([of('LATE'), of('AWAY', 'T-2')])).toMatch(/^T-1, T-2 wait for your answer\. They go back/);
  });
});
