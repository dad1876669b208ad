import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAccountNews, readPreference } from './account.ts';
import { readChange, readMessage } from './message.ts';
import { readStatus } from './status.ts';
import { readSystem, readThreadControl, readUserIdUpdate } from './system.ts';
import { parseWebhook } from './webhook.ts';
import type { WebhookItem } from './webhook.ts';

const folder = join(import.meta.dirname, '../test/recorded/webhooks');
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) =>
    Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, { source: string; webhook: unknown }>),
  );

const person = { waId: '15550100001' };
const bsuid = { userId: 'US.10000000000000000001' };
const both = { ...person, ...bsuid, parentUserId: 'US.ENT.20000000000000000002' };

/** What is read of an item by the reader of its kind. */
function read({ kind, field, item }: WebhookItem): unknown {
  if (kind === 'status') return readStatus(item);
  if (kind === 'handover') return readThreadControl(item);
  if (field === 'user_id_update') return readUserIdUpdate(item);
  if (kind === 'account') return field === 'user_preferences' ? readPreference(item) : readAccountNews(field, item);
  return readChange(item) ?? readSystem(item) ?? readMessage(item);
}
const message = (more: object, sender: object = person): object => ({ kind: 'message', sender, read: more });
const status = (more: object, sender: object = person): object => ({
  kind: 'status',
  sender,
  read: { wamid: 'wamid.out1', time: 1790000000000, ...more },
});
const account = (more: object | undefined): object => ({ kind: 'account', sender: {}, read: more });
const template = (more: object): object => account({ news: 'template', id: '800000000000001', name: 'welcome_template', ...more });
const standing = (more: object): object => account({ news: 'standing', ...more });
const kept = (field: string, item: object): object => ({ kind: 'unknown', field, sender: {}, item });
const handover = (heldBy: string | undefined, sender: object = person): object => ({
  kind: 'handover',
  sender,
  numberId: '106500000000001',
  read: heldBy && { heldBy, time: 1790000000000 },
});
const echo = (more: object, sender: object = person): object => ({ kind: 'echo', sender, numberId: '106500000000001', read: more });
/** one item, of the account, that nothing is read of: it is kept whole */
const notRead = (field: string, item: object): object => ({ kind: 'account', field, sender: {}, read: undefined, item });

