import { describe, expect, test } from '@jest/globals';
import { testTime } from '@frontdesk/testing';
import { conversation, minute, only, opened, resolved, second, wrote } from './harness.spec.ts';

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
