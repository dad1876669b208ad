import {
  isObject,
  readAccountNews,
  readChange,
  readMessage,
  readPreference,
  readStatus,
  readSystem,
  readThreadControl,
  readUserIdUpdate,
} from '@frontdesk/whatsapp';
import type {
  AccountNews,
  DeliveryStatus,
  InboundMessage,
  JsonObject,
  MessageChange,
  Preference,
  Sender,
  SystemChange,
  ThreadControl,
  WebhookItem,
} from '@frontdesk/whatsapp';

export type Author = 'customer' | 'phone';

/** `other_number`: of a number that somebody else answers */
export type WhyNot = 'unknown_field' | 'unknown_type' | 'not_used_yet' | 'other_number';

/** What an item of a webhook means to Frontdesk. */
export type Understood =
  /** `standby`: Meta's own agent has the thread; of an echo, it wrote */
  | { readonly as: 'message' | 'echo'; readonly sender: Sender; readonly message: InboundMessage; readonly standby: boolean }
  | { readonly as: 'history'; readonly sender: Sender; readonly by: Author; readonly message: InboundMessage }
  | { readonly as: 'changed'; readonly sender: Sender; readonly by: Author; readonly change: MessageChange }
  | { readonly as: 'welcome'; readonly sender: Sender; readonly at: number }
  | { readonly as: 'thread_control'; readonly sender: Sender; readonly control: ThreadControl }
  | { readonly as: 'contact_changed'; readonly sender: Sender; readonly change: SystemChange; readonly at: number }
  | { readonly as: 'status'; readonly status: DeliveryStatus }
  | { readonly as: 'preference'; readonly sender: Sender; readonly preference: Preference }
  | { readonly as: 'news'; readonly news: AccountNews }
  | { readonly as: 'account'; readonly change: string }
  | { readonly as: 'not_used'; readonly itemType: string; readonly why: WhyNot };

const accountFields = new Set([
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'template_category_update',
  'template_correct_category_detection',
]);
/** Fields of a subscription that are known, whether they are used or not. */
export const knownFields: ReadonlySet<string> = new Set([
  ...accountFields,
  'account_settings_update',
  'automatic_events',
  'business_status_update',
  'business_username_update',
  'business_username_updates',
  'calls',
  'flows',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'history',
  'message_echoes',
  'messages',
  'messaging_handovers',
  'partner_solutions',
  'payment_configuration_update',
  'smb_app_state_sync',
  'smb_message_echoes',
  'standby',
  'tracking_events',
  'user_id_update',
  'user_preferences',
]);
/** Types that say nothing an answer would be due to, once they are not what they should be. */
const silentTypes = new Set(['edit', 'revoke', 'system']);
/** How an echo says that Meta's own agent wrote it. */
const metasAgent = 'created_by_1p_bot';
/** Answers to what we never ask. */
const silentReplies: ReadonlySet<unknown> = new Set(['call_permission_reply']);

/** What is ours to answer for, by Meta's ids. */
export interface Ours {
  readonly wabaId: string;
  readonly numberIds: readonly string[];
}

/** An account may have numbers that other tools answer; Meta sends us what happens there too. */
export const isOtherNumber = (numberId: string, { numberIds }: Ours): boolean => numberId !== '' && !numberIds.includes(numberId);

/** News about another account, or out of the dashboard's test button ("0"), change nothing. */
export function understand(item: WebhookItem, ours: Ours): Understood {
  if (isOtherNumber(item.numberId, ours)) return notUsed(item.kind, 'other_number');
  switch (item.kind) {
    case 'message':
      return customerMessage(item);
    case 'echo':
      return echo(item);
    case 'history':
      return history(item);
    case 'handover':
      return handover(item);
    case 'status':
      return status(item);
    case 'account':
      return aboutPerson.get(item.field)?.(item) ?? account(item, ours);
    case 'unknown':
      return { as: 'not_used', itemType: item.field, why: knownFields.has(item.field) ? 'unknown_type' : 'unknown_field' };
  }
}

const hasIdentity = ({ waId, userId }: Sender): boolean => waId !== undefined || userId !== undefined;

const notUsed = (itemType: string, why: WhyNot = 'unknown_type'): Understood => ({
  as: 'not_used',
  itemType,
  why,
});

function customerMessage({ field, item, sender }: WebhookItem): Understood {
  const message = readMessage(item);
  if (!message) return notUsed('message');
  if (message.kind === 'system') return systemMessage(item, sender, message);
  if (message.groupId !== undefined || isSilentReply(item)) return notUsed(message.metaType, 'not_used_yet');
  if (!hasIdentity(sender)) return notUsed(message.metaType);
  const change = readChange(item);
  if (change) return { as: 'changed', sender, by: 'customer', change };
  if (message.metaType === 'request_welcome') return { as: 'welcome', sender, at: message.time };
  if (silentTypes.has(message.metaType)) return notUsed(message.metaType);
  if (isTakenBack(item)) return notUsed('revoke');
  return { as: 'message', sender: withSharedPhone(sender, message), message, standby: field === 'standby' };
}

