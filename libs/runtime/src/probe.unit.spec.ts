import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Probe } from './probe.ts';
import { unreadyBecause } from './readiness.ts';

describe('a need that answers nothing', () => {
  let probe: Probe;
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    probe.stop();
    jest.useRealTimers();
  });
  const problems = () => unreadyBecause(probe.needs, Date.now());
  const silent = () => new Promise<string>(() => undefined);

  test('is named, though it was there a moment ago, and is asked once only', async () => {
    const check = jest.fn(silent).mockResolvedValueOnce('');
    probe = new Probe({ postgres: check, log: () => Promise.resolve('') });
    await probe.start();
    expect(problems()).toEqual([]);
    await jest.advanceTimersByTimeAsync(15_000);
    expect(problems()).toEqual(['postgres: no answer']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(check).toHaveBeenCalledTimes(2);
  });

  test('is no longer missed once it answers', async () => {
    let answer = (_: string) => {};
    const late = new Promise<string>((resolve) => (answer = resolve));
    probe = new Probe({ postgres: jest.fn(() => late).mockResolvedValueOnce('') });
    await probe.start();
    await jest.advanceTimersByTimeAsync(15_000);
    expect(problems()).toEqual(['postgres: no answer']);
    answer('');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(problems()).toEqual([]);
  });

  test('is told of when it is missed as long as that takes somebody out of service, and when it is back', async () => {
    const told: Record<string, boolean[]> = { postgres: [], log: [] };
    const check = jest.fn(() => Promise.resolve('')).mockResolvedValueOnce('');
    probe = new Probe({ postgres: check, log: () => Promise.resolve('') }, (need, isReady) => void told[need]!.push(isReady));
    await probe.start();
    check.mockRejectedValue(new Error('away'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual({ postgres: Array(6).fill(true), log: Array(6).fill(true) });
    await jest.advanceTimersByTimeAsync(2_000);
    expect([told['postgres']!.at(-1), told['log']!.at(-1)]).toEqual([false, true]);
    check.mockResolvedValue('');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(told['postgres']!.at(-1)).toBe(true);
  });

  test('keeps no process from starting', async () => {
    probe = new Probe({ postgres: silent });
    const started = probe.start();
    await jest.advanceTimersByTimeAsync(5_000);
    await started;
    expect(problems()).toEqual(['postgres: no answer']);
  });
});
