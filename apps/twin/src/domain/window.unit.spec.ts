import { describe, expect, test } from '@jest/globals';
import { pricing } from './pricing.ts';
import { defaultRules } from './rules.ts';
import { failureAfterAcceptance, furthest } from './outcome.ts';
import { HOUR, received, replied, windowLeft, windowOpen } from './window.ts';

const T = Date.UTC(2026, 5, 1);
const rules = defaultRules();
const reachable = { onWhatsapp: true, blockedUs: false, optedOutOfMarketing: false };

describe('the customer service window', () => {
  test('opens with a message, for 24 hours to the millisecond', () => {
    const contacted = received({}, T, false);
    expect(windowOpen({}, T)).toBe(false);
    expect(windowOpen(contacted, T + 24 * HOUR - 1)).toBe(true);
    expect(windowOpen(contacted, T + 24 * HOUR)).toBe(false);
    expect(windowLeft(contacted, T + HOUR)).toBe(23 * HOUR);
  });

  test('is not shortened by an older message that comes late', () => {
    expect(windowLeft(received(received({}, T, false), T - HOUR, false), T)).toBe(24 * HOUR);
  });

  test.each([
    ['free text inside', T + HOUR, undefined, undefined],
    ['free text outside', T + 25 * HOUR, undefined, 131047],
    ['a template outside', T + 25 * HOUR, 'UTILITY', undefined],
  ])('%s', (_name, now, category, expected) => {
    expect(failureAfterAcceptance(reachable, received({}, T, false), category, now)).toBe(expected);
  });

  test('who blocked us, or is not there, gets not even a template', () => {
    expect(failureAfterAcceptance({ ...reachable, blockedUs: true }, received({}, T, false), 'UTILITY', T)).toBe(131026);
    expect(failureAfterAcceptance({ ...reachable, onWhatsapp: false }, received({}, T, false), undefined, T)).toBe(131026);
  });

  test('who stopped marketing still gets everything else', () => {
    const stopped = { ...reachable, optedOutOfMarketing: true };
    const contacted = received({}, T, false);
    expect(failureAfterAcceptance(stopped, contacted, 'MARKETING', T)).toBe(131050);
    expect(failureAfterAcceptance(stopped, contacted, 'UTILITY', T)).toBeUndefined();
    expect(failureAfterAcceptance(stopped, contacted, undefined, T)).toBeUndefined();
  });
});

describe('the price of a message', () => {
  const open = received({}, T, false);
  test.each([
    ['free text', undefined, open, false, 'free_customer_service', 'service'],
    ['a utility template in the window', 'UTILITY', open, false, 'free_customer_service', 'utility'],
    ['a utility template outside', 'UTILITY', {}, true, 'regular', 'utility'],
    ['marketing in the window', 'MARKETING', open, true, 'regular', 'marketing'],
    ['a login code', 'AUTHENTICATION', open, true, 'regular', 'authentication'],
  ] as const)('%s', (_name, category, contacted, billable, type, named) => {
    expect(pricing(category, contacted, T, rules, 0)).toEqual({ billable, pricing_model: 'PMP', type, category: named });
  });

  test('after an ad and a reply within 24 h everything is free for 72 h', () => {
    const answered = replied(received({}, T, true), T + HOUR);
    expect(pricing('MARKETING', answered, T + 73 * HOUR - 1, rules, 0)).toMatchObject({
      billable: false,
      type: 'free_entry_point',
      category: 'referral_conversion',
    });
    expect(pricing('MARKETING', answered, T + 73 * HOUR, rules, 0)).toMatchObject({ billable: true });
  });

  test('a reply a day after the ad opens nothing', () => {
    expect(replied(received({}, T, true), T + 25 * HOUR).freeEntryUntil).toBeUndefined();
  });
});

test('statuses only move forward, and a delivery wins over a failure', () => {
  expect(furthest('delivered', 'sent')).toBe('delivered');
  expect(furthest('sent', 'failed')).toBe('failed');
  expect(furthest('failed', 'delivered')).toBe('delivered');
  expect(furthest('read', 'failed')).toBe('read');
});
