import { readAccountNews, readMessage, readPreference, readStatus, readSystem } from '@frontdesk/whatsapp';
import type { AccountNews, DeliveryStatus, InboundMessage, JsonObject, Preference, Sender, SystemChange, WebhookItem } from '@frontdesk/whatsapp';

/** What an item of a webhook means to Frontdesk. */
export type Understood =
  | { readonly as: 'message' | 'echo'; readonly sender: Sender; readonly message: InboundMessage }
  | { readonly as: 'contact_changed'; readonly sender: Sender; readonly change: SystemChange; readonly at: number }
  | { readonly as: 'status'; readonly status: DeliveryStatus }
  | { readonly as: 'preference'; readonly sender: Sender; readonly preference: Preference }
  | { readonly as: 'news'; readonly news: AccountNews }
  | { readonly as: 'account'; readonly change: string }
  | { readonly as: 'not_used'; readonly itemType: string; readonly why: 'unknown_field' | 'unknown_type' | 'not_used_yet' };

const accountFields = new Set([
  'account_alerts', 'account_review_update', 'account_update', 'business_capability_update', 'message_template_components_update',
  'message_template_quality_update', 'message_template_status_update', 'phone_number_name_update', 'phone_number_quality_update', 'security',
  'template_category_update',
]);
/** Fields of a subscription that are known, whether they are used or not. */
export const knownFields: ReadonlySet<string> = new Set([
  ...accountFields, 'automatic_events', 'business_username_update', 'calls', 'flows', 'group_lifecycle_update', 'group_participants_update',
  'group_settings_update', 'group_status_update', 'history', 'messages', 'partner_solutions', 'payment_configuration_update',
  'smb_app_state_sync', 'smb_message_echoes', 'user_preferences',
]);
/** Types that say nothing an answer would be due to. */
const silentTypes = new Set(['request_welcome', 'edit', 'revoke', 'system']);

/** @param ownAccount id of our business account: news about another, or out of the dashboard's test button ("0"), change nothing */
export function understand(item: WebhookItem, ownAccount: string): Understood {
  switch (item.kind) {
    case 'message': return customerMessage(item);
    case 'echo': return echo(item);
    case 'status': return status(item);
    case 'account': return item.field === 'user_preferences' ? preference(item) : account(item, ownAccount);
    case 'unknown': return { as: 'not_used', itemType: item.field, why: knownFields.has(item.field) ? 'unknown_type' : 'unknown_field' };
  }
}

const hasIdentity = ({ waId, userId }: Sender): boolean => waId !== undefined || userId !== undefined;

function customerMessage({ item, sender }: WebhookItem): Understood {
  const message = readMessage(item);
  if (!message) return { as: 'not_used', itemType: 'message', why: 'unknown_type' };
  if (message.kind === 'system') return systemMessage(item, sender, message);
  if (message.groupId !== undefined || silentTypes.has(message.metaType)) return { as: 'not_used', itemType: message.metaType, why: 'not_used_yet' };
  if (!hasIdentity(sender)) return { as: 'not_used', itemType: message.metaType, why: 'unknown_type' };
  return { as: 'message', sender, message };
}

/** A system message is about whom the person was: its sender is their old identity. */
function systemMessage(item: JsonObject, from: Sender, message: InboundMessage): Understood {
  const change = readSystem(item);
  if (!change) return { as: 'not_used', itemType: 'system', why: 'unknown_type' };
  const userId = change.previousUserId ?? (change.change === 'identity' ? from.userId : undefined);
  const sender: Sender = { ...(from.waId !== undefined && { waId: from.waId }), ...(userId !== undefined && { userId }) };
  if (!hasIdentity(sender)) return { as: 'not_used', itemType: 'system', why: 'unknown_type' };
  return { as: 'contact_changed', sender, change, at: message.time };
}

function echo({ item, sender }: WebhookItem): Understood {
  const message = readMessage(item);
  if (!message || !hasIdentity(sender)) return { as: 'not_used', itemType: 'echo', why: 'unknown_type' };
  return { as: 'echo', sender, message };
}

function status({ item }: WebhookItem): Understood {
  const type = item['type'];
  if (typeof type === 'string' && type !== 'message') return { as: 'not_used', itemType: `status_${code(type)}`, why: 'not_used_yet' };
  const read = readStatus(item);
  return read ? { as: 'status', status: read } : { as: 'not_used', itemType: 'status', why: 'unknown_type' };
}

function preference({ item, sender }: WebhookItem): Understood {
  const read = readPreference(item);
  return read && hasIdentity(sender) ? { as: 'preference', sender, preference: read } : { as: 'not_used', itemType: 'user_preferences', why: 'unknown_type' };
}

function account({ field, item, wabaId }: WebhookItem, ownAccount: string): Understood {
  if (field === 'messages') return { as: 'not_used', itemType: 'error', why: 'not_used_yet' };
  const news = wabaId === ownAccount ? readAccountNews(field, item) : undefined;
  if (news) return { as: 'news', news };
  if (accountFields.has(field)) return { as: 'account', change: code(item['event'] ?? item['decision'] ?? 'changed') };
  return { as: 'not_used', itemType: field, why: knownFields.has(field) ? 'not_used_yet' : 'unknown_field' };
}

/** Only what has the form of a code leaves an item in clear. */
const code = (value: unknown): string => (typeof value === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(value) ? value : 'other');
