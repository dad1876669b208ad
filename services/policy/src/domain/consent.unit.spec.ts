import { describe, expect, test } from '@jest/globals';
import { fact } from '@frontdesk/contracts';
import { message, testTime } from '@frontdesk/testing';
import { accepted, agentWrote, conversation, minute, only, opened, replied, resolved, second, wrote } from './harness.spec.ts';
import { initial } from './state.ts';
import type { State } from './state.ts';

describe('STOP and START that come in another order than they were written', () => {
  const late = (writtenAfter: number) => ({ sentAt: testTime + writtenAfter, late: true });
  const stopped = [wrote('m1', 'hi'), wrote('m2', 'STOP', second)] as const;

  test('a STOP from before the START is noted, and ends nothing', () => {
    const overtaken = conversation().when(...stopped, wrote('m3', 'START', 3 * second), wrote('m4', 'STOP', 4 * second, late(2 * second)));
    overtaken.then([{ type: 'MessageNoted', data: { messageId: 'm4', notedAs: 'stop' } }]);
    expect(overtaken.state.optedOut).toBe(false);
  });

  test('a STOP from after the START, or written in the same second, ends it', () => {
    for (const writtenAfter of [3 * second, 4 * second]) {
      const { state } = conversation().when(...stopped, wrote('m3', 'START', 3 * second), wrote('m4', 'STOP', minute, late(writtenAfter)));
      expect(state.optedOut).toBe(true);
    }
  });

  test('a START from before the last STOP restores nothing, also when that STOP changed nothing', () => {
    const overtaken = conversation().when(...stopped, wrote('m3', 'STOP', 3 * second), wrote('m4', 'START', 4 * second, late(2 * second)));
    overtaken.then([{ type: 'MessageNoted', data: { messageId: 'm4', notedAs: 'start' } }]);
    expect([overtaken.state.optedOut, only(overtaken.facts, 'ConsentChanged')]).toEqual([true, []]);
  });

  test('a START that came before the STOP which it undoes was a message, and undoes it', () => {
    const { state } = conversation().when(
      wrote('m1', 'hi'),
      wrote('m2', 'START', 3 * second),
      wrote('m3', 'STOP', 4 * second, late(2 * second)),
    );
    expect(state.optedOut).toBe(false);
  });

  test('the order outlives the case that they were written in', () => {
    const { state } = conversation().when(
      wrote('m1', 'hi'),
      opened({ epoch: 0, turn: 1 }),
      resolved({ epoch: 1, turn: 1 }),
      wrote('m2', 'STOP', minute),
      wrote('m3', 'START', minute + 2 * second),
      wrote('m4', 'hello again', 2 * minute),
      wrote('m5', 'STOP', 3 * minute, late(minute + second)),
    );
    expect([state.case, state.optedOut]).toEqual([2, false]);
  });
});