const expected: Record<string, object[]> = {
  'text that came by an advertisement': [message({ kind: 'text', text: 'Is this still available?' })],
  'text about a product of the catalogue': [message({ kind: 'text', quotes: 'wamid.out0' })],
  order: [message({ kind: 'order', text: 'By Friday, please\n2 × 7.99 USD: sku-1' }, both)],
  'order with numbers as words': [message({ kind: 'order', text: '2 × 1.00 USD: sku-1' })],
  unsupported: [message({ kind: 'unsupported', metaType: 'unsupported' })],
  'unsupported under its older name': [message({ kind: 'unsupported', metaType: 'unknown' })],
  voice: [message({ kind: 'media', mediaKind: 'audio' })],
  'reaction taken back': [message({ kind: 'reaction', text: '', quotes: 'wamid.out0' })],
  flow: [message({ kind: 'form', text: 'comment text: Fine\ndelivery rating: 4', quotes: 'wamid.out0' }, both)],
  'call permission': [message({ kind: 'unsupported', metaType: 'interactive' })],
  'first opening': [message({ metaType: 'request_welcome', time: 1790000000000 })],
  'edited caption': [message({ change: 'edited', originalId: 'wamid.in0', message: { kind: 'media', text: 'the blue one' } })],
  'taken back': [message({ change: 'revoked', originalId: 'wamid.in0' }, both)],
  'number changed': [message({ change: 'number', waId: '15550100002' })],
  'number changed, the other members empty': [message({ change: 'number', waId: '15550100002', ...bsuid }, { ...person, ...bsuid })],
  'number changed, with old and new': [message({ change: 'number', waId: '15550100002' })],
  'user id changed': [message({ change: 'user_id', userId: 'MX.30000000000000000003', previousUserId: 'CO.40000000000000000004' }, {})],
  'identity changed': [message({ change: 'identity' })],
  'user name without a number': [
    { ...message({ kind: 'text', text: 'Hello back!' }, bsuid), name: 'Robin Example', username: 'robin.example' },
  ],
  'number hidden as an empty word': [{ ...message({ kind: 'text', text: 'Hello' }, bsuid), username: 'robin.example' }],
  'contact card that was asked for': [
    message({ kind: 'contacts', text: 'Robin Example, +15550100001', sharedPhone: '15550100001' }, bsuid),
  ],
  'error without a message': [account(undefined)],
  'sent, priced by conversation': [
    status({ status: 'sent', callbackData: 'some data', pricing: { model: 'CBP', type: '', category: 'service', billable: true } }),
  ],
  'sent, priced by message': [
    status({ status: 'sent', pricing: { model: 'PMP', type: 'regular', category: 'marketing', billable: true } }),
  ],
  'read, free': [
    status({ status: 'read', pricing: { model: 'PMP', type: 'free_customer_service', category: 'service', billable: false } }),
  ],
  'delivered, through a provider that adds members': [
    status({ status: 'delivered', pricing: { model: 'PMP', type: 'regular', category: 'utility', billable: true } }),
  ],
  'delivered to whose number is hidden': [status({ status: 'delivered' }, bsuid)],
  failed: [status({ status: 'failed', error: { code: 131049, title: expect.stringContaining('not delivered') } })],
  'failed, an experiment': [status({ status: 'failed', error: { code: 130472, title: expect.stringContaining('experiment') } })],
  'template approved': [template({ status: 'APPROVED', language: 'pt_BR', reason: '' })],
  'template rejected': [template({ status: 'REJECTED', language: 'en', reason: 'ABUSIVE_CONTENT' })],
  'template quality': [template({ status: '', language: 'en_US', quality: 'YELLOW' })],
  'template components': [template({ status: '', language: 'he', category: '' })],
  'template category': [template({ category: 'MARKETING', announcedCategory: '' })],
  'account restricted': [
    standing({
      event: 'ACCOUNT_RESTRICTION',
      restrictions: ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_ADD_PHONE_NUMBER_ACTION'].map((type) => ({
        type,
        until: 1790600000000,
      })),
    }),
  ],
  'account disabled': [standing({ event: 'DISABLED_UPDATE', ban: 'REINSTATE' })],
  'account disabled, in the older form': [standing({ event: 'DISABLED_UPDATE', ban: 'SCHEDULE_FOR_DISABLE' })],
  'partner removed': [standing({ event: 'PARTNER_REMOVED' })],
  'volume tier': [standing({ event: 'VOLUME_BASED_PRICING_TIER_UPDATE' })],
  'alert, flat': [account({ news: 'alert', alert: 'ACCOUNT_BANNED', severity: 'WARNING', status: 'ACTIVE' })],
  'capability in whole numbers': [account({ news: 'capability', messagingLimit: '10000', numbers: 25 })],
  'number quality': [account({ news: 'number', event: 'UPGRADED', messagingLimit: 'TIER_1K' })],
  'payment configuration': [account(undefined)],
  'preferences resumed': [{ kind: 'account', sender: person, read: { value: 'resume', time: 1790000000000 } }],
  'preferences stopped, time as a word': [{ kind: 'account', sender: person, read: { value: 'stop', time: 1790000000000 } }],
  echo: [{ kind: 'echo', sender: person, read: { id: 'wamid.e1', kind: 'text', text: 'from the phone' } }],
  'echo to a user id': [{ kind: 'echo', sender: both, name: 'Robin Example', read: { text: 'from the phone' } }],
  'address book': [account(undefined)],
  "history, everybody's messages with a recipient": ['wamid.h1', 'wamid.h2'].map((id) => ({
    kind: 'history',
    sender: person,
    read: { id, text: id, time: 1780000000000 },
  })),
  'history not shared, the error beside the chunks': [{ ...account(undefined), item: { code: 2593109 } }],
  'a summary of the talk beside the message': [
    message({ kind: 'text', text: 'I need help with my order' }),
    kept('messages', { conversation_context: { type: 'summary', summary: { text: 'Asked about an order' } } }),
  ],
  'order, sticker, form, status and call in one change': [
    message({ kind: 'order', text: 'Thanks\n1 × SKU-1' }),
    message({ kind: 'media', mediaKind: 'sticker' }),
    message({ kind: 'form', text: 'rating: 5', quotes: 'wamid.out0' }),
    status({ status: 'sent' }),
    kept('messages', { calls: [{ wacid: 'wacid.1' }] }),
  ],
  'an echo among the messages': [message({ kind: 'text', text: 'hi' }), echo({ id: 'wamid.e1', text: 'hello' }, { waId: '15550100002' })],
  'address form': [message({ kind: 'form', text: expect.stringContaining('values: {"in_pin_code":"400000"'), quotes: 'wamid.out0' })],
  'location without a type, beside a text': [
    message({ kind: 'text', text: 'Hello' }),
    message({ kind: 'location', text: 'Somewhere, Market Street' }),
  ],
  'card of somebody, from a hidden number': [message({ kind: 'contacts', text: '+1 (555) 010-0007' }, bsuid)],
  'unsupported, in a group': [message({ kind: 'unsupported', groupId: 'GROUPZD' })],
  'number changed, new number under its older name': [message({ change: 'number', waId: '15550100002' })],
  'user id changed, with the number and the parent': [
    message({ change: 'user_id', waId: '15550100002', userId: 'US.10000000000000000009', parentUserId: 'US.ENT.20000000000000000009' }),
  ],
  'user id changed, under a field of its own': [
    {
      kind: 'account',
      sender: both,
      time: 1790000000000,
      read: {
        change: 'user_id',
        userId: 'US.10000000000000000009',
        previousUserId: bsuid.userId,
        parentUserId: 'US.ENT.20000000000000000009',
      },
    },
  ],
  'text with every id, the parent without its mark': [
    { ...message({ kind: 'text', text: 'a text' }, { ...person, ...bsuid, parentUserId: 'US.20000000000000000002' }), username: '@robin' },
  ],
  'messages and preferences, several changes': [
    message({ kind: 'text', text: 'first' }),
    message({ kind: 'reaction', quotes: 'wamid.in1' }),
    { kind: 'account', sender: person, read: { value: 'stop' } },
    { kind: 'account', sender: person, read: undefined },
  ],
  'read by members of a group, named in three ways': Array(3).fill(status({ status: 'read' }, { waId: 'GROUPZD' })) as object[],
  'delivered, ids of three kinds, the conversation of a template': [status({ status: 'delivered' }, both)],
  'undeliverable, only the number beside it': [status({ status: 'failed', error: { code: 131026, title: 'Message undeliverable' } })],
  'failed, nobody beside it': [
    status({ status: 'failed', callbackData: 'some data', error: { code: 131047, title: 'Re-engagement message' } }),
  ],
  'free in a group, a pricing nobody listed': [
    status({
      status: 'delivered',
      pricing: { model: 'PMP', type: 'free_group_customer_service', category: 'authentication-international', billable: false },
    }),
  ],
  'of a payment': [{ ...status({ status: 'captured' }), item: { type: 'payment' } }],
  'edited caption of an echo': [echo({ change: 'edited', originalId: 'wamid.e0', message: { kind: 'media', text: 'the blue one' } }, both)],
  'echo taken back': [echo({ change: 'revoked', originalId: 'wamid.e0' })],
  'echo under its newer field': [echo({ id: 'wamid.e1', kind: 'text', text: 'I will call' })],
  "echo of Meta's own agent under its newer field": [echo({ id: 'wamid.e1', kind: 'text', text: 'from the agent' })],
  'history: a file that the phone sent': [{ kind: 'history', sender: both, read: { kind: 'media', text: 'ours' } }],
  "history: the phone's, with the customer's ids": [{ kind: 'history', sender: both, read: { kind: 'text', text: 'old words' } }],
  'address book, counted': [notRead('smb_app_state_sync', { has_more: true })],
  'address book, flat': [notRead('smb_app_state_sync', { action: 'add' })],
  'control passed, with a summary': [handover('us')],
  'control taken': [handover('meta')],
  "control passed, of Meta's test panel": [handover('us')],
  'control shared, of nobody': [handover(undefined, {})],
  'a thread passed as in Messenger': [{ kind: 'handover', sender: {}, read: undefined }],
  'standby: a message, contacts inside': [
    { ...message({ kind: 'text', text: 'while Meta leads' }), field: 'standby', name: 'Robin Example' },
  ],
  'standby: a template that the agent sent': [echo({ id: 'wamid.e1', metaType: 'template' })],
  'standby: a status': [status({ status: 'delivered' })],
  'standby: empty': [kept('standby', { standby: {} })],
  'standby, of the test panel': [kept('standby', { messaging_product: 'whatsapp' })],
  'account deleted': [standing({ event: 'ACCOUNT_DELETED' })],
  'violation of one number': [standing({ event: 'ACCOUNT_VIOLATION', violation: 'LOW_BUSINESS_INITIATED_CALLING_QUALITY' })],
  'calls restricted, without an end': [
    standing({ event: 'ACCOUNT_RESTRICTION', restrictions: [{ type: 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN', until: 0 }] }),
  ],
  'restricted, times as words': [
    {
      ...standing({
        event: 'ACCOUNT_RESTRICTION',
        restrictions: [{ type: 'RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES', until: 1790600000000 }],
      }),
      time: 1790000000000,
    },
  ],
  'restriction lifted, without a list': [
    standing({ event: 'ACCOUNT_RESTRICTION', restrictions: [], violation: 'DIRECT_SEND_UTILITY_CATEGORY_ABUSE_UNBAN' }),
  ],
  'advertising account linked': [standing({ event: 'AD_ACCOUNT_LINKED' })],
  'international rates': [standing({ event: 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE' })],
  'partner added, no object': [standing({ event: 'PARTNER_ADDED' })],
  'app installed, field and object in the entry': [standing({ event: 'PARTNER_APP_INSTALLED' })],
  'app uninstalled, field and object in the value': [standing({ event: 'PARTNER_APP_UNINSTALLED' })],
  'verification by a partner': [standing({ event: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE' })],
  'country of the business': [standing({ event: 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE' })],
  'account offboarded': [standing({ event: 'ACCOUNT_OFFBOARDED' })],
  review: [standing({ event: 'REVIEW_APPROVED' })],
  'alert, nested, half': [notRead('account_alerts', { entity_id: '123' })],
  'PIN asked for': [account({ news: 'alert', alert: 'SECURITY_PIN_RESET_REQUEST', severity: '', status: '' })],
  'name decided, no reason': [account({ news: 'number', event: 'NAME_APPROVED', messagingLimit: '' })],
  throughput: [account({ news: 'number', event: 'THROUGHPUT_UPGRADE', messagingLimit: 'TIER_UNLIMITED' })],
  'partner solution': [notRead('partner_solutions', { solution_status: 'INITIATED' })],
  'purchase that Meta noticed': [notRead('automatic_events', { automatic_events: [{ event_name: 'Purchase' }] })],
  'click that Meta tracked': [notRead('tracking_events', { events: [{ event_name: 'sent' }] })],
  'settings of calls': [notRead('account_settings_update', { type: 'phone_number_settings' })],
  'user name of the business': [notRead('business_username_updates', { status: 'approved' })],
  'category of a template thought wrong': [template({ announcedCategory: 'MARKETING', category: '', status: '' })],
  'category of a template about to change': [template({ announcedCategory: 'MARKETING', category: '' })],
  'template paused, without a reason': [template({ status: 'PAUSED', reason: '' })],
  'template disabled, on a day, as unlocked': [template({ status: 'DISABLED', reason: '' })],
  'form breaks off': [notRead('flows', { event: 'ENDPOINT_ERROR_RATE' })],
  'call ended': [notRead('calls', { calls: [{ event: 'terminate' }] })],
  'call rings': [notRead('calls', { statuses: [{ status: 'RINGING' }] })],
  'asked to join a group': [notRead('group_participants_update', { groups: [{ type: 'group_join_request_created' }] })],
  'some were not removed from a group': [notRead('group_participants_update', { groups: [{ type: 'group_participants_remove' }] })],
  'group suspended': [notRead('group_status_update', { groups: [{ type: 'group_suspend' }] })],
  'settings of a group, half': [notRead('group_settings_update', { groups: [{ type: 'group_settings_update' }] })],
  'group not made': [notRead('group_lifecycle_update', { groups: [{ errors: [{ code: 131215 }] }] })],
  'a field of tomorrow, empty': [notRead('unknown_field_xyz', {})],
};

describe('webhooks that others have recorded', () => {
  test('each is known here', () => expect(recorded.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort()));

  test.each(recorded)('%s', (name, { webhook }) => {
    const parsed = parseWebhook(webhook);
    const items = parsed.outcome === 'items' ? parsed.items : [];
    expect(items.map((item) => ({ ...item, read: read(item) }))).toMatchObject(expected[name] ?? []);
    for (const item of items) expect(item).toMatchObject({ wabaId: '102200000000001', sender: expect.any(Object) });
    expect(items.map(({ sender }) => sender)).toEqual((expected[name] as { sender: object }[]).map(({ sender }) => sender));
  });
});
