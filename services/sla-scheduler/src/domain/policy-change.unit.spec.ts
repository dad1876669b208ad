import { describe, expect, test } from '@jest/globals';
import { defaultPolicy, Policies } from '@frontdesk/sla';
import type { SlaPolicy } from '@frontdesk/sla';
import { message, testTime } from '@frontdesk/testing';
import { jobsOf } from './clock.ts';
import type { ClockRow } from './clock.ts';
import { applied, follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { policies as installed } from './harness.spec.ts';

const minute = 60_000;
const { matrix, calendar } = defaultPolicy;
const all = (minutes: number) => ({ firstResponse: minutes, nextResponse: minutes, acceptance: minutes, resolution: minutes });
/** A lead promises retail an hour of everything, and has closed the day on which all of this happens. */
const changed: SlaPolicy = {
  version: 'console-1',
  matrix: { ...matrix, retail: { ...matrix.retail, delivery: all(60) } },
  calendar: { ...calendar, dates: { ...calendar.dates, [new Date(testTime).toISOString().slice(0, 10)]: [] } },
};
const changeAt = testTime + 10 * minute;
const policies = new Policies(defaultPolicy, [{ policy: changed, from: changeAt }]);

const fence = (epoch: number) => ({ fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 } });
const opened = (policyVersion = 'sla-1', at = testTime) =>
  message(
    'HandoffOpened',
    {
      ticketId: 't1',
      tier: 'retail',
      topic: 'delivery',
      waitingSince: at,
      dueAt: at + 30 * minute,
      acceptanceDueAt: at + 10 * minute,
      policyVersion,
    },
    { ...fence(1), decidedAt: at },
  );
const answered = (at: number) => message('MessageSent', { speaker: 'agent', subjectId: 'd1', at }, fence(2));
const wrote = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 24 * 60 * minute }, { decidedAt: at });

const after = (known: Policies, ...messages: Followed[]): ClockRow[] =>
  messages.reduce<ClockRow[]>((clocks, one) => applied(clocks, follow(clocks, one, known)), []);
const ofKind = (kind: ClockRow['kind'], clocks: readonly ClockRow[]) =>
  clocks.find((one) => one.kind === kind && one.endedAt === undefined);
const fires = (clock: ClockRow | undefined, known: Policies) =>
  clock && jobsOf(clock, known).map(({ threshold, dueAt }) => [threshold, (dueAt - testTime) / minute]);

describe('a policy that a lead changes while a clock runs', () => {
  test('leaves it when it is due and when it warns, as it was promised', () => {
    const clocks = after(installed, opened());
    const before = clocks.map((one) => fires(one, installed));
    const later = after(policies, opened(), wrote(changeAt + minute));
    expect(clocks.map(({ id }) => later.find((one) => one.id === id)).map((one) => fires(one, policies))).toEqual(before);
  });

  test('has what was warned of by then said no second time', () => {
    const warned = after(installed, opened()).map((one) => ({ ...one, fired: ['warn_50'] as const }));
    expect(warned.flatMap((one) => fires(one, policies)).filter((job) => job?.[0] === 'warn_50')).toEqual([]);
  });

  test('holds for the next answer of the same ticket that is waited for from then on', () => {
    const next = (at: number) => ofKind('next_response', after(policies, opened(), answered(testTime + minute), wrote(at)));
    expect(next(changeAt - minute)).toMatchObject({ policyVersion: 'sla-1', dueAt: changeAt + 29 * minute });
    const nextDay = Date.parse(new Date(testTime).toISOString().slice(0, 10)) + 32 * 60 * minute;
    expect(next(changeAt)).toMatchObject({ policyVersion: 'console-1', dueAt: nextDay + 60 * minute });
  });

  test('holds for a ticket that says that it was opened by it, though its customer has waited from before', () => {
    expect(ofKind('resolution', after(policies, opened('console-1')))).toMatchObject({ policyVersion: 'console-1' });
    expect(ofKind('resolution', after(policies, opened('sla-1', changeAt)))).toMatchObject({ policyVersion: 'sla-1' });
  });

  test('holds for one that says nothing, of the release before, or names what nobody knows, by when it was opened', () => {
    for (const unknown of ['', 'sla-0']) {
      expect(ofKind('resolution', after(policies, opened(unknown)))).toMatchObject({ policyVersion: 'sla-1' });
      expect(ofKind('resolution', after(policies, opened(unknown, changeAt)))).toMatchObject({ policyVersion: 'console-1' });
    }
  });

  test('shortens nothing that a tier learnt later shortens: that counts by what was promised', () => {
    const learnt = message('PromiseShortened', { ticketId: 't1', tier: 'vip', topic: 'delivery' }, { ...fence(2), decidedAt: changeAt });
    expect(after(policies, opened(), learnt)).toEqual(after(installed, opened(), learnt));
  });

  test('is nothing that a clock begins or ends by', () => {
    const clocks = after(installed, opened());
    expect(follow(clocks, message('SlaPolicyChanged', { revision: 1, policy: JSON.stringify(changed), from: changeAt }), policies)).toEqual(
      {
        clocks: [],
        facts: [],
      },
    );
  });
});

test('a clock of the release before keeps what held when it began', () => {
  const [clock] = after(installed, opened()).map((one) => ({ ...one, policyVersion: '' }));
  expect(fires(clock, policies)).toEqual(fires(clock, installed));
});
