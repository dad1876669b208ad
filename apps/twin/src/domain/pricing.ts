import type { Rules } from './rules.ts';
import type { Contacted } from './window.ts';
import { freeEntryOpen, windowOpen } from './window.ts';

export interface Pricing {
  billable: boolean;
  pricing_model: 'PMP';
  category: string;
  /** `regular`, `free_customer_service`, `free_entry_point`; what costs since 2026-10-01 may have a type nobody has seen yet. */
  type: string;
}

const pmp = (billable: boolean, type: string, category: string): Pricing => ({ billable, pricing_model: 'PMP', category, type });

/** The calendar month that the free service messages of a number are counted in. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

const servicePriced = ({ servicePricedFrom }: Rules, now: number): boolean =>
  servicePricedFrom !== null && now >= Date.parse(servicePricedFrom);

/** Where Meta takes a fee for each message of an AI provider: the European Economic Area and Brazil, by ISO 3166. */
const AI_COUNTRIES = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE BR'.split(' '));

/**
 * The table of per-message pricing; `templateCategory` is undefined for what isn't a template, `usedThisMonth` counts the
 * number's service messages before this one, `country` is the customer's.
 */
export function pricing(
  templateCategory: string | undefined,
  contacted: Contacted,
  now: number,
  rules: Rules,
  usedThisMonth: number,
  country = '',
): Pricing {
  if (rules.aiProvider && AI_COUNTRIES.has(country)) return pmp(true, 'regular', 'general_purpose_ai');
  if (freeEntryOpen(contacted, now)) return pmp(false, 'free_entry_point', 'referral_conversion');
  const priced = servicePriced(rules, now);
  if (templateCategory === undefined) {
    const free = !priced || usedThisMonth < rules.freeServiceMessages;
    return free ? pmp(false, 'free_customer_service', 'service') : pmp(true, rules.serviceType, 'service');
  }
  const category = templateCategory.toLowerCase();
  if (category === 'utility' && windowOpen(contacted, now) && !priced) return pmp(false, 'free_customer_service', 'utility');
  return pmp(true, 'regular', category);
}
