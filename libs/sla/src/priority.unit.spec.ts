import { describe, expect, test } from '@jest/globals';
import { dueAt, minutesAWeek } from './calendar.ts';
import { defaultPolicy, promised, slaPolicy } from './matrix.ts';
import { atRisk, compareQueued, priorityClass, priorityScore } from './priority.ts';

test('a VIP is in the first class whatever it is about', () => {
  expect(priorityClass({ tier: 'vip', topic: 'general', sentiment: 'positive' })).toBe(1);
});

test('an angry retail customer with a refund comes before a content trade customer', () => {
  expect(priorityClass({ tier: 'retail', topic: 'refund', sentiment: 'negative' })).toBe(2);
  expect(priorityClass({ tier: 'trade', topic: 'general', sentiment: 'neutral' })).toBe(3);
});

test.each([
  ['vip', 'neutral', [1, 1, 1, 1]],
  ['trade', 'neutral', [3, 2, 2, 2]],
  ['retail', 'neutral', [4, 3, 3, 3]],
  ['trade', 'negative', [2, 1, 1, 1]],
  ['retail', 'negative', [3, 2, 2, 2]],
  ['platinum', 'neutral', [4, 3, 3, 3]],
])('the classes of %s, %s: general and what is unknown, delivery, technical, refund', (tier, sentiment, classes) => {
  const of = (topic: string) => priorityClass({ tier, topic, sentiment });
  expect(['general', 'delivery', 'technical', 'refund'].map(of)).toEqual(classes);
  expect(of('poetry')).toBe(of('general'));
});

test('the score rises while time runs out, up to twice the promise', () => {
  const score = (left: number, promise = 60_000) =>
    priorityScore({ tier: 'retail', topic: 'delivery', sentiment: 'neutral' }, left, promise);
  expect([90_000, 60_000, 30_000, 0, -60_000, -90_000].map((left) => score(left))).toEqual([20, 20, 40, 60, 100, 100]);
  expect(score(0, 0)).toBe(60);
  expect(priorityScore({ tier: 'retail', topic: 'delivery', sentiment: 'negative' }, 0, 60_000)).toBe(80);
});

test('people are called when a quarter is left, at most five minutes', () => {
  expect(atRisk(10 * 60_000)).toBe(150_000);
  expect(atRisk(60 * 60_000)).toBe(300_000);
});

test('the queue goes by class, then by deadline or window end, and what waits too long moves up', () => {
  const now = 10_000_000;
  const urgent = { priority: 1, dueAt: now + 500_000, windowEndsAt: 0 };
  const soon = { priority: 3, dueAt: now + 400_000, windowEndsAt: now + 1_000 };
  const later = { priority: 3, dueAt: now + 300_000, windowEndsAt: 0 };
  const forgotten = { priority: 4, dueAt: now - 5_500_000, windowEndsAt: 0 };
  expect([later, soon, urgent, forgotten].sort(compareQueued(now))).toEqual([forgotten, urgent, soon, later]);
});

test('each half hour past the deadline lifts by one class, not sooner', () => {
  const now = 10_000_000;
  const second = { priority: 2, dueAt: now - 1_000_000, windowEndsAt: 0 };
  const third = (late: number) => ({ priority: 3, dueAt: now - late, windowEndsAt: 0 });
  expect([1_799_999, 1_800_000].map((late) => [second, third(late)].sort(compareQueued(now))[0]!.priority)).toEqual([2, 3]);
});

test('what is not due yet is not lifted', () => {
  const first = { priority: 1, dueAt: 10_000_000, windowEndsAt: 0 };
  const second = { priority: 2, dueAt: 9_000_000, windowEndsAt: 0 };
  expect([second, first].sort(compareQueued(8_000_000))).toEqual([first, second]);
});

test('a window that has ended hurries nobody', () => {
  const now = 10_000_000;
  const ended = { priority: 3, dueAt: now + 2, windowEndsAt: now };
  const sooner = { priority: 3, dueAt: now + 1, windowEndsAt: 0 };
  expect([ended, sooner].sort(compareQueued(now))).toEqual([sooner, ended]);
});

test('an unknown tier or topic has the promise of retail, of general', () => {
  expect(promised(defaultPolicy, 'platinum', 'poetry')).toEqual(defaultPolicy.matrix.retail.general);
});

