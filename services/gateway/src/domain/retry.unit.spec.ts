import { describe, expect, test } from '@jest/globals';
import { actionOf, errorCodes, statusRule } from '@frontdesk/whatsapp';
import { longestWaitMs, maxCalls, readAgainMs, settle, settleStatus, shortestHoldMs } from './retry.ts';

const refused = (code: number, retryAfterMs?: number) => ({
  kind: 'refused' as const,
  code,
  rule: statusRule(code),
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const hour = 3_600_000;

describe('what a refusal means', () => {
  test('given a pair rate limit, then it waits 4^n seconds, with jitter on top', () => {
    expect([1, 2, 3, 4].map((call) => settle(refused(131056), call, 0))).toEqual(
      [1_000, 4_000, 16_000, 64_000].map((waitMs) => ({ state: 'queued', action: 'retry', waitMs, code: 131056 })),
    );
    expect(settle(refused(131056), 1, 1)).toMatchObject({ waitMs: 1_500 });
  });
  test('given that Meta names a wait, then no sooner', () =>
    expect(settle(refused(130429, 30_000), 1, 0)).toMatchObject({ state: 'queued', waitMs: 30_000 }));
  test('given too many calls or too long a wait, then policy holds it', () => {
    expect(settle(refused(130429), maxCalls, 0)).toEqual({ state: 'failed', action: 'hold', code: 130429, waitMs: shortestHoldMs });
    expect(settle(refused(130429, hour), 1, 0)).toEqual({ state: 'failed', action: 'hold', code: 130429, waitMs: hour });
  });
  test('given a wait of two minutes, then it waits; given one more millisecond, policy holds it, and for a minute at least', () => {
    expect([longestWaitMs, shortestHoldMs]).toEqual([120_000, 60_000]);
    expect(settle(refused(130429, 120_000), 1, 0)).toMatchObject({ state: 'queued', waitMs: 120_000 });
    expect(settle(refused(130429, 120_001), 1, 0)).toMatchObject({ state: 'failed', action: 'hold', waitMs: 120_001 });
    expect(settle(refused(131050), 1, 0)).toEqual({ state: 'failed', action: 'opt_out', code: 131050, waitMs: 0 });
  });
  test('given a code that is worth two calls, then the second is the last', () =>
    expect([1, 2].map((call) => settle(refused(131053), call, 0))).toMatchObject([
      { state: 'queued', waitMs: 1_000 },
      { state: 'failed', action: 'fatal', waitMs: 0 },
    ]));
  test('given a token that is no longer good, then it waits a little for the next one, and then longer', () => {
    expect([1, 4].map((call) => settle(refused(190), call, 0))).toMatchObject([
      { state: 'queued', action: 'hold', waitMs: 1_000 },
      { state: 'queued', waitMs: 8_000 },
    ]);
    expect(settle(refused(190), 5, 0)).toMatchObject({ state: 'failed', action: 'hold' });
  });
  test("given a long wait of the table's own, then that", () =>
    expect(settle(refused(131048), 1, 0)).toEqual({ state: 'failed', action: 'hold', code: 131048, waitMs: hour }));
  test('given that nothing was written, then again', () =>
    expect(settle({ kind: 'not_written' }, 1, 0)).toEqual({ state: 'queued', action: 'retry', code: 0, waitMs: 500 }));
});

describe('every code, whichever way it comes', () => {
  test.each(
    Object.keys(errorCodes)
      .map(Number)
      .filter((code) => code !== 0),
  )('%i ends, with the action of the table', (code) => {
    const action = actionOf(statusRule(code));
    const waits = (statusRule(code).afterMs ?? 1_000) * 1.5 <= longestWaitMs;
    for (const [way, isAgain] of [
      [settle, waits && (action === 'retry' || action === 'hold')],
      [settleStatus, waits && action === 'retry'],
    ] as const) {
      const [first, ...others] = Array.from({ length: maxCalls }, (_, index) => way(refused(code), index + 1, 1));
      expect([code, first!.action, first!.state]).toEqual([
        code,
        waits || action !== 'retry' ? action : 'hold',
        isAgain ? 'queued' : 'failed',
      ]);
      expect(others.at(-1)!.state).toBe('failed');
      for (const { state, action: what, waitMs } of [first!, ...others]) {
        expect([state, what, waitMs >= shortestHoldMs].join()).toMatch(
          /^(queued,.*|failed,hold,true|failed,(template|opt_out|fatal),false)$/,
        );
      }
    }
  });
  test('a status without a reason is the end', () =>
    expect(settleStatus(refused(0), 1, 0)).toMatchObject({ state: 'failed', action: 'fatal' }));
  test('a status that says what has to be mended is not asked again', () =>
    expect(settleStatus(refused(131042), 1, 0)).toMatchObject({ state: 'failed', action: 'hold' }));
});

describe('what could not be read of the account', () => {
  const rejected = (code: number, retryAfterMs?: number) =>
    readAgainMs(
      {
        kind: 'rejected',
        code,
        title: '',
        details: '',
        httpStatus: 400,
        retryClass: statusRule(code).retry,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      },
      2_000,
    );
  test('is asked for soon where Meta was not reached, or nobody knows what it said', () =>
    expect([
      readAgainMs({ kind: 'not_written', reason: 'ECONNREFUSED' }, 2_000),
      readAgainMs({ kind: 'unknown', reason: 'http_502' }, 9_000),
    ]).toEqual([2_000, 9_000]));
  test('is asked for after half a minute where Meta refused it, or after the wait of the code', () =>
    expect([rejected(100), rejected(190), rejected(2), rejected(80007)]).toEqual([30_000, 30_000, 30_000, 60_000]));
  test('is not asked for before Meta says that it may, but once an hour', () =>
    expect([rejected(80007, 12 * 60_000), rejected(4, 40_000), rejected(80007, 24 * hour)]).toEqual([12 * 60_000, 60_000, hour]));
});
