import type { Contacted } from './window.ts';
import { freeEntryOpen, windowOpen } from './window.ts';

export interface Pricing {
  billable: boolean;
  pricing_model: 'PMP';
  category: string;
  type: 'regular' | 'free_customer_service' | 'free_entry_point';
}

const pmp = (billable: boolean, type: Pricing['type'], category: string): Pricing => ({ billable, pricing_model: 'PMP', category, type });

/** The table of per-message pricing; `templateCategory` is undefined for what isn't a template. */
export function pricing(templateCategory: string | undefined, contacted: Contacted, now: number): Pricing {
  if (freeEntryOpen(contacted, now)) return pmp(false, 'free_entry_point', 'referral_conversion');
  if (templateCategory === undefined) return pmp(false, 'free_customer_service', 'service');
  const category = templateCategory.toLowerCase();
  if (category === 'utility' && windowOpen(contacted, now)) return pmp(false, 'free_customer_service', 'utility');
  return pmp(true, 'regular', category);
}
