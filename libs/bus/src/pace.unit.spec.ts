import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Pace } from './pace.ts';

describe('a pace', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const begun = (pace: Pace, dueAt?: () => number): number[] => {
    const at: number[] = [];
    void pace.turn(dueAt).then(() => at.push(performance.now()));
    return at;
  };

  test('after a quiet time a turn begins at once, the next one a gap later', async () => {
    const pace = new Pace(10);
    const first = begun(pace);
    await jest.advanceTimersByTimeAsync(0);
    expect(first).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(4);
    const second = begun(pace);
    await jest.advanceTimersByTimeAsync(5);
    expect(second).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(second).toEqual([first[0]! + 10]);
    await jest.advanceTimersByTimeAsync(50);
    const third = begun(pace);
    await jest.advanceTimersByTimeAsync(0);
    expect(third).toEqual([performance.now()]);
  });

  test('what is patient waits until it is due, unless something hurries', async () => {
    const pace = new Pace(10);
    let dueAt = performance.now() + 100;
    const turn = begun(pace, () => dueAt);
    await jest.advanceTimersByTimeAsync(60);
    expect(turn).toHaveLength(0);
    dueAt = performance.now();
    pace.hurry();
    await jest.advanceTimersByTimeAsync(0);
    expect(turn).toEqual([performance.now()]);
  });

  test('where turns last long the gap grows with them, up to its longest, and shrinks with them again', () => {
    const pace = new Pace(10, 40);
    const after = (turns: number, tookMs: number): number => {
      for (let turn = 0; turn < turns; turn += 1) pace.ended(tookMs);
      return pace.gap;
    };
    expect(after(20, 1)).toBe(10);
    expect(after(50, 10)).toBeCloseTo(25, 2);
    expect(after(50, 100)).toBe(40);
    expect(after(50, 1)).toBe(10);
  });

  test('a gap without a longest one stays as it is', () => {
    const pace = new Pace(5);
    pace.ended(1_000);
    expect(pace.gap).toBe(5);
  });
});
