import { describe, expect, test } from '@jest/globals';
import { horizonOf } from './horizon.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 10, 30);

describe('what is past its horizon', () => {
  test('is older than it is kept', () => expect(horizonOf({ machine: now, database: now, movable: now }, 2 * day)).toBe(now - 2 * day));

  test('travels with the movable clock', () =>
    expect(horizonOf({ machine: now, database: now, movable: now + 9 * day }, 2 * day)).toBe(now + 7 * day));

  test.each([
    ["this machine's", now + 400 * day, now],
    ["the database's", now, now + 400 * day],
  ])('is none that is not due while %s clock runs ahead', (_, machine, database) =>
    expect(horizonOf({ machine, database, movable: machine }, 2 * day)).toBe(now - 2 * day),
  );
});
