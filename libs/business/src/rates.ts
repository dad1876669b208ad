import { z } from 'zod';

/** A millionth of the currency: what Meta asks for a message has four places behind the point, and sums of them stay exact. */
const micros = z
  .string({ error: 'expected an amount as text, e.g. "0.0456"' })
  .regex(/^\d{1,6}(\.\d{1,6})?$/, 'expected an amount as text with up to six places, e.g. "0.0456"')
  .transform((amount) => {
    const [units = '', places = ''] = amount.split('.');
    return Number(units) * 1_000_000 + Number(places.padEnd(6, '0'));
  });

const word = z.string().regex(/^[a-z0-9_-]+$/, "expected Meta's word, e.g. marketing");
/** Some samples of Meta's have it with a dash. */
export const categoryOf = (category: string): string => category.toLowerCase().replaceAll('-', '_');

const country = z.string().regex(/^([A-Z]{2}|\*)$/, 'expected a country as ISO 3166 alpha-2, or * for all others');

/** What stands for a category from a day on, and replaces all that stood before. */
const card = z.strictObject({
  category: word.transform(categoryOf),
  /** `pricing.type` in Meta's statuses */
  type: word.default('regular'),
  from: z.iso.date('expected a day, e.g. 2026-10-01'),
  amounts: z.record(country, micros),
});

const ratesSchema = z
  .strictObject({
    currency: z.string().regex(/^[A-Z]{3}$/, 'expected a currency as ISO 4217, e.g. EUR'),
    cards: z.array(card).min(1, 'expected a card at least'),
  })
  .superRefine(({ cards }, context) => {
    const keys = cards.map(({ category, type, from }) => `${category} ${type} ${from}`);
    for (const [at, key] of keys.entries())
      if (keys.indexOf(key) < at)
        context.addIssue({ code: 'custom', path: ['cards', at], message: 'the category has a card of this type and day already' });
  });

/** What Meta asks for a message, by category, country and day (UTC). Prices change, and are Meta's: whoever runs this says them. */
export type Rates = z.output<typeof ratesSchema>;

/** The variable WHATSAPP_RATES: rates as JSON; without it nothing is known of what a billed message costs. */
export const whatsappRates = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue('expected JSON: currency and cards');
      return z.NEVER;
    }
  })
  .pipe(ratesSchema)
  .optional();

/** As Meta's status has it, word for word. */
export interface Pricing {
  readonly model: string;
  readonly type: string;
  readonly category: string;
  /** undefined: Meta did not say */
  readonly billable: boolean | undefined;
}

/** Why a cost is not known. */
export type Unknown =
  | 'no_pricing'
  | 'billable_not_told'
  | 'model_unknown'
  | 'type_unknown'
  | 'category_unknown'
  | 'no_rates'
  | 'no_rate'
  | 'no_country';
export type Cost = { readonly micros: number; readonly billed: boolean } | { readonly unknown: Unknown };

const freeTypes: readonly string[] = ['free_customer_service', 'free_entry_point'];
const types: readonly string[] = ['regular', ...freeTypes];
const categories: readonly string[] = [
  'authentication',
  'authentication_international',
  'marketing',
  'marketing_lite',
  'referral_conversion',
  'service',
  'utility',
  'general_purpose_ai',
];

/**
 * What a delivered message costs. Whether it is billed is Meta's word, what is asked for it the card's of its day. A word that is neither
 * Meta's known one nor on a card costs nobody knows what, even if it is said to be free.
 * @param at when it was delivered, ms
 */
export function costOf(pricing: Pricing | undefined, to: string, at: number, rates: Rates | undefined): Cost {
  if (!pricing) return { unknown: 'no_pricing' };
  if (pricing.model !== 'PMP') return { unknown: 'model_unknown' };
  if (pricing.billable === undefined) return { unknown: 'billable_not_told' };
  const category = categoryOf(pricing.category);
  const cards = (rates?.cards ?? []).filter((one) => one.category === category);
  if (!categories.includes(category) && cards.length === 0) return { unknown: 'category_unknown' };
  const ofType = cards.filter(({ type }) => type === pricing.type);
  if (!types.includes(pricing.type) && ofType.length === 0) return { unknown: 'type_unknown' };
  if (!pricing.billable) return { micros: 0, billed: false };
  if (!rates) return { unknown: 'no_rates' };
  const amounts = cardOf(ofType, at)?.amounts;
  if (!amounts) return { unknown: 'no_rate' };
  if (to === '' && Object.keys(amounts).some((name) => name !== '*')) return { unknown: 'no_country' };
  const amount = amounts[to] ?? amounts['*'];
  return amount === undefined ? { unknown: 'no_rate' } : { micros: amount, billed: true };
}

const cardOf = (cards: Rates['cards'], at: number): Rates['cards'][number] | undefined =>
  cards
    .filter(({ from }) => Date.parse(from) <= at)
    .reduce<Rates['cards'][number] | undefined>((last, one) => (last && last.from > one.from ? last : one), undefined);

/** 113100 → '0.1131'; two places at least */
export function amountOf(micros: number): string {
  const [units, places] = (micros / 1_000_000).toFixed(6).split('.') as [string, string];
  return `${units}.${places.replace(/0{1,4}$/, '')}`;
}
