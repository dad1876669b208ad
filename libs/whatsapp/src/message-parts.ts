import { z } from 'zod';
import { isObject } from './limits.ts';
import type { JsonObject } from './limits.ts';

/** characters of a form's data, and of what is shown of a form or of contact cards */
const limits = { form: 16_000, shown: 4_000, entries: 100 } as const;

const reply = z.looseObject({ response_json: z.union([z.string(), z.record(z.string(), z.unknown())]) });

/**
 * The answer to a flow or an address form: `response_json` is JSON within JSON, may hold anything, and may be no object at all.
 * @returns what was filled in as lines of `name: value`, and as JSON without Meta's token; undefined where there is nothing to read
 */
export function readForm(content: unknown): { text: string; form: string } | undefined {
  const read = reply.safeParse(content);
  if (!read.success) return undefined;
  const { response_json: raw } = read.data;
  const filled = typeof raw === 'string' ? parsed(raw) : raw;
  const { flow_token: _, ...entries }: Record<string, unknown> = isObject(filled) ? filled : { answer: filled };
  const lines = Object.entries(entries)
    .slice(0, limits.entries)
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${shown(value)}`);
  return { text: lines.join('\n').slice(0, limits.shown), form: fittingJson(entries) };
}

const parsed = (raw: string): unknown => {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return raw;
  }
};
const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, limits.shown);
/** What is too long to travel on has its words only; the whole of it stays in the item. */
const fittingJson = (entries: object): string => {
  const json = JSON.stringify(entries);
  return json.length > limits.form ? '' : json;
};

const optional = z.string().optional().catch(undefined);
const entries = z.array(z.unknown()).catch([]);
const card = z.looseObject({
  name: z.looseObject({ formatted_name: optional, first_name: optional, last_name: optional }).optional().catch(undefined),
  phones: entries,
  emails: entries,
});
const phone = z.looseObject({ phone: optional, wa_id: optional });
const email = z.looseObject({ email: optional });

/** Names, numbers and addresses on contact cards, a line each; every part may be missing. */
export function readContactCards(content: unknown): string {
  const cards = Array.isArray(content) ? content.slice(0, limits.entries) : [];
  const lines = cards.map((raw) => {
    const read = card.safeParse(raw);
    if (!read.success) return '';
    const { name, phones, emails } = read.data;
    const called = name?.formatted_name ?? [name?.first_name, name?.last_name].filter(Boolean).join(' ');
    const numbers = phones
      .slice(0, limits.entries)
      .map((one) => phone.safeParse(one).data)
      .map((one) => one?.phone ?? one?.wa_id);
    const addresses = emails.slice(0, limits.entries).map((one) => email.safeParse(one).data?.email);
    return [called, ...numbers, ...addresses].filter(Boolean).join(', ');
  });
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, limits.shown);
}

const wordOrNumber = z.union([z.string(), z.number().transform(String)]).catch('');
const product = z.looseObject({
  product_retailer_id: wordOrNumber,
  quantity: wordOrNumber,
  item_price: wordOrNumber,
  currency: z.string().catch(''),
});

/**
 * What was put into the cart, a line each, the price that of one: "2 × 7.99 USD: sku-1". In no language, so that the customer's is not mistaken, and
 * without an @, which would make an e-mail address of it.
 */
export function readProducts(items: unknown): string {
  const lines = (Array.isArray(items) ? items.slice(0, limits.entries) : []).map((raw) => {
    const read = product.safeParse(raw);
    if (!read.success) return '';
    const { product_retailer_id: id, quantity, item_price: price, currency } = read.data;
    return [quantity && `${quantity} ×`, price && `${`${price} ${currency}`.trim()}:`, id].filter(Boolean).join(' ');
  });
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, limits.shown);
}

/**
 * The number of who was asked for it and shared it. Meta marks the card as the answer to that question, which a card that somebody passes on is not.
 * Where the mark lies is told in two ways: on the message (its pages), on the card (what is seen).
 * @returns digits; undefined for any other card, and where more than one number could be meant
 */
export function readSharedPhone(item: JsonObject): string | undefined {
  const { contacts, origin } = item;
  if (!Array.isArray(contacts)) return undefined;
  const [only, ...others] = contacts;
  if (!isObject(only) || others.length > 0 || (origin ?? only['origin']) !== 'contact_request') return undefined;
  const phones = Array.isArray(only['phones']) ? only['phones'].slice(0, limits.entries) : [];
  const numbers = new Set(phones.flatMap((one) => digits(phone.safeParse(one).data)));
  return numbers.size === 1 ? [...numbers][0] : undefined;
}

/** A number that WhatsApp doesn't know has no `wa_id`. */
function digits(one: z.output<typeof phone> | undefined): string[] {
  const number = (one?.wa_id || one?.phone || '').replace(/[\s().+-]/g, '');
  return /^[1-9]\d{6,14}$/.test(number) ? [number] : [];
}
