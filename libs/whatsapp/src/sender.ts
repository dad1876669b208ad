import { isObject, storable } from './limits.ts';
import type { JsonObject } from './limits.ts';

/** Who an item is from or about. A customer with a username may come without a phone (`waId`): BSUID first, phone second. */
export interface Sender {
  readonly waId?: string;
  readonly userId?: string;
  readonly parentUserId?: string;
}

/** Of ids, names and fields; the longest of Meta's own, a wamid, has 256 characters. */
const longest = 512;
export const string = (value: unknown): string | undefined =>
  typeof value === 'string' ? storable(value.slice(0, longest)) || undefined : typeof value === 'number' ? String(value) : undefined;

export const objectIn = (value: JsonObject, member: string): JsonObject => (isObject(value[member]) ? value[member] : {});

const senderOf = (waId: unknown, userId: unknown, parentUserId: unknown): Sender => ({
  ...(string(waId) !== undefined && { waId: string(waId) as string }),
  ...(string(userId) !== undefined && { userId: string(userId) as string }),
  ...(string(parentUserId) !== undefined && { parentUserId: string(parentUserId) as string }),
});

export type SenderOf = (item: JsonObject) => Sender;

export const nobody: SenderOf = () => ({});
export const senderOfMessage: SenderOf = (item) => senderOf(item['from'], item['from_user_id'], item['from_parent_user_id']);
export const senderOfEcho: SenderOf = (item) => senderOf(item['to'], item['to_user_id'], item['to_parent_user_id']);
/** An old message names its recipient if it is the business's. */
export const senderOfOld: SenderOf = (item) => (item['to'] === undefined ? senderOfMessage(item) : senderOfEcho(item));
// Meta's pages name the parent's key in statuses in two ways
export const senderOfStatus: SenderOf = (item) =>
  senderOf(item['recipient_id'], item['recipient_user_id'], item['recipient_parent_user_id'] ?? item['parent_recipient_user_id']);
export const senderOfHandover: SenderOf = (item) => {
  const { phone_number: phone, wa_id: waId, user_id: userId, parent_user_id: parentUserId } = objectIn(item, 'sender');
  return senderOf(phone ?? waId, userId, parentUserId);
};
export const senderOfThread: SenderOf = (thread) => {
  const { wa_id: waId, user_id: userId, parent_user_id: parentUserId } = objectIn(thread, 'context');
  return senderOf(waId ?? thread['id'], userId, parentUserId);
};
/** of a preference, or of a contact beside the messages */
export const senderOfPerson: SenderOf = (item) => senderOf(item['wa_id'], item['user_id'], item['parent_user_id']);
/** Whom they were until now: the phone, if Meta shows it, and the ids before. */
export const senderOfUpdate: SenderOf = (item) =>
  senderOf(item['wa_id'], objectIn(item, 'user_id')['previous'], objectIn(item, 'parent_user_id')['previous']);

/** By id, never by position: a change may hold messages of several people. Indexed, so that many contacts and many messages take no time. */
export function contactsById(raw: readonly unknown[]): Map<string, JsonObject> {
  const contacts = new Map<string, JsonObject>();
  const add = (key: string, contact: JsonObject): void => void (contacts.has(key) || contacts.set(key, contact));
  for (const contact of raw.filter(isObject)) {
    const { waId, userId } = senderOfPerson(contact);
    if (userId !== undefined) add(`user ${userId}`, contact);
    if (waId !== undefined) add(`phone ${waId}`, contact);
  }
  return contacts;
}

/** What an item says of its sender stands above what the contact beside it says. */
export function person(sender: Sender, contact: JsonObject | undefined): { sender: Sender; name?: string; username?: string } {
  if (!contact) return { sender };
  const profile = objectIn(contact, 'profile');
  const name = string(profile['name']);
  const username = string(profile['username']);
  return {
    sender: { ...senderOfPerson(contact), ...sender },
    ...(name !== undefined && { name }),
    ...(username !== undefined && { username }),
  };
}
