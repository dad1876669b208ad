import type { Costs } from '../api/types.ts';

const whys: Record<string, string> = {
  no_pricing: 'WhatsApp has not said yet',
  no_rates: 'no rates are set',
  no_rate: 'no rate is set for it',
  no_country: "the customer's country is not known",
};
const whyWords = (why: string): string => whys[why] ?? 'WhatsApp says what Frontdesk does not know';

/** 50000 millionths → '0.05 EUR' */
export function amountWords(micros: number, currency: string): string {
  const amount = (micros / 1_000_000).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 6 });
  return `${amount} ${currency}`.trimEnd();
}

const several = (count: number): string => `${count} message${count === 1 ? '' : 's'}`;

/** What a conversation's messages cost, of how many; what nobody knows is said, and why. */
export function costWords({ currency, messages: { micros, billed, free, unknown } }: Costs): string {
  const unknowns = Object.values(unknown).reduce((sum, count) => sum + count, 0);
  const all = billed + free + unknowns;
  if (all === 0) return 'Nothing delivered yet';
  const known = billed > 0 ? `${amountWords(micros, currency)} for ${billed} of ${several(all)}` : `${free} of ${several(all)} free`;
  if (unknowns === 0) return billed === 0 ? `Free, ${several(all)}` : known;
  const reasons = [...new Set(Object.keys(unknown).map(whyWords))].join(', ');
  return billed + free === 0 ? `Not known, ${several(all)}: ${reasons}` : `${known}; ${unknowns} not known: ${reasons}`;
}