describe('a row may promise something else on a channel', () => {
  const { refund } = defaultPolicy.matrix.vip;
  const withOn = (on: object, minutes = refund): string =>
    JSON.stringify({
      ...defaultPolicy,
      matrix: { ...defaultPolicy.matrix, vip: { ...defaultPolicy.matrix.vip, refund: { ...minutes, on } } },
    });
  const onWhatsapp = { ...refund, firstResponse: 2 };

  test('what it does not name it promises on every one, and a case that names none came by WhatsApp', () => {
    const policy = slaPolicy.parse(withOn({ whatsapp: onWhatsapp }));
    expect(promised(policy, 'vip', 'refund')).toEqual(onWhatsapp);
    expect(promised(policy, 'vip', 'refund', 'whatsapp')).toEqual(onWhatsapp);
    expect(promised(policy, 'vip', 'refund', 'e-mail')).toMatchObject(refund);
    expect(promised(policy, 'vip', 'delivery')).toEqual(defaultPolicy.matrix.vip.delivery);
  });

  test('of a channel that there is none of, in part, or for longer than a year it is refused', () => {
    const where = (policy: string) => slaPolicy.safeParse(policy).error?.issues.map(({ path }) => path.join('.'));
    expect(where(withOn({ fax: refund }))).toEqual(['matrix.vip.refund.on']);
    expect(where(withOn({ whatsapp: { firstResponse: 2 } }))?.[0]).toMatch(/^matrix\.vip\.refund\.on\.whatsapp/);
    expect(where(withOn({ whatsapp: { ...refund, resolution: 1e6 } }))).toEqual(['matrix']);
  });
});

test('a policy that is not one is refused by name', () => {
  const broken = JSON.stringify({ ...defaultPolicy, calendar: { ...defaultPolicy.calendar, zone: 'Mars/Olympus' } });
  expect(() => slaPolicy.parse(broken)).toThrow(/time zone/);
  expect(() => slaPolicy.parse('vip: 5')).toThrow(/expected JSON/);
});

test('a policy that promises more than a year of opening hours is refused: no case under it would ever be due', () => {
  const { week } = defaultPolicy.calendar;
  const rare = { ...week, mon: [], tue: [], wed: [], thu: [], fri: [], sat: [{ from: '23:30', to: '00:00' }] };
  const policy = JSON.stringify({ ...defaultPolicy, calendar: { ...defaultPolicy.calendar, week: rare } });
  const { error } = slaPolicy.safeParse(policy.replaceAll('"resolution":1440', '"resolution":1561'));
  expect(error?.issues).toMatchObject([{ path: ['matrix'], message: 'promises more than a year of opening hours' }]);
  expect(slaPolicy.safeParse(policy).success).toBe(true);
});

describe('what a policy may promise comes due', () => {
  const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const start = Date.parse('2026-11-30T12:00:00Z');
  const week = 7 * 86_400_000;
  const dates = Object.fromEntries(
    Array.from({ length: 400 }, (_, ahead) => [new Date(start + ahead * week - 2 * 86_400_000).toISOString().slice(0, 10), []]),
  );
  const saturdays = { ...closed, sat: [{ from: '10:00', to: '11:00' }] };
  const policyOf = (calendar: object) =>
    JSON.stringify({ ...defaultPolicy, calendar: { zone: 'UTC', dates: {}, ...calendar } }).replaceAll(
      '"resolution":1440',
      '"resolution":3120',
    );

  test('after however many closed days', () => {
    const { calendar, matrix } = slaPolicy.parse(policyOf({ week: saturdays, dates }));
    const due = dueAt(start, matrix.retail.general.resolution, calendar);
    expect(new Date(due).toISOString()).toBe('2035-07-21T11:00:00.000Z');
  });

  test('hours that overlap count once', () => {
    const overlapping = {
      ...closed,
      fri: [{ from: '22:00', to: '11:00' }],
      sat: [...saturdays.sat, ...saturdays.sat, { from: '09:00', to: '10:30' }],
    };
    const { calendar } = slaPolicy.parse(policyOf({ week: overlapping }));
    expect(minutesAWeek(calendar)).toBe(13 * 60);
    const twice = {
      ...closed,
      sat: [
        { from: '10:00', to: '10:30' },
        { from: '10:00', to: '10:30' },
      ],
    };
    expect(slaPolicy.safeParse(policyOf({ week: twice })).success).toBe(false);
  });
});

test('without one the built-in one holds', () => {
  expect(slaPolicy.parse(undefined)).toEqual(defaultPolicy);
});
