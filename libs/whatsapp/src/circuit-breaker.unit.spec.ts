import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CircuitBreaker, firstNewsMs, firstOpenMs, longestOpenMs, probeMs, refusesNumber } from './circuit-breaker.ts';
import { actionOf, callsSomebody, errorCode, pairRateCode, passingCodes, statusRule, throttlingCodes } from './error-codes.ts';
import type { Outcome } from './outcome.ts';

const refused = (code: number, httpStatus = 401): Outcome<object> => ({
  kind: 'rejected',
  code,
  title: '',
  details: '',
  httpStatus,
  retryClass: 'F',
});
const opened = (now = 0): CircuitBreaker => {
  const breaker = new CircuitBreaker();
  breaker.admit('1', 't', now);
  breaker.note('1', 't', refused(190), now);
  return breaker;
};

describe('the breaker of a number', () => {
  test('lets one call ask after the wait, and the others go when it was answered', () => {
    const breaker = opened();
    expect(breaker.admit('1', 't', 0)).toEqual({ code: 190, waitMs: firstOpenMs });
    expect(breaker.admit('1', 't', firstOpenMs)).toBeUndefined();
    expect(breaker.admit('1', 't', firstOpenMs)).toEqual({ code: 190, waitMs: probeMs });
    breaker.note('1', 't', { kind: 'accepted' }, firstOpenMs);
    expect(breaker.admit('1', 't', firstOpenMs)).toBeUndefined();
  });

  test("opens for a code of Meta's that refuses the number, not for one that was held here; 0 is Meta's own only with 401", () => {
    const holds = (code: number, httpStatus: number): boolean => {
      const breaker = new CircuitBreaker();
      breaker.note('1', 't', refused(code, httpStatus), 0);
      return breaker.admit('1', 't', 0) !== undefined;
    };
    expect([holds(190, 400), holds(190, 0), holds(0, 401), holds(0, 400), holds(131026, 400)]).toEqual([true, false, true, false, false]);
    expect(probeMs).toBe(15_000);
  });

  test('waits longer each time it is still refused, a minute at most', () => {
    const breaker = opened();
    let now = 0;
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000)) {
      expect(breaker.admit('1', 't', now)).toEqual({ code: 190, waitMs: Math.min(wait, longestOpenMs) });
      now += wait;
      expect(breaker.admit('1', 't', now)).toBeUndefined();
      breaker.note('1', 't', refused(190), now);
    }
  });

  test('a probe nobody answered keeps it open for as long again', () => {
    const breaker = opened();
    breaker.admit('1', 't', firstOpenMs);
    breaker.note('1', 't', { kind: 'unknown', reason: 'timeout' }, firstOpenMs);
    expect(breaker.admit('1', 't', firstOpenMs)).toEqual({ code: 190, waitMs: firstOpenMs });
  });

  test('a probe that was not written keeps it open for as long again, and a refusal that comes then says nothing new', () => {
    const breaker = opened();
    breaker.admit('1', 't', firstOpenMs);
    breaker.note('1', 't', { kind: 'not_written', reason: 'ECONNREFUSED' }, firstOpenMs);
    expect(breaker.admit('1', 't', firstOpenMs)).toEqual({ code: 190, waitMs: firstOpenMs });
    breaker.note('1', 't', refused(190), firstOpenMs);
    expect(breaker.admit('1', 't', firstOpenMs)).toEqual({ code: 190, waitMs: firstOpenMs });
  });

  test('an answer refuses every call, and any of them finds out that it is over', () => {
    const breaker = opened();
    expect(breaker.admit('1', 't', 0, false)).toEqual({ code: 190, waitMs: firstOpenMs });
    expect(breaker.admit('1', 't', firstOpenMs, false)).toBeUndefined();
    breaker.note('1', 't', { kind: 'accepted' }, firstOpenMs, false);
    expect([breaker.admit('1', 't', firstOpenMs), breaker.admit('1', 't', firstOpenMs)]).toEqual([undefined, undefined]);
  });

  test('what another token is told changes nothing', () => {
    const breaker = opened();
    breaker.note('1', 'old', { kind: 'accepted' }, 0);
    expect(breaker.admit('1', 't', 0)).toEqual({ code: 190, waitMs: firstOpenMs });
    const told = new CircuitBreaker();
    told.noteStatus('1', 'old', 131042, 0);
    told.noteStatus('1', 't', 131042, 0);
    expect(told.admit('1', 't', 0)).toEqual({ code: 131042, waitMs: firstNewsMs });
  });

  test('refusals of calls that were on their way do not make the wait longer', () => {
    const breaker = opened();
    for (let call = 0; call < 20; call += 1) breaker.note('1', 't', refused(190), 10);
    expect(breaker.admit('1', 't', 10)).toEqual({ code: 190, waitMs: firstOpenMs - 10 });
  });

  test('stays shut for every other refusal, and for code 0 that is not about the token', () => {
    for (const outcome of [refused(131047, 400), refused(131056, 400), refused(0, 400), refused(0, 502), refused(190, 0)]) {
      const breaker = new CircuitBreaker();
      breaker.note('1', 't', outcome, 0);
      expect(breaker.admit('1', 't', 0)).toBeUndefined();
    }
  });

  test('a status says so: shut for ten seconds; a call that was accepted counts when no status has refused it for as long again', () => {
    const breaker = new CircuitBreaker();
    breaker.noteStatus('1', 't', 131042, 0);
    expect(breaker.admit('1', 't', 0)).toEqual({ code: 131042, waitMs: firstNewsMs });
    breaker.note('1', 't', { kind: 'accepted' }, 1);
    breaker.noteStatus('1', 't', 131042, 1);
    expect(breaker.admit('1', 't', 1)).toEqual({ code: 131042, waitMs: firstNewsMs - 1 });
    expect(breaker.admit('1', 't', firstNewsMs)).toBeUndefined();
    breaker.note('1', 't', { kind: 'accepted' }, firstNewsMs);
    expect(breaker.admit('1', 't', firstNewsMs)).toEqual({ code: 131042, waitMs: firstNewsMs });
    expect(breaker.admit('1', 't', 2 * firstNewsMs)).toBeUndefined();
    expect(breaker.admit('1', 't', 2 * firstNewsMs)).toBeUndefined();
  });

  test('once it was over a status says so anew', () => {
    const breaker = new CircuitBreaker();
    breaker.noteStatus('1', 't', 131042, 0);
    breaker.admit('1', 't', firstNewsMs);
    breaker.note('1', 't', { kind: 'accepted' }, firstNewsMs);
    expect(breaker.admit('1', 't', 2 * firstNewsMs)).toBeUndefined();
    breaker.noteStatus('1', 't', 131042, 2 * firstNewsMs);
    expect(breaker.admit('1', 't', 2 * firstNewsMs)).toEqual({ code: 131042, waitMs: firstNewsMs });
  });

  test('a status refuses what was accepted meanwhile: longer each time, a minute at most; another token asks at once', () => {
    const breaker = new CircuitBreaker();
    let now = 0;
    for (const wait of [10, 20, 40, 60, 60].map((seconds) => seconds * 1000)) {
      breaker.noteStatus('1', 't', 131042, now);
      expect(breaker.admit('1', 't', now)).toEqual({ code: 131042, waitMs: wait });
      expect(breaker.admit('1', 'new', now)).toBeUndefined();
      now += wait;
      expect(breaker.admit('1', 't', now)).toBeUndefined();
      breaker.note('1', 't', { kind: 'accepted' }, now);
    }
  });

  test('what a status said concerns messages only: a read receipt goes, and its yes opens nothing', () => {
    const breaker = new CircuitBreaker();
    breaker.noteStatus('1', 't', 131042, 0);
    expect(breaker.admit('1', 't', firstNewsMs, false)).toBeUndefined();
    expect(breaker.admit('1', 't', firstNewsMs)).toBeUndefined();
    breaker.note('1', 't', { kind: 'accepted' }, firstNewsMs, false);
    expect(breaker.admit('1', 't', firstNewsMs)).toEqual({ code: 131042, waitMs: probeMs });
  });

  test('whatever happens: it never says to wait longer than a minute, nor holds another number or another token', () => {
    const step = fc.record({
      after: fc.integer({ min: 0, max: 100_000 }),
      status: fc.boolean(),
      outcome: fc.constantFrom<Outcome<object>>(
        refused(190),
        refused(368, 403),
        refused(131047, 400),
        { kind: 'accepted' },
        { kind: 'unknown', reason: 'x' },
      ),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const breaker = new CircuitBreaker();
        let now = 0;
        for (const { after, status, outcome } of steps) {
          now += after;
          if (status) breaker.noteStatus('1', 't', 131042, now);
          const refusal = breaker.admit('1', 't', now);
          if (!refusal) breaker.note('1', 't', outcome, now);
          expect(refusal === undefined || (refusal.waitMs > 0 && refusal.waitMs <= longestOpenMs)).toBe(true);
          expect(breaker.admit('2', 't', now) ?? breaker.admit('1', 'new', now)).toBeUndefined();
        }
      }),
    );
  });
});

