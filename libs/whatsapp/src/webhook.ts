import { fitting, isObject, webhookLimits } from './limits.ts';
import type { Json, JsonObject } from './limits.ts';
import { leftOf, list, readerOf, Reading } from './reading.ts';
import type { ItemKind } from './reading.ts';
import { contactsById, objectIn, person, string } from './sender.ts';
import type { Sender } from './sender.ts';
import { metaTime } from './time.ts';

export type { ItemKind } from './reading.ts';
export type { Sender } from './sender.ts';

/** One update of a webhook, with what of its surroundings it needs to be understood alone. */
export interface WebhookItem {
  readonly kind: ItemKind;
  /** Meta's subscription field, as received */
  readonly field: string;
  readonly wabaId: string;
  /** empty when the update is about the account */
  readonly numberId: string;
  readonly sender: Sender;
  readonly name?: string;
  readonly username?: string;
  /** ms; 0 when the item holds no time or a placeholder */
  readonly time: number;
  /** as received, bounded by `webhookLimits` */
  readonly item: JsonObject;
}

export type ParsedWebhook =
  | { readonly outcome: 'items'; readonly items: WebhookItem[] }
  | { readonly outcome: 'other_product' }
  | { readonly outcome: 'not_a_webhook' }
  | { readonly outcome: 'too_many_items' };

const object = 'whatsapp_business_account';

class TooMany extends Error {}

type Add = (item: WebhookItem) => void;

/**
 * Splits a verified body into its items: every entry × change × message × status × echo; any other field is one item. What is not understood
 * is an item of kind `unknown`, so nothing is lost. Shapes: Meta's webhook reference.
 */
export function parseWebhook(body: unknown): ParsedWebhook {
  if (!isObject(body)) return { outcome: 'not_a_webhook' };
  if (!isOurs(body)) return { outcome: 'other_product' };
  const items: WebhookItem[] = [];
  const add: Add = (item) => {
    if (items.length >= webhookLimits.items) throw new TooMany();
    items.push(item);
  };
  try {
    for (const entry of list(body['entry'])) readEntry(entry, add);
    for (const left of leftOf(body, (member) => member === 'entry')) add(unknown('', '', left));
  } catch (error) {
    if (error instanceof TooMany) return { outcome: 'too_many_items' };
    throw error;
  }
  return { outcome: 'items', items };
}

/** Two of Meta's own samples have `object` elsewhere; who signs is known, so only a name of another product says that it is another's. */
const isOurs = ({ object: product, entry }: JsonObject): boolean =>
  product === object || (typeof product !== 'string' && entry !== undefined);

function readEntry(entry: unknown, add: Add): void {
  if (!isObject(entry)) return add(unknown('', '', entry));
  const wabaId = string(entry['id']) ?? '';
  const changes = list(entry['changes']);
  if (changes.length === 0) return add(unknown('', wabaId, entry));
  for (const change of changes) {
    const field = isObject(change) ? fieldOf(change, entry) : '';
    if (!isObject(change) || !isObject(change['value'])) {
      add(unknown(field, wabaId, change));
      continue;
    }
    readChange({ field, wabaId, value: change['value'], entryTime: metaTime(entry['time']) }, add);
    for (const left of leftOf(change, (member) => member === 'value')) add(unknown(field, wabaId, left));
  }
  for (const left of leftOf(entry, (member) => member === 'changes')) add(unknown('', wabaId, left));
}

/** Where a change doesn't name its field, samples of Meta's have it in the entry or in the value, and messages can be nothing else. */
function fieldOf(change: JsonObject, entry: JsonObject): string {
  const value = objectIn(change, 'value');
  const named = string(change['field']) ?? string(entry['field']) ?? string(value['field']);
  return named ?? (Array.isArray(value['messages']) || Array.isArray(value['statuses']) ? 'messages' : '');
}

interface Change {
  field: string;
  wabaId: string;
  value: JsonObject;
  entryTime: number;
}

function readChange({ field, wabaId, value, entryTime }: Change, add: Add): void {
  const metadata = objectIn(value, 'metadata');
  const recipient = objectIn(value, 'recipient');
  const base = { field, wabaId, numberId: string(metadata['phone_number_id']) ?? string(recipient['phone_number_id']) ?? '' };
  const contacts = contactsById([value, ...list(value['standby']).filter(isObject)].flatMap((part) => list(part['contacts'])));
  const reading = new Reading((kind, raw, senderOf) => {
    if (!isObject(raw)) return add({ ...unknown(field, wabaId, raw), numberId: base.numberId });
    const from = senderOf(raw);
    const contact = contacts.get(`user ${from.userId}`) ?? contacts.get(`phone ${from.waId}`);
    add({ ...base, kind, time: metaTime(raw['timestamp']), item: fitting(raw).item, ...person(from, contact) });
  });
  const reader = readerOf(field);
  reader?.(reading, value);
  if (reading.count === 0) {
    const kept = fitting(value);
    const kind = field === '' || (reader !== undefined && field !== 'history') || kept.cut ? 'unknown' : 'account';
    return add({ ...base, kind, sender: {}, time: metaTime(value['timestamp']) || entryTime, item: kept.item });
  }
  for (const left of reading.left()) add({ ...unknown(field, wabaId, left), numberId: base.numberId, time: entryTime });
}

const unknown = (field: string, wabaId: string, raw: unknown): WebhookItem => ({
  kind: 'unknown',
  field,
  wabaId,
  numberId: '',
  sender: {},
  time: 0,
  item: fitting(isObject(raw) ? raw : { raw: raw as Json }).item,
});
