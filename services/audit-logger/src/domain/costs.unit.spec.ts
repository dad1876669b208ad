import { describe, expect, test } from '@jest/globals';
import { whatsappRates } from '@frontdesk/business';
import { doubtsOf, noCosts, outcomeOf, sentOf, withSent } from './costs.ts';
import type { Recorded } from './costs.ts';

const rates = whatsappRates.parse(
  JSON.stringify({ currency: 'EUR', cards: [{ category: 'utility', from: '2026-10-01', amounts: { DE: '0.05' } }] }),
)!;
const t = Date.UTC(2026, 10, 30);
const dayMs = 24 * 60 * 60_000;
const utility = { model: 'PMP', type: 'regular', category: 'utility', billable: true };
const free = { model: 'PMP', type: 'free_customer_service', category: 'service', billable: false };

type Status = Extract<Recorded, { type: 'StatusReceived' }>;
const status = (word: string, more: Partial<Status> = {}): Status => ({
  type: 'StatusReceived',
  status: word,
  at: t,
  message: 'm1',
  part: 0,
  country: 'DE',
  pricing: utility,
  ...more,
});
const dispatched: Recorded = { type: 'MessageDispatched', number: 'n1' };
const template: Recorded = { type: 'VerdictGiven', category: 'UTILITY' };
const text: Recorded = { type: 'VerdictGiven', category: '' };
const accepted: Recorded = { type: 'SendAccepted', at: t - 1 };
const outcomes = (...records: Recorded[]) => sentOf(records).messages.map((message) => outcomeOf(message, rates));
const doubts = (records: readonly Recorded[], now = t) => {
  const sent = sentOf(records);
  return sent.messages.map((message) => doubtsOf(sent, message, now));
};

describe('a send costs', () => {
  test('what Meta told last of each message of it that was delivered, once, however many statuses told it', () => {
    const records = [template, dispatched, accepted, status('sent'), status('delivered', { at: t + 5 }), status('read', { at: t + 9 })];
    expect(sentOf(records)).toEqual({
      number: 'n1',
      category: 'utility',
      messages: [{ message: 'm1', part: 0, sentAt: t - 1, arrivedAt: t + 5, country: 'DE', pricing: utility, changed: false }],
    });
    expect(outcomes(...records)).toEqual([{ state: 'billed', micros: 50_000 }]);
  });

  test('for each part of a long answer', () =>
    expect(outcomes(accepted, status('delivered'), status('read', { message: 'm2', part: 1 }))).toHaveLength(2));

  test.each<[string, Recorded[]]>([
    ['sent, not delivered', [accepted, status('sent')]],
    ['failed', [accepted, status('sent'), status('failed', { pricing: undefined })]],
    ['taken, and never heard of', [accepted]],
  ])('nothing while it is %s', (_, records) => expect(outcomes(...records)).toEqual([{ state: 'undelivered', micros: 0 }]));

  test('nothing where it is free, nobody knows what where Meta has not said; and where Meta took none there is no message', () => {
    expect(outcomes(status('sent', { pricing: free }), status('delivered', { pricing: undefined }))).toEqual([
      { state: 'free', micros: 0 },
    ]);
    expect(outcomes(status('read', { pricing: undefined }))).toEqual([{ state: 'unknown', why: 'no_pricing' }]);
    expect(outcomes(template, dispatched)).toEqual([]);
  });

  test("the same where an earlier release took the first status, or all: of several messages' nobody knows whose they are", () => {
    const old = { message: '', part: undefined, country: '' };
    expect(outcomes(status('sent', old), status('delivered', { pricing: undefined }))).toEqual([{ state: 'billed', micros: 50_000 }]);
    expect(outcomes(status('sent', old), status('delivered', old))).toEqual([{ state: 'unknown', why: 'no_country' }]);
    expect(outcomes(status('sent', old), status('delivered'), status('delivered', { message: 'm2', part: 1 }))).toHaveLength(2);
  });
});

test('a conversation costs what its messages do; what is not known is counted by why, and never in the sum', () => {
  const sends = [
    [status('delivered')],
    [status('read')],
    [status('read', { pricing: free })],
    [status('read', { country: 'FR' })],
    [status('read', { pricing: undefined })],
    [accepted],
  ];
  expect(sends.reduce((costs, records) => withSent(costs, sentOf(records), rates), noCosts(rates))).toEqual({
    currency: 'EUR',
    messages: { micros: 100_000, billed: 2, free: 1, undelivered: 1, unknown: { no_rate: 1, no_pricing: 1 } },
  });
  expect(withSent(noCosts(undefined), sentOf([status('read')]), undefined)).toMatchObject({
    currency: '',
    messages: { micros: 0, billed: 0, unknown: { no_rates: 1 } },
  });
});

describe('what does not add up', () => {
  test('is nothing where Meta bills what was sent, or has finer words for it', () => {
    expect(doubts([template, status('sent'), status('delivered')])).toEqual([[]]);
    const lite = { ...utility, category: 'marketing_lite' };
    expect(doubts([{ type: 'VerdictGiven', category: 'MARKETING' }, status('delivered', { pricing: lite })])).toEqual([[]]);
    expect(doubts([template, status('delivered', { pricing: { ...free, category: 'referral_conversion' } })])).toEqual([[]]);
    expect(doubts([status('delivered')])).toEqual([[]]);
  });

  test('is a message that was delivered more than three days ago, and has no pricing', () => {
    const unpriced = [status('delivered', { pricing: undefined })];
    expect(doubts(unpriced, t + 3 * dayMs)).toEqual([[]]);
    expect(doubts(unpriced, t + 3 * dayMs + 1)).toEqual([['NO_PRICING']]);
    expect(doubts([status('sent', { pricing: undefined })], t + 9 * dayMs)).toEqual([[]]);
  });

  test('is a pricing that was told again, and not alike', () => {
    expect(doubts([status('sent', { pricing: { ...utility, billable: false } }), status('delivered')])).toEqual([['PRICING_CHANGED']]);
    expect(doubts([status('sent', { pricing: undefined }), status('delivered')])).toEqual([[]]);
  });

  test('is what is billed as something else than it was sent as', () => {
    const marketing = { ...utility, category: 'marketing' };
    for (const sentAs of [template, text])
      expect(doubts([sentAs, status('delivered', { pricing: marketing })])).toEqual([['OTHER_CATEGORY']]);
    expect(doubts([template, status('sent', { pricing: marketing })])).toEqual([[]]);
  });

  test('is one part of an answer that is billed twice, both of its copies; parts, and what is not told apart, are not', () => {
    const twice = [status('delivered'), status('delivered', { message: 'm2' })];
    expect(doubts(twice)).toEqual([['BILLED_TWICE'], ['BILLED_TWICE']]);
    expect(doubts([status('delivered'), status('delivered', { message: 'm2', part: 1 })])).toEqual([[], []]);
    expect(doubts([status('delivered'), status('sent', { message: 'm2' })])).toEqual([[], []]);
    expect(doubts(twice.map((one) => ({ ...one, part: undefined })))).toEqual([[], []]);
  });
});
