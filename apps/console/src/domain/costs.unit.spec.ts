import { expect, test } from '@jest/globals';
import { costWords } from './costs.ts';

const words = (of: object, currency: string): string =>
  costWords({ currency, messages: { micros: 0, billed: 0, free: 0, undelivered: 0, unknown: {}, ...of } });

test.each<[string, object, string]>([
  ['Nothing delivered yet', { undelivered: 2 }, 'EUR'],
  ['Free, 1 message', { free: 1 }, ''],
  ['0.2262 EUR for 2 of 5 messages', { micros: 226_200, billed: 2, free: 3 }, 'EUR'],
  ['1,234.50 EUR for 9 of 9 messages', { micros: 1_234_500_000, billed: 9 }, 'EUR'],
  [
    '0.05 EUR for 1 of 3 messages; 2 not known: no rate is set for it, WhatsApp has not said yet',
    { micros: 50_000, billed: 1, unknown: { no_rate: 1, no_pricing: 1 } },
    'EUR',
  ],
  ['2 of 3 messages free; 1 not known: no rates are set', { free: 2, unknown: { no_rates: 1 } }, ''],
  ['Not known, 2 messages: WhatsApp says what Frontdesk does not know', { unknown: { type_unknown: 1, model_unknown: 1 } }, 'EUR'],
])('%s', (said, of, currency) => expect(words(of, currency)).toBe(said));
