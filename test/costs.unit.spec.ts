import { expect, test } from '@jest/globals';
import { whatsappRates } from '@frontdesk/business';
import { readStatus } from '@frontdesk/whatsapp';
import { pricing } from '../apps/twin/src/domain/pricing.ts';
import { defaultRules } from '../apps/twin/src/domain/rules.ts';
import { doubtsOf, outcomeOf, sentOf } from '../services/audit-logger/src/domain/costs.ts';
import type { Recorded } from '../services/audit-logger/src/domain/costs.ts';

// What Meta's pricing objects cost, by the twin's table of them, read as gateway reads statuses.

const hour = 60 * 60_000;
const before = Date.UTC(2026, 8, 30);
const since = Date.UTC(2026, 9, 1);
const amounts = { DE: '0.01', '*': '0.02' };
const categories = ['service', 'utility', 'marketing', 'authentication', 'general_purpose_ai'];
const rates = whatsappRates.parse(
  JSON.stringify({ currency: 'EUR', cards: categories.map((category) => ({ category, from: '2026-01-01', amounts })) }),
);

const open = { lastInboundAt: before - hour };
const closed = { lastInboundAt: before - 25 * hour };
const ad = { lastInboundAt: before - 25 * hour, freeEntryUntil: since + hour };
const free = { state: 'free', micros: 0 };
const billed = { state: 'billed', micros: 10_000 };

test.each<[string, string, typeof open, number, number, object]>([
  ['free text in the window', '', open, before, 0, free],
  ['the thousandth of a month since October', '', { lastInboundAt: since }, since, 999, free],
  ['one more', '', { lastInboundAt: since }, since, 1000, billed],
  ['a utility template in the window', 'UTILITY', open, before, 0, free],
  ['and since October', 'UTILITY', { lastInboundAt: since }, since, 0, billed],
  ['outside of it', 'UTILITY', closed, before, 0, billed],
  ['a marketing template', 'MARKETING', open, before, 0, billed],
  ['an authentication template', 'AUTHENTICATION', open, before, 0, billed],
  ['whatever it is, after an advertisement', 'MARKETING', ad, before, 0, free],
])('%s', (_, category, contacted, at, used, outcome) => {
  const told = pricing(category || undefined, contacted, at, defaultRules(), used, 'DE');
  const status = readStatus({
    id: 'wamid.1',
    status: 'delivered',
    timestamp: String(at / 1000),
    recipient_user_id: 'DE.134912',
    pricing: { ...told },
  })!;
  const { model, type, category: pricedAs, billable } = status.pricing!;
  const records: Recorded[] = [
    { type: 'VerdictGiven', category },
    {
      type: 'StatusReceived',
      at: status.time,
      status: status.status,
      message: 'm1',
      part: 0,
      country: status.country!,
      pricing: { model, type, category: pricedAs, billable },
    },
  ];
  const sent = sentOf(records);
  expect(sent.messages.map((message) => [outcomeOf(message, rates), doubtsOf(sent, message, at)])).toEqual([[outcome, []]]);
});
