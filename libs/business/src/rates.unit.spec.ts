import { describe, expect, test } from '@jest/globals';
import { amountOf, costOf, whatsappRates } from './rates.ts';
import type { Pricing } from './rates.ts';

const cards = [
  { category: 'marketing', from: '2026-10-01', amounts: { DE: '0.5', '*': '0.25' } },
  { category: 'marketing', from: '2027-01-01', amounts: { DE: '0.75' } },
  { category: 'service', from: '2026-10-01', amounts: { '*': '0.0625' } },
  { category: 'service', type: 'tier', from: '2026-10-01', amounts: { '*': '0' } },
];
const given = { currency: 'EUR', cards };
const rates = whatsappRates.parse(JSON.stringify(given))!;
const wrong = (change: object): string[] =>
  whatsappRates.safeParse(JSON.stringify({ ...given, ...change })).error!.issues.map(({ path }) => path.join('.'));

const billed: Pricing = { model: 'PMP', type: 'regular', category: 'marketing', billable: true };
const free: Pricing = { model: 'PMP', type: 'free_customer_service', category: 'service', billable: false };
const november = Date.UTC(2026, 10, 3);
const newYear = Date.UTC(2027, 0, 1);

describe('what a message costs', () => {
  test('is what the card of its day says, in millionths', () => {
    expect(costOf(billed, 'DE', november, rates)).toEqual({ micros: 500_000, billed: true });
    expect(costOf(billed, 'FR', november, rates)).toEqual({ micros: 250_000, billed: true });
    expect(costOf(billed, 'DE', newYear - 1, rates)).toEqual({ micros: 500_000, billed: true });
    expect(costOf(billed, 'DE', newYear, rates)).toEqual({ micros: 750_000, billed: true });
    expect(costOf({ ...billed, category: 'service' }, '', november, rates)).toEqual({ micros: 62_500, billed: true });
  });

  test('is nothing where Meta says that it is not billed, with rates or without', () => {
    for (const known of [rates, undefined]) expect(costOf(free, '', november, known)).toEqual({ micros: 0, billed: false });
    expect(costOf({ ...free, type: 'free_entry_point', category: 'referral_conversion' }, 'DE', november, rates)).toMatchObject({
      micros: 0,
    });
  });

  test.each<[string, Pricing | undefined, string, number, string]>([
    ['no pricing came', undefined, 'DE', november, 'no_pricing'],
    ['Meta did not say whether it is billed', { ...billed, billable: undefined }, 'DE', november, 'billable_not_told'],
    ['it is priced by conversation', { ...billed, model: 'CBP' }, 'DE', november, 'model_unknown'],
    ['nobody has seen the type, free as it is', { ...free, type: 'free_tier' }, 'DE', november, 'type_unknown'],
    ['nobody has seen the category', { ...free, category: 'games' }, 'DE', november, 'category_unknown'],
    ['it is billed, and said to be free', { ...free, billable: true }, 'DE', november, 'no_rate'],
    ['the category is on no card', { ...billed, category: 'utility' }, 'DE', november, 'no_rate'],
    ['the first card is of later', billed, 'DE', Date.UTC(2026, 8, 30), 'no_rate'],
    ['the newest card names another country', billed, 'FR', newYear, 'no_rate'],
    ['the country is not told, and the price is a matter of it', billed, '', november, 'no_country'],
  ])('is not known where %s', (_, pricing, country, at, why) => expect(costOf(pricing, country, at, rates)).toEqual({ unknown: why }));

  test('is not known without rates', () => expect(costOf(billed, 'DE', november, undefined)).toEqual({ unknown: 'no_rates' }));

  test('is known of a type that a card names', () => {
    const tier = { ...free, type: 'tier' };
    expect(costOf(tier, 'DE', november, rates)).toEqual({ micros: 0, billed: false });
    expect(costOf({ ...tier, billable: true }, 'DE', november, rates)).toEqual({ micros: 0, billed: true });
  });

  test('is of one category, whichever way Meta writes it', () => {
    const international = whatsappRates.parse(
      JSON.stringify({ ...given, cards: [{ category: 'authentication-international', from: '2026-10-01', amounts: { '*': '1' } }] }),
    );
    expect(costOf({ ...billed, category: 'authentication_international' }, 'DE', november, international)).toMatchObject({
      micros: 1_000_000,
    });
  });

  test('is written with as many places as it has', () =>
    expect([0, 500_000, 62_500, 113_100, 1_234_567_890_001].map(amountOf)).toEqual(['0.00', '0.50', '0.0625', '0.1131', '1234567.890001']));
});

describe('rates', () => {
  test('need not be given', () => expect(whatsappRates.parse(undefined)).toBeUndefined());

  test('that are wrong are refused, with each wrong field named', () => {
    expect(wrong({ currency: 'Euro', extra: 1 })).toEqual(['currency', '']);
    expect(wrong({ cards: [] })).toEqual(['cards']);
    expect(
      wrong({
        cards: [
          {
            category: 'Marketing!',
            from: '2026-13-01',
            amounts: { Germany: '1', DE: 0.5, FR: '0,5', GB: '-1', ES: '1e3', IT: '0.1234567' },
          },
          { category: 'service', amounts: {} },
        ],
      }),
    ).toEqual([
      'cards.0.category',
      'cards.0.from',
      'cards.0.amounts.Germany',
      'cards.0.amounts.DE',
      'cards.0.amounts.FR',
      'cards.0.amounts.GB',
      'cards.0.amounts.ES',
      'cards.0.amounts.IT',
      'cards.1.from',
    ]);
    expect(wrong({ cards: [cards[0], cards[1], { ...cards[0], amounts: {} }] })).toEqual(['cards.2']);
    expect(whatsappRates.safeParse('0.5').error?.issues).toHaveLength(1);
    expect(whatsappRates.safeParse('EUR: 1').error?.issues[0]?.message).toBe('expected JSON: currency and cards');
  });
});
