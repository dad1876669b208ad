import { describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@frontdesk/sla';
import { message, testTime } from '@frontdesk/testing';
import { jobsOf } from './clock.ts';
import type { ClockRow } from './clock.ts';
import { ended } from './clocks.ts';
import { follow } from './follow.ts';

const clock: ClockRow = {
  id: 'sla:resolution:t',
  conversationId: 'c',
  kind: 'resolution',
  fence: { case: 1, epoch: 1, turn: 1 },
  ticketId: 't',
  subject: '',
  tier: 'retail',
  topic: '',
  startedAt: 5_000,
  dueAt: 9_000,
  endedAt: undefined,
  fired: [],
};

// Found by chaos (Kafka, seed 204): most likely the word that ended it came from a process that was behind by a leap of the clock.
test('a clock ends when it is told, and never before it began', () =>
  expect([...ended([clock], 7_000), ...ended([clock], 4_000)].map(({ endedAt }) => endedAt)).toEqual([7_000, 5_000]));

test('what is late when it begins warns of nothing that is still to come', () => {
  const jobs = jobsOf({ ...clock, dueAt: 4_000, fired: ['warn_50'] }, defaultPolicy);
  expect(jobs.map(({ threshold, dueAt }) => [threshold, dueAt])).toEqual(['warn_75', 'warn_90', 'breach'].map((one) => [one, 4_000]));
});

describe('what ends some clocks leaves the others', () => {
  const at = { ...clock, startedAt: testTime, dueAt: testTime + 9_000 };
  const resolution = at;
  const window: ClockRow = { ...at, id: 'window:1', kind: 'window', ticketId: '' };
  const reply: ClockRow = { ...at, id: 'turn:1:m1', kind: 'bot_reply', ticketId: '', subject: 'm1' };
  const closed = (reason: string, ...clocks: ClockRow[]) => follow(clocks, message('CaseClosed', { reason }), defaultPolicy);

  test('the end of a case that of its window', () =>
    expect(closed('inactivity', window, reply).clocks.map(({ id }) => id)).toEqual(['turn:1:m1']));

  test('of what was promised only a resolution keeps the promise', () => {
    expect(closed('resolved', resolution).facts).toMatchObject([{ type: 'SlaMet', data: { clock: 'resolution', metAt: testTime } }]);
    expect(closed('inactivity', resolution)).toMatchObject({ clocks: [{ endedAt: testTime }], facts: [] });
  });

  test('a thread that the phone gives back ended no ticket', () => {
    const back = message('OwnerChanged', { to: 'bot', cause: 'ThreadControl', epoch: 2 });
    expect(follow([window, resolution], back, defaultPolicy)).toEqual({ clocks: [], facts: [] });
  });
});
