import { describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@frontdesk/sla';
import { testTime } from '@frontdesk/testing';
import { absence, leaving } from './absence.ts';
import type { Presence } from './people.ts';

const minute = 60_000;
const hour = 60 * minute;
const terms = { awayMs: 5 * minute, lateMs: 10 * minute, policy: defaultPolicy };
/** Ana was last heard in the case at 11:00, and owes an answer by 11:30. */
const ticket = { dueAt: testTime + 30 * minute, heardAt: testTime };
const set = (presence: Presence, presenceAt: number) => ({ presence, presenceAt });
const available = set('available', testTime - hour);

describe('who owes an answer loses the case', () => {
  test('at once where they went off', () =>
    expect(leaving(ticket, set('off', testTime + minute), terms)).toEqual({
      at: testTime + minute,
      since: testTime + minute,
      reason: 'OFF',
    }));

  test('after the grace where they set themselves away', () =>
    expect(leaving(ticket, set('away', testTime + minute), terms)).toMatchObject({ at: testTime + 6 * minute, reason: 'AWAY' }));

  test('some minutes after the promise, wherever they are', () => {
    expect(leaving(ticket, available, terms)).toEqual({ at: testTime + 40 * minute, since: testTime + 30 * minute, reason: 'LATE' });
    expect(leaving(ticket, set('away', testTime + 38 * minute), terms)).toMatchObject({ at: testTime + 40 * minute, reason: 'LATE' });
  });

  test('not by what they set before their last word in it, nor by what nobody set: they are at work on it', () => {
    for (const presence of ['off', 'away'] as const) {
      expect(leaving(ticket, set(presence, testTime - minute), terms)).toMatchObject({ reason: 'LATE' });
      expect(leaving(ticket, set(presence, 0), terms)).toMatchObject({ reason: 'LATE' });
    }
  });

  test('late counts from a word after the promise, or from when they took what was late already', () =>
    expect(leaving({ ...ticket, heardAt: testTime + hour }, available, terms)).toMatchObject({ at: testTime + 70 * minute }));

  test('late counts the minutes in which people are in', () => {
    const evening = testTime + 7 * hour - 4 * minute;
    // 17:56 in Berlin; the other six minutes are the next morning's
    expect(leaving({ dueAt: evening, heardAt: testTime }, available, terms)).toMatchObject({ at: testTime + 22 * hour + 6 * minute });
  });

  test('not before the grace has passed under our eyes: after a start or a leap of the clock it is counted anew', () => {
    const watched = testTime + 3 * hour;
    expect(leaving(ticket, set('away', testTime + minute), terms, watched)).toMatchObject({ at: watched + 5 * minute, reason: 'AWAY' });
    expect(leaving(ticket, available, terms, watched)).toMatchObject({ at: watched + 10 * minute, reason: 'LATE' });
    expect(leaving(ticket, set('off', testTime + minute), terms, watched)).toMatchObject({ at: testTime + minute });
  });
});

describe('who is gone, and since when', () => {
  const owes = { unansweredSince: testTime - hour, wroteAt: testTime - hour, answering: '', saidAt: 0 };
  const owner = { ...ticket, ...owes, ...available, leftAt: 0, pageHeardAt: testTime };
  const at = (more: object, now = testTime + 2 * minute) =>
    absence({ ...owner, ...more }, { now, silentSince: now - 5 * minute, watchedSince: 0, ...terms });

  test('nobody who is there', () => {
    expect(at({})).toBeUndefined();
    expect(at(set('away', testTime + minute))).toBeUndefined();
  });

  test.each([
    ['SIGNED_OUT', { leftAt: testTime + 1 }, testTime + 1],
    ['SILENT', { pageHeardAt: testTime - 4 * minute }, testTime - 4 * minute],
    ['OFF', set('off', testTime + 1), testTime + 1],
    ['AWAY', { ...set('away', testTime - 3 * minute), heardAt: testTime - 4 * minute }, testTime - 3 * minute],
    ['LATE', { dueAt: testTime - 8 * minute, heardAt: testTime - 9 * minute }, testTime - 8 * minute],
  ])('%s', (reason, more, since) => expect(at(more)).toEqual({ reason, since }));

  test('nobody whose answer is on its way, unless the customer has written after it', () => {
    const gone = { leftAt: testTime + 1, answering: 'd1' };
    expect(at({ ...gone, saidAt: testTime })).toBeUndefined();
    expect(at({ ...gone, saidAt: testTime - 2 * hour })).toMatchObject({ reason: 'SIGNED_OUT' });
  });

  test('whose page was never heard is not judged by it', () => expect(at({ pageHeardAt: 0 })).toBeUndefined());
});
