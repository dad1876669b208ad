import { expect, test } from '@jest/globals';
import type { Notice } from '../api/types.ts';
import { QUIET_MS, tell } from './notices.ts';
import type { Told } from './notices.ts';
import { noticesWords } from './words.ts';

const of = (...numbers: number[]): Notice[] =>
  numbers.map((number) => ({
    id: `${number}`,
    kind: 'breach',
    ticket_id: `t${number}`,
    number: `T-${number}`,
    clock: '',
    due_at: 0,
    at: 0,
  }));
const quiet: Told = { seen: new Set(), waiting: new Set(), at: 0 };
const now = 1_000_000;

test('a notice is said at once, and no more when it is seen again', () => {
  const { told, say, waitMs } = tell(quiet, of(1), now);
  expect([say, waitMs]).toEqual([of(1), 0]);
  expect(tell(told, of(1), now + QUIET_MS)).toMatchObject({ say: [], waitMs: 0 });
});

test('what comes soon after is gathered and said as one, without what has cleared', () => {
  const first = tell(quiet, of(1), now).told;
  const second = tell(first, of(1, 2, 3), now + 10_000);
  expect(second).toMatchObject({ say: [], waitMs: QUIET_MS - 10_000 });
  const third = tell(second.told, of(1, 3, 4), now + 20_000);
  expect(third).toMatchObject({ say: [], waitMs: QUIET_MS - 20_000 });
  const end = tell(third.told, of(1, 3, 4), now + QUIET_MS);
  expect(end).toMatchObject({ say: of(3, 4), cleared: 1, waitMs: 0 });
  expect(tell(end.told, of(1, 3, 4, 5), now + QUIET_MS + 1).say).toEqual([]);
});

test('where all has cleared nothing is said, and the next is said at once', () => {
  const waits = tell(tell(quiet, of(1), now).told, of(1, 2), now + 1).told;
  const gone = tell(waits, of(1), now + QUIET_MS);
  expect(gone).toMatchObject({ say: [], cleared: 1, waitMs: 0 });
  expect(tell(gone.told, of(1, 3), now + QUIET_MS + 1).say).toEqual(of(3));
});

test.each([
  [of(1), 0, 'T-1: the promised time has passed'],
  [of(1), 2, '1 case needs attention: T-1; 2 cleared meanwhile'],
  [of(1, 1, 2), 0, '2 cases need attention: T-1, T-2'],
  [of(1, 2, 3, 4, 5), 1, '5 cases need attention: T-1, T-2, T-3 and 2 more; 1 cleared meanwhile'],
])('in words: %#', (notices, cleared, words) => expect(noticesWords(notices, cleared)).toBe(words));
