import { describe, expect, jest, test } from '@jest/globals';
import { Rounds } from './rounds.ts';

describe('rounds', () => {
  test('one at a time: the next waits from the end of the one before, a failed one is told and followed by another', async () => {
    jest.useFakeTimers();
    const ends: ((error?: Error) => void)[] = [];
    const failures: unknown[] = [];
    const round = () => new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
    const rounds = new Rounds({ everyMs: 1_000, round, failed: (error) => failures.push(error) });
    rounds.start();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ends).toHaveLength(1);
    ends[0]!(new Error('away'));
    await jest.advanceTimersByTimeAsync(999);
    expect([ends.length, failures.length]).toEqual([1, 1]);
    await jest.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(2);

    const stopping = rounds.stop();
    let stopped = false;
    void stopping.then(() => {
      stopped = true;
    });
    await jest.advanceTimersByTimeAsync(0);
    expect([rounds.isStopped, stopped]).toEqual([true, false]);
    ends[1]!();
    await stopping;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ends).toHaveLength(2);
    jest.useRealTimers();
  });
});