/** Every code of the fact sheet's table, with what is done about it. */
const table: [string, number[]][] = [
  ['retry', [1, 2, 4, 80007, 130429, 131000, 131014, 131016, 131053, 131056, 131057, 133004, 139102, 139103, 2494100]],
  [
    'hold',
    [
      0, 3, 10, 190, 200, 299, 131005, 131037, 131042, 131044, 131045, 131048, 131063, 131064, 132069, 133000, 133005, 133006, 133008,
      133009, 133010, 133015, 133016, 134011, 134101,
    ],
  ],
  ['template', [131047]],
  ['opt_out', [131050]],
  [
    'fatal',
    [
      33, 100, 368, 130472, 130497, 131008, 131009, 131020, 131021, 131026, 131030, 131031, 131035, 131036, 131041, 131049, 131051, 131052,
      131055, 131059, 131060, 131062, 131201, 131215, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068,
      134100, 134102, 135000, 137000, 138000, 138018, 139000, 139004, 139100, 139101, 147001, 147005, 2388019, 2388040, 2388047, 2388072,
      2388073, 2388293, 2388299,
    ],
  ],
];
test.each(table)('what to do is in the table: %s', (action, codes) => {
  for (const code of codes) {
    const rule = errorCode(code, 400);
    expect([code, actionOf(rule)]).toEqual([code, action]);
    expect([code, rule.title]).not.toEqual([code, 'Unknown error']);
  }
});
test('what stops all sends or the account, or is ours to mend, calls somebody; nothing else does', () => {
  const calls = [
    0, 3, 10, 190, 200, 299, 368, 131005, 131031, 131037, 131042, 131044, 131045, 131048, 131063, 131064, 133000, 133005, 133006, 133010,
    134011,
  ];
  for (const code of table.flatMap(([, codes]) => codes))
    expect([code, callsSomebody(errorCode(code, 400))]).toEqual([code, calls.includes(code)]);
  expect([401, 403, 400, 500].map((status) => callsSomebody(errorCode(999_999, status)))).toEqual([true, true, false, false]);
});
test.each([
  [0, 'AuthException', true],
  [0, '', false],
  [10, 'x', true],
  [190, 'x', true],
  [368, 'x', true],
  [131031, 'x', true],
  [131042, 'x', true],
  [131047, 'x', false],
  [131026, 'x', false],
])('a failed status with %i "%s" refuses its number: %s', (code, title, refuses) => {
  expect(refusesNumber({ code, title })).toBe(refuses);
  expect(!refuses || callsSomebody(statusRule(code, title))).toBe(true);
});
test('too fast is said of a number by four codes, of one person by one, which waits four times as long each time', () => {
  expect([...throttlingCodes].sort((a, b) => a - b)).toEqual([4, 80007, 130429, 131014]);
  expect([pairRateCode, errorCode(pairRateCode, 400).factor]).toEqual([131056, 4]);
});
test('of what calls somebody two codes pass by themselves: a number that may send less for a while', () =>
  expect([...passingCodes]).toEqual([131048, 131064]));
test.each([
  [429, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
  [499, 'fatal'],
  [430, 'fatal'],
  [400, 'fatal'],
  [401, 'hold'],
  [403, 'hold'],
  [299, 'fatal'],
  [300, 'hold'],
  [399, 'hold'],
])('a code that Meta has added since, with %i: %s', (status, action) => expect(actionOf(errorCode(999_999, status))).toBe(action));
test('no code beside those of a family is of it, and a status without a reason is final', () => {
  expect([131200, 131216, 137999, 138019, 138999, 139005, 147000, 147006].map((code) => errorCode(code, 400).title)).toEqual(
    Array.from({ length: 8 }, () => 'Unknown error'),
  );
  expect(actionOf(statusRule(0))).toBe('fatal');
  // people read these
  expect([statusRule(0), errorCode(250, 400), errorCode(999_999, 403)].map(({ title }) => title)).toEqual([
    'Meta gave no reason',
    'API permission missing',
    'Unknown error',
  ]);
  expect([actionOf(statusRule(0, 'AuthException')), actionOf(statusRule(999_999))]).toEqual(['hold', 'fatal']);
});