describe('what waits at gateway when the customer says STOP', () => {
  const asked = [wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
  const starts = (...made: Parameters<ReturnType<typeof conversation>['when']>) =>
    only(conversation().when(...made).facts, 'MessageDispatched').map(({ data }) => data.starts);

  test('is told to end as far as it was dispatched, ahead of the confirmation', () => {
    conversation()
      .when(...asked, wrote('m2', 'STOP', minute))
      .then([
        { type: 'WindowOpened' },
        { type: 'MessageNoted' },
        { type: 'ConsentChanged', data: { basis: 'opted_out' } },
        { type: 'ConsentWithdrawn', data: { dispatchSeq: 1 } },
        { type: 'VerdictGiven', data: { speaker: 'notice' } },
        { type: 'MessageDispatched', data: { dispatchSeq: 2, starts: false } },
      ]);
  });

  test('is told so in the thread that stays, too', () => {
    const merged = message('ContactMerged', { otherConversationIds: ['younger'], at: testTime + minute }, { decidedAt: testTime + minute });
    const dispatched = fact('MessageDispatched', { sendId: 's1', dispatchSeq: 1 });
    const other = { ...initial, optedOut: true, consentWordAt: testTime + second };
    conversation({ merged: [{ conversationId: 'younger', at: testTime + minute, state: other }] }, dispatched)
      .when(merged)
      .then([{ type: 'ConsentChanged' }, { type: 'ConsentWithdrawn', data: { dispatchSeq: 1 } }]);
  });

  test('is what the business starts: a template, and the wish to be rated; no answer, whoever writes it', () => {
    const people = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;
    const template = { name: 'conversation_update', language: 'en_US' };
    expect([
      starts(...asked),
      starts(...people),
      starts(...people, agentWrote({ epoch: 2, turn: 1 })),
      starts(...people, agentWrote({ epoch: 2, turn: 1 }, minute, { template })),
      starts(...people, resolved({ epoch: 2, turn: 1 })),
    ]).toEqual([[false], [false], [false], [true], [true]]);
  });
});

describe('a thread that others were merged into', () => {
  const mergedAt = testTime + minute;
  const merged = message('ContactMerged', { otherConversationIds: ['younger'], at: mergedAt }, { decidedAt: mergedAt });
  const into = (other: Partial<State>) =>
    conversation({ merged: [{ conversationId: 'younger', at: mergedAt, state: { ...initial, ...other } }] });
  const stoppedAt = (after: number) => ({ optedOut: true, consentWordAt: testTime + after });
  const start = wrote('m2', 'START', 2 * minute);

  test('is stopped by the STOP in one of them, which is said with where and when', () => {
    const { facts, state } = into(stoppedAt(second)).when(merged);
    expect(only(facts, 'ConsentChanged').map(({ data }) => data)).toMatchObject([
      { basis: 'opted_out', source: 'merged', otherConversationId: 'younger', at: testTime + second, category: '' },
    ]);
    expect([facts.length, state.optedOut, facts[0]?.decision.consent]).toEqual([1, true, 'opted_out']);
  });

  test('says so once, and is free again by a START that was written after the STOP, before the merge or since', () => {
    into(stoppedAt(second)).when(merged, merged).then([]);
    const before = into(stoppedAt(second)).when(wrote('m0', 'STOP', 0), wrote('m1', 'START', 2 * second), merged);
    const since = into(stoppedAt(second)).when(merged, start, wrote('m3', 'hi', 3 * minute));
    expect([before.state.optedOut, since.state.optedOut]).toEqual([false, false]);
  });

  test('is not freed by a START from before that STOP, nor by an opt-in of either', () => {
    const started = [wrote('m0', 'STOP', 0), wrote('m1', 'START', second)] as const;
    expect(into(stoppedAt(2 * second)).when(...started, merged).state.optedOut).toBe(true);
    expect(into({ optedIn: true }).when(wrote('m1', 'STOP'), merged).state).toMatchObject({ optedOut: true, optedIn: false });
  });

  test('learns of a STOP from before the merge with the next message, where that was decided late', () => {
    expect(into(stoppedAt(second)).when(wrote('m2', 'hi', 2 * minute)).state.optedOut).toBe(true);
  });

  test('is not stopped by what was said there after the merge: that was parted again', () => {
    into(stoppedAt(minute + second))
      .when(merged)
      .then([]);
  });

  test('of an earlier release, whose STOP has no time, is stopped as of the merge', () => {
    const { state } = into({ optedOut: true }).when(merged, start, wrote('m3', 'hi', 3 * minute));
    expect([into({ optedOut: true }).when(merged).state.optedOut, state.optedOut]).toEqual([true, false]);
  });

  describe('one of which another was merged into before', () => {
    const between = testTime + minute / 2;
    const chain = (youngest: Partial<State>, younger: Partial<State> = {}, at = between) =>
      conversation({
        merged: [
          {
            conversationId: 'younger',
            at: mergedAt,
            state: { ...initial, ...younger },
            merged: [{ conversationId: 'youngest', at, state: { ...initial, ...youngest } }],
          },
        ],
      });

    test('is stopped by the STOP in that one, whatever was decided in between', () => {
      const { facts } = chain(stoppedAt(second)).when(merged);
      expect(only(facts, 'ConsentChanged').map(({ data }) => data)).toMatchObject([
        { basis: 'opted_out', source: 'merged', otherConversationId: 'youngest', at: testTime + second },
      ]);
    });

    test('is stopped once where that was decided in between', () => {
      const { facts } = chain(stoppedAt(second), stoppedAt(second)).when(merged);
      expect(only(facts, 'ConsentChanged').map(({ data }) => data)).toMatchObject([{ otherConversationId: 'younger' }]);
    });

    test('is not stopped by what was taken back in between, nor by what was said after either merge', () => {
      const free = [
        chain(stoppedAt(second), { optedOut: false, consentWordAt: testTime + 2 * second }),
        chain(stoppedAt(minute / 2 + second)),
        chain(stoppedAt(minute + second), {}, mergedAt + minute),
      ];
      expect(free.map((one) => one.when(merged).state.optedOut)).toEqual([false, false, false]);
    });

    test('is stopped by the later of two, where it was started again after the first', () => {
      const said = [wrote('m0', 'STOP', 0), wrote('m1', 'START', 2 * second)] as const;
      expect(chain(stoppedAt(3 * second), stoppedAt(second)).when(...said, merged).state.optedOut).toBe(true);
      expect(chain(stoppedAt(second), stoppedAt(second)).when(...said, merged).state.optedOut).toBe(false);
    });

    test('keeps to what was told Meta in that one of marketing', () =>
      expect(
        only(chain({ marketing: { optedOut: true, at: testTime + second } }).when(merged).facts, 'ConsentChanged')[0]?.data,
      ).toMatchObject({
        category: 'marketing',
        otherConversationId: 'youngest',
        at: testTime + second,
      }));
  });

  test("keeps to what was told Meta of marketing, by Meta's time", () => {
    const marketing = { optedOut: true, at: testTime + second };
    const { facts, state } = into({ marketing }).when(merged);
    expect([only(facts, 'ConsentChanged')[0]?.data, state.optedOut]).toMatchObject([
      { category: 'marketing', at: testTime + second },
      false,
    ]);
    into({ marketing: { optedOut: false, at: testTime + second } })
      .when(merged)
      .then([]);
  });
});
