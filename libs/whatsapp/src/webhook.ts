import { fitting, isObject, webhookLimits, withoutNul } from './limits.ts';
import type { Json, JsonObject } from './limits.ts';
import { metaTime } from './time.ts';

/** Who an item is from or about. A customer with a username may come without a phone (`waId`): BSUID first, phone second. */
export interface Sender {
  readonly waId?: string;
  readonly userId?: string;
  readonly parentUserId?: string;
}

/** `history`: a message from before we were there; `handover`: whose the thread is */
export type ItemKind = 'message' | 'status' | 'echo' | 'history' | 'handover' | 'account' | 'unknown';

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
/** Of ids, names and fields; the longest of Meta's own, a wamid, has 256 characters. */
const longest = 512;
const string = (value: unknown): string | undefined =>
  typeof value === 'string' ? withoutNul(value.slice(0, longest)) || undefined : typeof value === 'number' ? String(value) : undefined;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

class TooMany extends Error {}

/**
 * Splits a verified body into its items: every entry × change × message × status × echo; any other field is one item. What is not understood
 * is an item of kind `unknown`, so nothing is lost. Shapes: Meta's webhook reference.
 */
export function parseWebhook(body: unknown): ParsedWebhook {
  if (!isObject(body)) return { outcome: 'not_a_webhook' };
  if (body['object'] !== object) return { outcome: 'other_product' };
  const items: WebhookItem[] = [];
  const add = (item: WebhookItem): void => {
    if (items.length >= webhookLimits.items) throw new TooMany();
    items.push(item);
  };
  try {
    for (const entry of list(body['entry'])) readEntry(entry, add);
  } catch (error) {
    if (error instanceof TooMany) return { outcome: 'too_many_items' };
    throw error;
  }
  return { outcome: 'items', items };
}

function readEntry(entry: unknown, add: (item: WebhookItem) => void): void {
  if (!isObject(entry)) return add(unknown('', '', entry));
  const wabaId = string(entry['id']) ?? '';
  const changes = list(entry['changes']);
  if (changes.length === 0) return add(unknown('', wabaId, entry));
  for (const change of changes) {
    const field = isObject(change) ? string(change['field']) ?? '' : '';
    if (!isObject(change) || !isObject(change['value'])) add(unknown(field, wabaId, change));
    else readChange({ field, wabaId, value: change['value'], entryTime: metaTime(entry['time']) }, add);
  }
}

interface Change { field: string; wabaId: string; value: JsonObject; entryTime: number }

type Each = (kind: ItemKind, found: unknown, sender: (item: JsonObject) => Sender) => number;

function readChange({ field, wabaId, value, entryTime }: Change, add: (item: WebhookItem) => void): void {
  const metadata = objectIn(value, 'metadata');
  const recipient = objectIn(value, 'recipient');
  const base = { field, wabaId, numberId: string(metadata['phone_number_id']) ?? string(recipient['phone_number_id']) ?? '' };
  const contacts = byId(list(value['contacts']));
  const each: Each = (kind, found, sender) => {
    // some write what they have nothing for as null
    const all = list(found ?? undefined);
    for (const raw of all) {
      if (!isObject(raw)) {
        add({ ...unknown(field, wabaId, raw), numberId: base.numberId });
        continue;
      }
      const from = sender(raw);
      const contact = contacts.get(`user ${from.userId}`) ?? contacts.get(`phone ${from.waId}`);
      const kept = fitting(raw);
      add({ ...base, kind: kept.cut ? 'unknown' : kind, time: metaTime(raw['timestamp']), item: kept.item, ...person(from, contact) });
    }
    return all.length;
  };
  // a field of Meta's may be called what every object has
  const reader = Object.hasOwn(readers, field) ? readers[field] : undefined;
  if (reader !== undefined && reader(value, each) > 0) return;
  const kept = fitting(value);
  const holdsItems = reader !== undefined && field !== 'history';
  const kind = field === '' || holdsItems || kept.cut ? 'unknown' : 'account';
  add({ ...base, kind, sender: {}, time: metaTime(value['timestamp']) || entryTime, item: kept.item });
}