/** Who hid their number and shares it when asked is known by it from then on. A number that Meta shows is theirs already. */
const withSharedPhone = (sender: Sender, { sharedPhone }: InboundMessage): Sender =>
  sharedPhone !== undefined && sender.waId === undefined ? { ...sender, waId: sharedPhone } : sender;

const isSilentReply = ({ interactive }: JsonObject): boolean => isObject(interactive) && silentReplies.has(interactive['type']);

/** A number that is on no phone learns of a deletion only that it cannot be shown: nobody waits for an answer to it, as to any other. */
const isTakenBack = ({ unsupported }: JsonObject): boolean => isObject(unsupported) && unsupported['type'] === 'revoke';

/** A system message is about whom the person was: its sender is their old identity. */
function systemMessage(item: JsonObject, from: Sender, message: InboundMessage): Understood {
  const change = readSystem(item);
  if (!change) return notUsed('system');
  const userId = change.previousUserId ?? (change.change === 'identity' ? from.userId : undefined);
  const { previousParentUserId: parentUserId } = change;
  const sender: Sender = {
    ...(from.waId !== undefined && { waId: from.waId }),
    ...(userId !== undefined && { userId }),
    ...(parentUserId !== undefined && { parentUserId }),
  };
  return hasIdentity(sender) ? { as: 'contact_changed', sender, change, at: message.time } : notUsed('system');
}

function userIdUpdate({ item, sender, time }: WebhookItem): Understood {
  const change = readUserIdUpdate(item);
  return change && hasIdentity(sender) ? { as: 'contact_changed', sender, change, at: time } : notUsed('user_id_update');
}

function echo({ field, item, sender }: WebhookItem): Understood {
  const message = readMessage(item);
  if (!message || !hasIdentity(sender)) return notUsed('echo');
  const change = readChange(item);
  if (change) return { as: 'changed', sender, by: 'phone', change };
  return silentTypes.has(message.metaType)
    ? notUsed('echo')
    : { as: 'echo', sender, message, standby: field === 'standby' || item['message_creation_type'] === metasAgent };
}

/** The thread names the customer; whoever else wrote is the business. Groups have no digits for an id. */
function history({ item, sender }: WebhookItem): Understood {
  const message = readMessage(item);
  const isPerson = sender.userId !== undefined || /^\+?\d{5,20}$/.test(sender.waId ?? '');
  if (!message || !isPerson || message.groupId !== undefined || message.kind === 'system') return notUsed('history');
  const { from, to } = item;
  const isTheirs = from === undefined ? to === undefined : from === sender.waId;
  return { as: 'history', sender, by: isTheirs ? 'customer' : 'phone', message };
}

function handover({ item, sender }: WebhookItem): Understood {
  const control = readThreadControl(item);
  return control && hasIdentity(sender) ? { as: 'thread_control', sender, control } : notUsed('messaging_handovers');
}

function status({ item }: WebhookItem): Understood {
  const type = item['type'];
  if (typeof type === 'string' && type !== 'message') return { as: 'not_used', itemType: `status_${code(type)}`, why: 'not_used_yet' };
  const read = readStatus(item);
  return read ? { as: 'status', status: read } : notUsed('status');
}

function preference({ item, sender }: WebhookItem): Understood {
  const read = readPreference(item);
  return read && hasIdentity(sender) ? { as: 'preference', sender, preference: read } : notUsed('user_preferences');
}

/** Of the fields that are not about messages, those that are about a person. */
const aboutPerson: ReadonlyMap<string, (item: WebhookItem) => Understood> = new Map([
  ['user_preferences', preference],
  ['user_id_update', userIdUpdate],
]);

function account({ field, item, wabaId }: WebhookItem, ours: Ours): Understood {
  if (field === 'messages' || (field === 'history' && 'code' in item)) return notUsed('error', 'not_used_yet');
  const news = wabaId === ours.wabaId ? readAccountNews(field, item) : undefined;
  if (news) return { as: 'news', news };
  if (accountFields.has(field)) return { as: 'account', change: code(item['event'] ?? item['decision'] ?? 'changed') };
  return { as: 'not_used', itemType: field, why: knownFields.has(field) ? 'not_used_yet' : 'unknown_field' };
}

/** Only what has the form of a code leaves an item in clear. */
const code = (value: unknown): string => (typeof value === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(value) ? value : 'other');
