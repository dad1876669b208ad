import type { Identity, Turn } from '@frontdesk/contracts';

/** What a tool shows of an order; the rest of it (name, address, items, total) stays in the shop. */
export interface OrderFacts {
  readonly number: string;
  readonly status: 'processing' | 'shipped' | 'out_for_delivery' | 'delivered' | 'delayed';
  /** YYYY-MM-DD; absent: not known yet */
  readonly eta?: string;
  readonly carrier?: string;
  readonly trackingUrl?: string;
  /** there is a tracking link, shown to who proves more */
  readonly withheld?: true;
}

export interface Shown {
  readonly number: string;
  readonly status: OrderFacts['status'];
  /** empty: not known yet */
  readonly eta: string;
  readonly phone: string;
  /** empty: not known yet */
  readonly carrier: { readonly name: string; readonly tracking_url: string };
}

const levels = ['contact', 'order', 'account', 'link'];

/** Whether what is proved reaches the level that a tool names. */
export const reaches = (identity: Identity | undefined, level: string, now: number): boolean =>
  identity !== undefined && identity.expiresAt > now && levels.indexOf(identity.level) >= levels.indexOf(level);

/**
 * Status and ETA to whoever proved the order; carrier and tracking link only when the WhatsApp number is the order's, or a code came to the address
 * on file, because both parts of an order proof are printed on the parcel.
 * @param phone of the contact; empty when WhatsApp hides it
 * @param isLinked the order is proved at level link
 */
export function factsFor(order: Shown, phone: string, isLinked = false): OrderFacts {
  const { number, status, eta } = order;
  const shown = { number, status, ...(eta ? { eta } : {}) };
  const { name, tracking_url: link } = order.carrier;
  const more = { ...(name.trim() ? { carrier: name } : {}), ...(isLink(link) ? { trackingUrl: link } : {}) };
  const isTheirs = digits(phone) !== '' && digits(phone) === digits(order.phone);
  if (isTheirs || isLinked) return { ...shown, ...more };
  return { ...shown, ...(isLink(link) ? { withheld: true } : {}) };
}

/** A shop without a link yet may say anything. */
const isLink = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';

const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^00/, '');

/** The order a tool may read: always the proved one, never one that was only named. */
export const provedOrder = (turn: Pick<Turn, 'identity'>): string => turn.identity?.subject ?? '';
