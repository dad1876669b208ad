import { describe, expect, test } from '@jest/globals';
import { horizonOf, lowestIdOf } from './horizon.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 10, 30);

describe('what is past its horizon', () => {
  test('is older than it is kept', () => expect(horizonOf({ machine: now, database: now, movable: now }, 2)).toBe(now - 2 * day));

  test('travels with the movable clock', () =>
    expect(horizonOf({ machine: now, database: now, movable: now + 9 * day }, 2)).toBe(now + 7 * day));

  test.each([
    ["this machine's", now + 400 * day, now],
    ["the database's", now, now + 400 * day],
  ])('is none that is not due while %s clock runs ahead', (_, machine, database) =>
    expect(horizonOf({ machine, database, movable: machine }, 2)).toBe(now - 2 * day),
  );
});

test('the lowest id of a time sorts before all others of it, and behind those before it', () => {
  expect(lowestIdOf(0x01_9a_bc_de_f0_12)).toBe('019abcde-f012-0000-0000-000000000000');
  expect(lowestIdOf(-1)).toBe('00000000-0000-0000-0000-000000000000');
});
