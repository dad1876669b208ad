import { describe, expect, test } from '@jest/globals';
import { analytics, pricingAnalytics, questionOf } from './analytics.ts';
import type { Counted, Question } from './analytics.ts';

const DAY = 86_400;
const asked = (field: string): Question => questionOf(field) as Question;
const free = { category: 'service', type: 'free_customer_service' };
const paid = { category: 'utility', type: 'regular' };
const messages: Counted[] = [
  { phone: '1', country: 'DE', sentAt: 10, deliveredAt: 20, pricing: free },
  { phone: '1', country: 'GB', sentAt: 10, pricing: free },
  { phone: '2', country: 'DE', sentAt: DAY - 1, deliveredAt: DAY, pricing: paid },
  { phone: '2', country: 'DE', sentAt: 3 * DAY, deliveredAt: 3 * DAY, pricing: paid },
  { phone: '2', country: 'DE', deliveredAt: DAY },
];

describe('the analytics of an account', () => {
  test('count what was sent and delivered in each span, from its start to before its end', () => {
    expect(analytics(messages, asked(`analytics.start(0).end(${3 * DAY}).granularity(DAY)`))).toEqual([
      { start: 0, end: DAY, sent: 3, delivered: 1 },
      { start: DAY, end: 2 * DAY, sent: 0, delivered: 2 },
    ]);
    expect(analytics(messages, asked(`analytics.start(0).end(${2 * DAY}).granularity(MONTH).phone_numbers(["+2"])`))).toEqual([
      { start: 0, end: 2 * DAY, sent: 1, delivered: 2 },
    ]);
    expect(analytics(messages, asked('analytics.start(0).end(1800).granularity(HALF_HOUR)'))).toEqual([
      { start: 0, end: 1800, sent: 2, delivered: 1 },
    ]);
  });
  test('cut the time into half hours, days and months of 30 days', () => {
    const many = Array.from({ length: 62 * 48 }, (_, index) => ({ phone: '1', country: 'DE', sentAt: index * 1800 }));
    const starts = (granularity: string, end: number): number[] =>
      (analytics(many, asked(`analytics.start(0).end(${end}).granularity(${granularity})`)) as { start: number }[]).map(
        ({ start }) => start,
      );
    expect(starts('HALF_HOUR', 5400)).toEqual([0, 1800, 3600]);
    expect(starts('DAILY', 2 * DAY)).toEqual([0, DAY]);
    expect(starts('MONTHLY', 62 * DAY)).toEqual([0, 30 * DAY, 60 * DAY]);
    expect(starts('HALF_HOUR', 62 * DAY)).toHaveLength(1000);
  });
  test('count by price what was delivered and has one, with the dimensions that are asked for', () => {
    const by = (dimensions: string) =>
      pricingAnalytics(messages, asked(`pricing_analytics.start(0).end(${2 * DAY}).granularity(MONTHLY).dimensions(${dimensions})`));
    const span = { start: 0, end: 2 * DAY };
    expect(by('')).toEqual([{ ...span, volume: 2 }]);
    expect(by('["PRICING_CATEGORY","PRICING_TYPE"]')).toEqual([
      { ...span, pricing_type: 'FREE_CUSTOMER_SERVICE', pricing_category: 'SERVICE', volume: 1 },
      { ...span, pricing_type: 'REGULAR', pricing_category: 'UTILITY', volume: 1 },
    ]);
    expect(by("['phone','COUNTRY']")).toEqual([
      { ...span, phone_number: '1', country: 'DE', volume: 1 },
      { ...span, phone_number: '2', country: 'DE', volume: 1 },
    ]);
  });
  test.each([
    ['.end(2).granularity(DAY)', 'start'],
    ['.start(1).granularity(DAY)', 'end'],
    ['.start(2).end(2).granularity(DAY)', 'after start'],
    ['.start(1).end(2)', 'granularity'],
    ['.start(1).end(2).granularity(WEEK)', 'granularity'],
  ])('%s is refused: %s', (field, says) => {
    expect(questionOf(`analytics${field}`)).toEqual({ wrong: expect.stringContaining(says) });
  });
});
