import { describe, expect, test } from '@jest/globals';
import { dueUntil, lowestIdOf } from './horizon.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 10, 30);

test('the lowest id of a time sorts before all others of it, and behind those before it', () => {
  expect(lowestIdOf(0x01_9a_bc_de_f0_12)).toBe('019abcde-f012-0000-0000-000000000000');
  expect(lowestIdOf(-1)).toBe('00000000-0000-0000-0000-000000000000');
});

describe('what was said in a conversation is due', () => {
  const closed = (openedAt: number, closedAt: number | undefined) => ({ openedAt, closedAt });
  const late = 3 * day;

  test('by its age, where no case is known', () => expect(dueUntil([], now)).toBe(now));

  test('as long as its cases have been closed for so long', () =>
    expect(dueUntil([closed(now - 9 * day, now - 8 * day), closed(now - 8 * day, now - day)], now)).toBe(now));

  test.each([
    ['has not been closed for so long', now],
    ['is open', undefined],
  ])('up to the case that %s, and to what may have been said in it before it was opened', (_, closedAt) =>
    expect(dueUntil([closed(now - 90 * day, now - 80 * day), closed(now - 40 * day, closedAt), closed(now + day, undefined)], now)).toBe(
      now - 40 * day - late,
    ),
  );
});
