import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { jobsOf } from './clock.ts';
import type { ClockRow, Kind, Threshold } from './clock.ts';
import { ended } from './clocks.ts';
import { fire } from './fire.ts';
import { follow } from './follow.ts';
import { policies } from './harness.spec.ts';

const clock: ClockRow = {
  id: 'sla:resolution:t',
  conversationId: 'c',
  kind: 'resolution',
  fence: { case: 1, epoch: 1, turn: 1 },
  ticketId: 't',
  subject: '',
  tier: 'retail',
  topic: '',
  policyVersion: '',
  ticketNumber: '',
  permalink: '',
  startedAt: 5_000,
  dueAt: 9_000,
  endedAt: undefined,
  fired: [],
};

// Found by chaos (Kafka, seed 204): most likely the word that ended it came from a process that was behind by a leap of the clock.
test('a clock ends when it is told, and never before it began', () =>
  expect([...ended([clock], 7_000), ...ended([clock], 4_000)].map(({ endedAt }) => endedAt)).toEqual([7_000, 5_000]));

test('what is late when it begins warns of nothing that is still to come', () => {
  const jobs = jobsOf({ ...clock, dueAt: 4_000, fired: ['warn_50'] }, policies);
  expect(jobs.map(({ threshold, dueAt }) => [threshold, dueAt])).toEqual(['warn_75', 'warn_90', 'breach'].map((one) => [one, 4_000]));
});

describe('a job that is due', () => {
  const fired = (threshold: Threshold, more: Partial<ClockRow> = {}, startedAt = clock.startedAt) =>
    fire({ ...clock, subject: 'x', ...more }, { conversationId: 'c', clockId: clock.id, threshold, dueAt: 9_000, startedAt }, 8_000);

  test.each([
    ['resolution', 'warn_50', 'SlaWarned', { clock: 'resolution', ticketId: 't', percent: 50, dueAt: 9_000 }],
    ['resolution', 'warn_75', 'SlaWarned', { percent: 75 }],
    ['next_response', 'warn_90', 'SlaWarned', { clock: 'next_response', percent: 90 }],
    ['human_first_response', 'risk', 'SlaAtRisk', { clock: 'human_first_response', ticketId: 't', dueAt: 9_000, leftMs: 1_000 }],
    ['human_first_response', 'breach', 'SlaBreached', { clock: 'human_first_response', ticketId: 't', dueAt: 9_000 }],
    ['bot_reply', 'notice', 'BotReplyNoticeDue', { oldestOpen: 'x', startedAt: 5_000 }],
    ['bot_reply', 'due', 'ReplyOverdue', { oldestOpen: 'x', cause: 'TIMEOUT', startedAt: 5_000 }],
    ['quiet', 'due', 'QuietPeriodEnded', { messageId: 'x' }],
    ['held', 'due', 'HeldDue', { heldId: 'x' }],
    ['window', 'due', 'WindowEnded', { lastInboundAt: 5_000 }],
    ['silent', 'due', 'CustomerSilent', { ticketId: 't', lastInboundAt: 5_000 }],
    ['closing', 'due', 'WindowClosing', { lastInboundAt: 5_000 }],
    ['acceptance', 'due', 'AcceptanceDue', { ticketId: 't', offerId: 'x' }],
    ['acceptance', 'breach', 'SlaBreached', { clock: 'acceptance', ticketId: 't', dueAt: 9_000 }],
  ] satisfies [Kind, Threshold, string, object][])('of %s, %s: %s', (kind, threshold, type, data) =>
    expect(fired(threshold, { kind })?.timer).toMatchObject({
      type,
      data: { clockId: clock.id, ...data },
      decision: { fence: clock.fence, reasons: [kind, threshold] },
    }),
  );

  test('says it once, and nothing of a clock that has ended or was armed again', () => {
    expect(fired('breach', { fired: ['risk'] })?.clock.fired).toEqual(['risk', 'breach']);
    expect([fired('breach', { fired: ['breach'] }), fired('breach', { endedAt: 8_000 }), fired('breach', {}, 4_000)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('what ends some clocks leaves the others', () => {
  const at = { ...clock, startedAt: testTime, dueAt: testTime + 9_000 };
  const resolution = at;
  const window: ClockRow = { ...at, id: 'window:1', kind: 'window', ticketId: '' };
  const reply: ClockRow = { ...at, id: 'turn:1:m1', kind: 'bot_reply', ticketId: '', subject: 'm1' };
  const closed = (reason: string, ...clocks: ClockRow[]) => follow(clocks, message('CaseClosed', { reason }), policies);

  test('the end of a case that of its window', () =>
    expect(closed('inactivity', window, reply).clocks.map(({ id }) => id)).toEqual(['turn:1:m1']));

  test('of what was promised only a resolution keeps the promise', () => {
    expect(closed('resolved', resolution).facts).toMatchObject([{ type: 'SlaMet', data: { clock: 'resolution', metAt: testTime } }]);
    expect(closed('inactivity', resolution)).toMatchObject({ clocks: [{ endedAt: testTime }], facts: [] });
  });

  test('a thread that the phone gives back ended no ticket', () => {
    const back = message('OwnerChanged', { to: 'bot', cause: 'ThreadControl', epoch: 2 });
    expect(follow([window, resolution], back, policies)).toMatchObject({ clocks: [{ kind: 'back', ticketId: '' }], facts: [] });
  });
});
