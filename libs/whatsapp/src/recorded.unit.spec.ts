import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAccountNews, readPreference } from './account.ts';
import { readChange, readMessage } from './message.ts';
import { readStatus } from './status.ts';
import { readSystem } from './system.ts';
import { parseWebhook } from './webhook.ts';
import type { WebhookItem } from './webhook.ts';

const folder = join(import.meta.dirname, '../test/recorded/webhooks');
const recorded = readdirSync(folder).filter((name) => name.endsWith('.json')).flatMap((name) =>
  Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, { source: string; webhook: unknown }>));

const person = { waId: '15550100001' };
const bsuid = { userId: 'US.10000000000000000001' };
const both = { ...person, ...bsuid, parentUserId: 'US.ENT.20000000000000000002' };

/** What is read of an item by the reader of its kind. */
function read({ kind, field, item }: WebhookItem): unknown {
  if (kind === 'status') return readStatus(item);
  if (kind === 'account') return field === 'user_preferences' ? readPreference(item) : readAccountNews(field, item);
  return readChange(item) ?? readSystem(item) ?? readMessage(item);
}
const message = (more: object, sender: object = person): object => ({ kind: 'message', sender, read: more });
const status = (more: object, sender: object = person): object => ({ kind: 'status', sender, read: { wamid: 'wamid.out1', time: 1790000000000, ...more } });
const account = (more: object | undefined): object => ({ kind: 'account', sender: {}, read: more });
const template = (more: object): object => account({ news: 'template', id: '800000000000001', name: 'welcome_template', ...more });
const standing = (more: object): object => account({ news: 'standing', ...more });

const expected: Record<string, object[]> = {
  'text that came by an advertisement': [message({ kind: 'text', text: 'Is this still available?' })],
  'text about a product of the catalogue': [message({ kind: 'text', quotes: 'wamid.out0' })],
  'order': [message({ kind: 'order', text: 'By Friday, please' }, both)],
  'order with numbers as words': [message({ kind: 'order', text: '' })],
  'unsupported': [message({ kind: 'unsupported', metaType: 'unsupported' })],
  'unsupported under its older name': [message({ kind: 'unsupported', metaType: 'unknown' })],
  'voice': [message({ kind: 'media', mediaKind: 'audio' })],
  'reaction taken back': [message({ kind: 'reaction', text: '', quotes: 'wamid.out0' })],
  'flow': [message({ kind: 'form', text: 'comment text: Fine\ndelivery rating: 4', quotes: 'wamid.out0' }, both)],
  'call permission': [message({ kind: 'unsupported', metaType: 'interactive' })],
  'first opening': [message({ metaType: 'request_welcome', time: 1790000000000 })],
  'edited caption': [message({ change: 'edited', originalId: 'wamid.in0', message: { kind: 'media', text: 'the blue one' } })],
  'taken back': [message({ change: 'revoked', originalId: 'wamid.in0' }, both)],
  'number changed': [message({ change: 'number', waId: '15550100002' })],
  'number changed, the other members empty': [message({ change: 'number', waId: '15550100002', ...bsuid }, { ...person, ...bsuid })],
  'number changed, with old and new': [message({ change: 'number', waId: '15550100002' })],
  'user id changed': [message({ change: 'user_id', userId: 'MX.30000000000000000003', previousUserId: 'CO.40000000000000000004' }, {})],
  'identity changed': [message({ change: 'identity' })],
  'user name without a number': [{ ...message({ kind: 'text', text: 'Hello back!' }, bsuid), name: 'Robin Example', username: 'robin.example' }],
  'number hidden as an empty word': [{ ...message({ kind: 'text', text: 'Hello' }, bsuid), username: 'robin.example' }],
  'contact card that was asked for': [message({ kind: 'contacts', text: 'Robin Example, +15550100001', sharedPhone: '15550100001' }, bsuid)],
  'error without a message': [account(undefined)],
  'sent, priced by conversation': [status({ status: 'sent', callbackData: 'some data', pricing: { model: 'CBP', type: '', category: 'service', billable: true } })],
  'sent, priced by message': [status({ status: 'sent', pricing: { model: 'PMP', type: 'regular', category: 'marketing', billable: true } })],
  'read, free': [status({ status: 'read', pricing: { model: 'PMP', type: 'free_customer_service', category: 'service', billable: false } })],
  'delivered, through a provider that adds members': [status({ status: 'delivered', pricing: { model: 'PMP', type: 'regular', category: 'utility', billable: true } })],
  'delivered to whose number is hidden': [status({ status: 'delivered' }, bsuid)],
  'failed': [status({ status: 'failed', error: { code: 131049, title: expect.stringContaining('not delivered') } })],
  'failed, an experiment': [status({ status: 'failed', error: { code: 130472, title: expect.stringContaining('experiment') } })],
  'template approved': [template({ status: 'APPROVED', language: 'pt_BR', reason: '' })],
  'template rejected': [template({ status: 'REJECTED', language: 'en', reason: 'ABUSIVE_CONTENT' })],
  'template quality': [template({ status: '', language: 'en_US', quality: 'YELLOW' })],
  'template components': [template({ status: '', language: 'he', category: '' })],
  'template category': [template({ category: 'MARKETING', announcedCategory: '' })],
  'account restricted': [standing({
    event: 'ACCOUNT_RESTRICTION', restrictions: ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_ADD_PHONE_NUMBER_ACTION'].map((type) => ({ type, until: 1790600000000 })),
  })],
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
  'echo': [{ kind: 'echo', sender: person, read: { id: 'wamid.e1', kind: 'text', text: 'from the phone' } }],
  'echo to a user id': [{ kind: 'echo', sender: both, name: 'Robin Example', read: { text: 'from the phone' } }],
  'address book': [account(undefined)],
  'history, everybody\'s messages with a recipient': ['wamid.h1', 'wamid.h2'].map((id) => ({ kind: 'history', sender: person, read: { id, text: id, time: 1780000000000 } })),
  'history not shared, the error beside the chunks': [{ ...account(undefined), item: { code: 2593109 } }],
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
