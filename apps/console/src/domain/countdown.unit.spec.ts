import { describe, expect, test } from '@jest/globals';
import { countdown, dueTone, dueWords, kept, spoken, windowIsOpen, windowTone } from './countdown.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('time left', () => {
  test('is as fine as it has to be', () => {
    expect([7_000, 61_000, hour - 1000, hour, 26 * hour].map(countdown)).toEqual(['0:07', '1:01', '59:59', '1 h 00', '1 d 2 h']);
  });

  test('says 0:01 until the very end, and counts on with a minus after it', () => {
    expect([1, 0, -1, -90_000, -25 * hour].map(countdown)).toEqual(['0:01', '0:00', '−0:01', '−1:30', '−1 d 1 h']);
  });

  test('is spoken in whole units', () =>
    expect([minute, 90 * minute, -3 * minute, 50 * hour].map(spoken)).toEqual(['1 minute', '2 hours', '3 minutes', '2 days']));
});

describe('the colour of a promise', () => {
  const ticket = { due_at: 1000, at_risk: false, breached: false, answered: false };

  test('is calm, amber at risk, red when it is broken', () => {
    expect([ticket, { ...ticket, at_risk: true }, { ...ticket, at_risk: true, breached: true }].map((one) => dueTone(one, 500))).toEqual([
      'calm',
      'risk',
      'late',
    ]);
  });

  test('is warned of before, in words too, once three quarters of it have passed', () => {
    const at = (warned: number, more = {}) => [dueTone({ ...ticket, warned, ...more }, 500), dueWords({ ...ticket, warned, ...more }, 500)];
    expect([at(0), at(50), at(75), at(90)]).toEqual([
      ['calm', 'due'],
      ['calm', 'due'],
      ['soon', '75 % gone, due'],
      ['risk', '90 % gone, due'],
    ]);
    expect(at(75, { at_risk: true })).toEqual(['risk', 'at risk, due']);
    expect([dueTone({ ...ticket, warned: 90 }, 1001), dueWords({ ...ticket, warned: 90 }, 1001)]).toEqual(['late', 'overdue']);
    expect(dueTone({ ...ticket, warned: 90, answered: true }, 500)).toBe('done');
  });

  test('turns red by itself when the time is over, before the server says so', () => expect(dueTone(ticket, 1000)).toBe('late'));
  test('is quiet once a person has answered in time', () =>
    expect(dueTone({ ...ticket, at_risk: true, answered: true }, 2000)).toBe('done'));
  test('an answer that came too late does not hide the breach', () =>
    expect(dueTone({ ...ticket, breached: true, answered: true }, 2000)).toBe('late'));
});

describe('where nobody waits for an answer no clock runs, and it is said', () => {
  test.each([
    ['held', true, false, 'answered'],
    ['held', true, true, 'answered, was overdue'],
    ['resolved', true, false, 'answered'],
    ['back', false, true, 'was overdue'],
    ['back', false, false, ''],
    ['held', false, true, undefined],
    ['waiting', false, false, undefined],
  ])('%s, answered: %s, breached: %s', (state, answered, breached, words) => expect(kept({ state, answered, breached })).toBe(words));
});

describe('the window', () => {
  test('is open until its end, and not at it', () =>
    expect(
      [
        [1000, 999],
        [1000, 1000],
        [null, 0],
      ].map(([end, now]) => windowIsOpen(end!, now!)),
    ).toEqual([true, false, false]));
  test('warns in its last two hours', () =>
    expect([3 * hour, 2 * hour - 1, 0].map((left) => windowTone(left + 5, 5))).toEqual(['calm', 'risk', 'late']));
  test('that never opened is closed', () => expect(windowTone(null, 0)).toBe('late'));
});
