import { describe, expect, test } from '@jest/globals';
import { testTime } from '@frontdesk/testing';
import { begun, reading } from './reading.ts';
import type { Look } from './reading.ts';

const second = 1000;
/** Two partitions, each with what was written and what was read of it, some seconds after the start. */
const look = (after: number, ...partitions: [end: number, read: number][]): Look => ({
  at: testTime + after * second,
  real: after * second,
  positions: new Map(partitions.map(([end, read], index) => [`lifecycle ${index}`, { end, read }])),
});
const away = (after: number): Look => ({ ...look(after), positions: undefined });
/** Up to when, in seconds after the start, all was read at the last of these looks. */
const upTo = (...looks: Look[]): number => {
  const { upTo: ms } = looks.reduce(reading, begun(0));
  return ms === 0 ? -1 : (ms - testTime) / second;
};

describe('what was written until a time was read', () => {
  test('where nothing is unread', () => expect(upTo(look(1, [5, 5], [7, 7]))).toBe(1));

  test('not while a backlog is read, however long that takes', () => {
    const backlog = [look(1, [900, 0], [7, 7]), look(20, [900, 300], [7, 7]), look(45, [900, 600], [7, 7]), look(70, [901, 899], [8, 8])];
    expect(backlog.map((_, index) => upTo(...backlog.slice(0, index + 1)))).toEqual([-1, -1, -1, -1]);
    expect(upTo(...backlog, look(71, [902, 901], [8, 8]))).toBe(1);
  });

  test('also where there is always something new', () =>
    expect(upTo(look(1, [9, 5], [7, 7]), look(2, [15, 9], [12, 9]), look(3, [25, 16], [20, 12]))).toBe(2));

  test('one partition that is read makes up for no other', () => expect(upTo(look(1, [9, 5], [7, 7]), look(2, [9, 5], [99, 99]))).toBe(-1));

  test('or nothing was read for half a minute: a partition that is stuck, or a log that is away, silences nobody', () => {
    expect([upTo(look(1, [9, 5]), look(29, [12, 5])), upTo(look(1, [9, 5]), look(30, [12, 5]), look(32, [12, 5]))]).toEqual([-1, 32]);
    expect([upTo(away(1), away(29)), upTo(away(1), away(31))]).toEqual([-1, 31]);
  });
});
