import { describe, expect, test } from '@jest/globals';
import { defaultPolicy, Policies } from '@frontdesk/sla';
import { message, testTime, turn } from '@frontdesk/testing';
import { asked, desk, fence, held, inQueue, minute } from './harness.spec.ts';

const { matrix, calendar } = defaultPolicy;
const closed = { ...calendar, dates: { ...calendar.dates, [new Date(testTime).toISOString().slice(0, 10)]: [] } };
const hour = { firstResponse: 60, nextResponse: 60, acceptance: 60, resolution: 60 };
/** A lead promises retail an hour of everything, and has closed the day on which all of this happens. */
const policy = { version: 'console-1', calendar: closed, matrix: { ...matrix, retail: { ...matrix.retail, delivery: hour } } };
const changeAt = testTime + 5 * minute;
const policies = new Policies(defaultPolicy, [{ policy, from: changeAt }]);
const nextDay = Date.parse('2026-03-11T08:00:00Z');

describe('a policy that a lead has changed', () => {
  test('holds for who asks for people from then on: what is promised, and when they are told that somebody is there', () => {
    const opened = (now: number) =>
      desk({ policies, now })
        .hears(asked())
        .said.find(({ type }) => type === 'HandoffOpened');
    expect(opened(changeAt - 1)?.data).toMatchObject({ policyVersion: 'sla-1', acceptanceDueAt: changeAt - 1 + 10 * minute });
    expect(opened(changeAt)).toMatchObject({
      data: {
        policyVersion: 'console-1',
        dueAt: nextDay + 60 * minute,
        acknowledgement: { redacted: expect.stringContaining('Wednesday 11 March, 09:00') },
      },
      decision: { reasons: ['ASKED', 'console-1'] },
    });
  });

  test('leaves what waits as it was promised', () => {
    const waits = inQueue({ policies, now: changeAt }).from(inQueue({ policies }).desk());
    expect(waits.ticket()).toMatchObject({ dueAt: testTime + 30 * minute, policyVersion: 'sla-1' });
  });

  test('holds for the next answer that is waited for from then on', () => {
    const sent = message('MessageSent', { speaker: 'agent', subjectId: 'd1', at: testTime + minute }, fence(3));
    const wrote = (sentAt: number) =>
      message('MessageAdmitted', { messageId: 'm2', message: { messageId: 'm2', sentAt }, turn: turn({ tier: 'retail' }) }, fence(3, 2));
    const due = (sentAt: number, now: number) =>
      desk({ policies, now }).from(held({ policies }).desk()).hears(sent, wrote(sentAt)).ticket().dueAt;
    expect(due(changeAt - 1, changeAt + minute)).toBe(changeAt - 1 + 30 * minute);
    expect(due(changeAt, changeAt + minute)).toBe(nextDay + 60 * minute);
  });
});