/** Fields whose value holds items of its own; each tells how many it found. `history` without any is news of its progress. */
const readers: Readonly<Record<string, (value: JsonObject, each: Each) => number>> = {
  messages: (value, each) => each('message', value['messages'], senderOfMessage) + each('status', value['statuses'], senderOfStatus)
    + each('account', value['errors'], () => ({})),
  user_preferences: (value, each) => each('account', value['user_preferences'], senderOfPreference),
  smb_message_echoes: (value, each) => each('echo', value['message_echoes'], senderOfEcho),
  // Meta's own agent has the thread: the same members, one level deeper, and an echo may lie in `message`
  standby: (value, each) => sum([value, ...list(value['standby'])].filter(isObject).map((part) =>
    each('message', part['messages'], senderOfMessage) + each('status', part['statuses'], senderOfStatus)
    + each('echo', list(part['message_echoes']).map(withoutWrapping), senderOfEcho))),
  messaging_handovers: (value, each) => each('handover', [value], senderOfHandover),
  // errors lie in a chunk, or beside all of them
  history: (value, each) => each('account', value['errors'], () => ({}))
    + each('history', value['messages'], (item) => (item['to'] === undefined ? senderOfMessage(item) : senderOfEcho(item))) + sum(list(value['history']).filter(isObject).map((chunk) =>
    each('account', chunk['errors'], () => ({}))
    + sum(list(chunk['threads']).filter(isObject).map((thread) => each('history', thread['messages'], () => senderOfThread(thread)))))),
};
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const objectIn = (value: JsonObject, member: string): JsonObject => (isObject(value[member]) ? value[member] : {});

const withoutWrapping = (raw: unknown): unknown => {
  if (!isObject(raw) || !isObject(raw['message'])) return raw;
  const { message, ...outer } = raw;
  return { ...message, ...outer };
};

const unknown = (field: string, wabaId: string, raw: unknown): WebhookItem =>
  ({ kind: 'unknown', field, wabaId, numberId: '', sender: {}, time: 0, item: fitting(isObject(raw) ? raw : { raw: raw as Json }).item });

const senderOf = (waId: unknown, userId: unknown, parentUserId: unknown): Sender => ({
  ...(string(waId) !== undefined && { waId: string(waId) as string }),
  ...(string(userId) !== undefined && { userId: string(userId) as string }),
  ...(string(parentUserId) !== undefined && { parentUserId: string(parentUserId) as string }),
});
const senderOfMessage = (item: JsonObject): Sender => senderOf(item['from'], item['from_user_id'], item['from_parent_user_id']);
const senderOfEcho = (item: JsonObject): Sender => senderOf(item['to'], item['to_user_id'], item['to_parent_user_id']);
// Meta's pages name the parent's key in statuses in two ways
const senderOfStatus = (item: JsonObject): Sender =>
  senderOf(item['recipient_id'], item['recipient_user_id'], item['recipient_parent_user_id'] ?? item['parent_recipient_user_id']);

const senderOfHandover = (item: JsonObject): Sender => {
  const { phone_number: phone, wa_id: waId, user_id: userId, parent_user_id: parentUserId } = objectIn(item, 'sender');
  return senderOf(phone ?? waId, userId, parentUserId);
};
const senderOfThread = (thread: JsonObject): Sender => {
  const { wa_id: waId, user_id: userId, parent_user_id: parentUserId } = objectIn(thread, 'context');
  return senderOf(waId ?? thread['id'], userId, parentUserId);
};
const senderOfPreference = (item: JsonObject): Sender => senderOf(item['wa_id'], item['user_id'], item['parent_user_id']);

/** By id, never by position: a change may hold messages of several people. Indexed, so that many contacts and many messages take no time. */
function byId(raw: readonly unknown[]): Map<string, JsonObject> {
  const contacts = new Map<string, JsonObject>();
  const add = (key: string, contact: JsonObject): void => void (contacts.has(key) || contacts.set(key, contact));
  for (const contact of raw.filter(isObject)) {
    const { waId, userId } = senderOf(contact['wa_id'], contact['user_id'], undefined);
    if (userId !== undefined) add(`user ${userId}`, contact);
    if (waId !== undefined) add(`phone ${waId}`, contact);
  }
  return contacts;
}

function person(sender: Sender, contact: JsonObject | undefined): Pick<WebhookItem, 'sender' | 'name' | 'username'> {
  if (!contact) return { sender };
  const profile = isObject(contact['profile']) ? contact['profile'] : {};
  const name = string(profile['name']);
  const username = string(profile['username']);
  return {
    sender: { ...senderOf(contact['wa_id'], contact['user_id'], contact['parent_user_id']), ...sender },
    ...(name !== undefined && { name }),
    ...(username !== undefined && { username }),
  };
}
