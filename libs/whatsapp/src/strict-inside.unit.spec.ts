import { describe, expect, test } from '@jest/globals';
import { readAccountNews } from './account.ts';
import type { Json, JsonObject } from './limits.ts';
import { readInboundMedia } from './media.ts';
import { readChange, readMessage } from './message.ts';
import { readStatus } from './status.ts';
import { readSystem, readThreadControl } from './system.ts';

const base = { id: 'wamid.1', timestamp: '1790000000' };
const card = { name: { formatted_name: 'A. Friend' }, phones: [{ phone: '+1 555 0100' }], emails: [{ email: 'a@example.org' }] };
const failed = {
  id: 'wamid.1',
  status: 'failed',
  timestamp: '1790000000',
  biz_opaque_callback_data: 'send-1',
  errors: [{ code: 131047, title: 'Re-engagement' }],
  pricing: { pricing_model: 'PMP', type: 'regular', category: 'utility', billable: true },
};
const file = { id: '77', mime_type: 'image/jpeg', url: 'https://lookaside.fbsbx.com/x', sha256: 'aGFzaA==' };

type Reader = (item: JsonObject) => unknown;
/** What is read, of what, and where in it a member may be of another type than Meta says. */
const members: [string, Reader, JsonObject, string[]][] = [
  [
    'a text',
    readMessage,
    { ...base, type: 'text', text: { body: 'a' } },
    ['type', 'text', 'text.body', 'context', 'group_id', 'timestamp'],
  ],
  ['a reply', readMessage, { ...base, type: 'text', text: { body: 'a' }, context: { id: 'wamid.q' } }, ['context', 'context.id']],
  ['an image', readMessage, { ...base, type: 'image', image: { ...file, caption: 'c' } }, ['image', 'image.caption']],
  [
    'a document',
    readMessage,
    { ...base, type: 'document', document: { ...file, filename: 'f.pdf' } },
    ['document', 'document.filename', 'document.caption'],
  ],
  [
    'a button of a template',
    readMessage,
    { ...base, type: 'button', button: { text: 'No', payload: 'NO' } },
    ['button', 'button.text', 'button.payload'],
  ],
  [
    'a button',
    readMessage,
    { ...base, type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'x', title: 'X' } } },
    [
      'interactive',
      'interactive.type',
      'interactive.button_reply',
      'interactive.button_reply.id',
      'interactive.button_reply.title',
      'interactive.list_reply',
    ],
  ],
  [
    'a row',
    readMessage,
    { ...base, type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'x', title: 'X' } } },
    ['interactive.list_reply', 'interactive.list_reply.id', 'interactive.list_reply.title', 'interactive.button_reply'],
  ],
  [
    'a form',
    readMessage,
    { ...base, type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"a":"b"}' } } },
    ['interactive.nfm_reply'],
  ],
  [
    'a reaction',
    readMessage,
    { ...base, type: 'reaction', reaction: { message_id: 'wamid.q', emoji: '👍' } },
    ['reaction', 'reaction.message_id', 'reaction.emoji'],
  ],
  [
    'a location',
    readMessage,
    { ...base, type: 'location', location: { latitude: 1, longitude: 2, name: 'N', address: 'A' } },
    ['location', 'location.name', 'location.address'],
  ],
  ['a poll', readMessage, { ...base, type: 'unsupported', unsupported: { type: 'poll' } }, ['unsupported', 'unsupported.type']],
  [
    'an order',
    readMessage,
    { ...base, type: 'order', order: { catalog_id: '1', text: 't', product_items: [{ product_retailer_id: 'p', currency: 'EUR' }] } },
    ['order', 'order.text', 'order.product_items', 'order.product_items.0', 'order.product_items.0.currency'],
  ],
  [
    'a contact card',
    readMessage,
    { ...base, type: 'contacts', contacts: [card] },
    [
      'contacts',
      'contacts.0.name',
      'contacts.0.name.formatted_name',
      'contacts.0.name.first_name',
      'contacts.0.phones',
      'contacts.0.phones.0.phone',
      'contacts.0.phones.0.wa_id',
      'contacts.0.emails',
      'contacts.0.emails.0.email',
    ],
  ],
  [
    'an edit',
    readChange,
    { ...base, type: 'edit', edit: { original_message_id: 'wamid.o', message: { type: 'text', text: { body: 'new' } } } },
    ['edit', 'edit.original_message_id', 'edit.message', 'edit.message.text.body', 'timestamp'],
  ],
  [
    'a deletion',
    readChange,
    { ...base, type: 'revoke', revoke: { original_message_id: 'wamid.o' } },
    ['revoke', 'revoke.original_message_id', 'timestamp'],
  ],
  [
    'a status',
    readStatus,
    failed,
    [
      'id',
      'status',
      'timestamp',
      'biz_opaque_callback_data',
      'errors',
      'errors.0.code',
      'errors.0.title',
      'pricing',
      'pricing.pricing_model',
      'pricing.type',
      'pricing.category',
      'pricing.billable',
    ],
  ],
  [
    'a changed number',
    readSystem,
    { system: { type: 'user_changed_number', wa_id: '2', user_id: 'DE.2', previous_user_id: 'DE.1' } },
    ['system', 'system.type', 'system.wa_id', 'system.new_wa_id', 'system.user_id', 'system.previous_user_id'],
  ],
  [
    'a handover',
    readThreadControl,
    { type: 'control_passed', timestamp: '1790000000', control_passed: { new_owner_role: 'ai_agent' } },
    ['control_passed', 'control_passed.new_owner_role', 'timestamp'],
  ],
  [
    'a paused template',
    (item) => readAccountNews('message_template_status_update', item),
    { event: 'PAUSED', reason: 'X', message_template_id: '7', message_template_name: 'n', message_template_language: 'en' },
    ['event', 'reason', 'message_template_id', 'message_template_name', 'message_template_language', 'new_quality_score'],
  ],
  [
    'a changed category',
    (item) => readAccountNews('template_category_update', item),
    { message_template_id: '7', new_category: 'UTILITY' },
    ['new_category', 'correct_category'],
  ],
  [
    'a violation',
    (item) => readAccountNews('account_update', item),
    { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } },
    ['event', 'violation_info', 'violation_info.violation_type'],
  ],
  [
    'a ban',
    (item) => readAccountNews('account_update', item),
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } },
    ['ban_info'],
  ],
  [
    'a restriction',
    (item) => readAccountNews('account_update', item),
    { event: 'E', restriction_info: [{ restriction_type: 'R', expiration: 1790400000 }] },
    ['restriction_info.0.restriction_type', 'restriction_info.0.expiration'],
  ],
  [
    'an alert',
    (item) => readAccountNews('account_alerts', item),
    { alert_info: { alert_type: 'A', alert_severity: 'S', alert_status: 'T' } },
    ['alert_info', 'alert_info.alert_type', 'alert_info.alert_severity', 'alert_info.alert_status'],
  ],
  [
    'a flat alert',
    (item) => readAccountNews('account_alerts', item),
    { alert_type: 'A', alert_severity: 'S', alert_status: 'T' },
    ['alert_type', 'alert_severity', 'alert_status'],
  ],
  [
    'a number',
    (item) => readAccountNews('phone_number_quality_update', item),
    { event: 'UPGRADE', current_limit: 'TIER_1K' },
    ['event', 'current_limit', 'max_daily_conversations_per_business'],
  ],
  [
    'an account that may more',
    (item) => readAccountNews('business_capability_update', item),
    { max_daily_conversations_per_business: 'TIER_2K', max_phone_numbers_per_waba: 25 },
    ['max_daily_conversations_per_business', 'max_daily_conversation_per_phone'],
  ],
  ['a file', readInboundMedia, { image: file }, ['image', 'image.id', 'image.mime_type', 'image.url', 'image.sha256']],
];
const cases = members.flatMap(([name, read, item, paths]) => paths.map((path) => [name, path, read, item] as const));

/** The item with another value at the path; without the member where there is none. */
function withMember(item: JsonObject, path: string, ...value: [] | [Json]): JsonObject {
  const copy = structuredClone(item);
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<Json>((inner, key) => (inner as { [key: string]: Json })[key] as Json, copy) as { [key: string]: Json };
  if (value.length === 1) parent[last] = value[0];
  else delete parent[last];
  return copy;
}

const at = (item: JsonObject, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>((inner, key) => (inner as { [key: string]: Json } | undefined)?.[key], item);
const otherTypes = (value: Json | undefined): Json[] =>
  Array.isArray(value) ? [null, 7, {}] : value === undefined || typeof value === 'object' ? [null, 7, ['x']] : [null, {}, ['x']];

describe('a member of another type than Meta says counts as missing, and takes nothing of its neighbours with it', () => {
  test.each(cases)('%s: %s', (_name, path, read, item) => {
    const without = read(withMember(item, path));
    for (const value of otherTypes(at(item, path)))
      expect({ value, read: read(withMember(item, path, value)) }).toEqual({ value, read: without });
  });

  test('what is left of each without it', () => {
    const left = (name: string, path: string): unknown => {
      const [, read, item] = members.find(([known]) => known === name)!;
      return read(withMember(item, path));
    };
    expect(left('a text', 'type')).toMatchObject({ kind: 'text', metaType: 'text' });
    expect(left('a text', 'text.body')).toMatchObject({ kind: 'unsupported', text: '' });
    expect(left('a text', 'timestamp')).toMatchObject({ time: 0 });
    expect(left('a reply', 'context.id')).not.toHaveProperty('quotes');
    expect(left('an image', 'image')).toEqual({
      id: 'wamid.1',
      kind: 'media',
      mediaKind: 'image',
      metaType: 'image',
      text: '',
      time: 1790000000000,
    });
    expect(left('a document', 'document.filename')).toMatchObject({ kind: 'media', mediaKind: 'document', text: '' });
    expect(left('a button of a template', 'button')).toEqual({
      id: 'wamid.1',
      kind: 'unsupported',
      metaType: 'button',
      text: '',
      time: 1790000000000,
    });
    expect(left('a button of a template', 'button.payload')).toMatchObject({ kind: 'button', text: 'No', choiceId: '' });
    expect(left('a button', 'interactive.button_reply')).toMatchObject({ kind: 'unsupported' });
    expect(left('a button', 'interactive.button_reply.title')).toMatchObject({ kind: 'button', choiceId: 'x', text: '' });
    expect(left('a button', 'interactive')).toMatchObject({ kind: 'unsupported' });
    expect(left('a row', 'interactive.list_reply.id')).toMatchObject({ kind: 'list', choiceId: '', text: 'X' });
    expect(left('a reaction', 'reaction')).toEqual({
      id: 'wamid.1',
      kind: 'reaction',
      metaType: 'reaction',
      text: '',
      time: 1790000000000,
    });
    expect(left('a reaction', 'reaction.message_id')).toEqual({
      id: 'wamid.1',
      kind: 'reaction',
      metaType: 'reaction',
      text: '👍',
      time: 1790000000000,
    });
    expect(left('a location', 'location')).toMatchObject({ kind: 'location', text: '' });
    expect([left('a location', 'location.name'), left('a location', 'location.address')]).toMatchObject([{ text: 'A' }, { text: 'N' }]);
    expect(left('an order', 'order')).toMatchObject({ kind: 'order', text: '' });
    expect(left('a contact card', 'contacts')).toMatchObject({ kind: 'contacts', text: '' });
    expect([
      left('a contact card', 'contacts.0.name'),
      left('a contact card', 'contacts.0.phones'),
      left('a contact card', 'contacts.0.emails'),
    ]).toMatchObject([{ text: '+1 555 0100, a@example.org' }, { text: 'A. Friend, a@example.org' }, { text: 'A. Friend, +1 555 0100' }]);
    expect(left('an edit', 'edit.message')).toBeUndefined();
    expect(left('an edit', 'timestamp')).toMatchObject({ change: 'edited', message: { time: 0 } });
    expect([left('a status', 'id'), left('a status', 'status'), left('a deletion', 'revoke.original_message_id')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(left('a status', 'errors')).not.toHaveProperty('error');
    expect(left('a status', 'errors.0.code')).toMatchObject({ error: { code: 0, title: 'Re-engagement' } });
    expect(left('a status', 'errors.0.title')).toMatchObject({ error: { code: 131047, title: '' } });
    expect(left('a status', 'pricing')).not.toHaveProperty('pricing');
    expect(left('a status', 'pricing.billable')).toHaveProperty('pricing', { model: 'PMP', type: 'regular', category: 'utility' });
    const billable = (said: unknown) =>
      readStatus({ ...failed, pricing: { ...failed.pricing, billable: said } } as JsonObject)?.pricing?.billable;
    expect(['true', 'TRUE', true, 'false', false, 'yes', 1].map(billable)).toEqual([true, true, true, false, false, undefined, undefined]);
    expect(left('a status', 'pricing.category')).toMatchObject({
      pricing: { model: 'PMP', type: 'regular', category: '', billable: true },
    });
    expect(left('a status', 'biz_opaque_callback_data')).not.toHaveProperty('callbackData');
    expect(left('a handover', 'control_passed.new_owner_role')).toMatchObject({ heldBy: 'us' });
    expect(left('a restriction', 'restriction_info.0.expiration')).toMatchObject({ restrictions: [{ type: 'R', until: 0 }] });
    expect(left('a violation', 'violation_info')).toMatchObject({ event: 'ACCOUNT_VIOLATION', violation: '' });
    expect(left('a file', 'image.mime_type')).toMatchObject({ id: '77', mime: '' });
  });
});

test.each<[string, Json, object]>([
  ['text', { body: 'a' }, { kind: 'text' }],
  ['image', { caption: 'c' }, { kind: 'media', mediaKind: 'image' }],
  ['video', {}, { kind: 'media', mediaKind: 'video' }],
  ['audio', {}, { kind: 'media', mediaKind: 'audio' }],
  ['voice', {}, { kind: 'media', mediaKind: 'audio' }],
  ['document', {}, { kind: 'media', mediaKind: 'document' }],
  ['sticker', {}, { kind: 'media', mediaKind: 'sticker' }],
  ['location', { name: 'N' }, { kind: 'location' }],
  ['contacts', [], { kind: 'contacts' }],
  ['interactive', { button_reply: { id: 'x', title: 'X' } }, { kind: 'button', choiceId: 'x' }],
  ['button', { text: 'No' }, { kind: 'button' }],
  ['reaction', { emoji: '👍' }, { kind: 'reaction' }],
  ['order', { text: 't' }, { kind: 'order' }],
  ['system', { type: 'user_changed_number' }, { kind: 'system', text: '' }],
])('a %s that does not say what it is is known by its content; one that does, too', (type, content, read) => {
  expect(readMessage({ ...base, [type]: content })).toMatchObject({ metaType: type, ...read });
  expect(readMessage({ ...base, type, [type]: content })).toMatchObject({ metaType: type, ...read });
});

test('a message without any content is of no type, and unsupported', () =>
  expect(readMessage(base)).toMatchObject({ kind: 'unsupported', metaType: '', text: '' }));

test('an id may be a number; an empty one is none', () => {
  expect(readMessage({ ...base, id: 77, type: 'text', text: { body: 'a' } })?.id).toBe('77');
  expect([readMessage({ ...base, id: '' }), readStatus({ ...failed, id: '' }), readStatus({ ...failed, status: '' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(readStatus({ ...failed, id: 'x', status: 's' })).toMatchObject({ wamid: 'x', status: 's' });
  expect(readChange({ ...base, type: 'revoke', revoke: { original_message_id: 'x' } })).toMatchObject({ originalId: 'x' });
  expect(readChange({ ...base, type: 'revoke', revoke: { original_message_id: '' } })).toBeUndefined();
  expect(readChange({ type: 'revoke', revoke: { original_message_id: 'x' } })).toBeUndefined();
});

test('only an edit and a deletion change another message, whatever else is in it', () => {
  expect(readChange({ ...base, type: 'text', text: { body: 'a', original_message_id: 'wamid.o' } })).toBeUndefined();
  expect(readChange({ ...base, edit: { original_message_id: 'wamid.o', message: { type: 'text', text: { body: 'a' } } } })).toBeUndefined();
  expect(
    readChange({
      id: 'wamid.c',
      type: 'edit',
      edit: { original_message_id: 'wamid.o', message: { type: 'text', timestamp: '1780000000', text: { body: 'a' } } },
    }),
  ).toMatchObject({ message: { id: 'wamid.c', time: 0 } });
});

test('a form may hold anything: numbers, lists, nothing, a word', () => {
  const form = (response: Json) => readMessage({ ...base, interactive: { nfm_reply: { response_json: response } } });
  expect(
    [form('7'), form('null'), form('{}'), form({}), form('plain words'), form('"quoted"')].map((read) => [read?.kind, read?.text]),
  ).toEqual([
    ['form', 'answer: 7'],
    ['form', 'answer: null'],
    ['form', ''],
    ['form', ''],
    ['form', 'answer: plain words'],
    ['form', 'answer: quoted'],
  ]);
  expect([form(7), form(null), form(['x'])].map((read) => read?.kind)).toEqual(['unsupported', 'unsupported', 'unsupported']);
});

test('a message of a group says of which', () => {
  expect(readMessage({ ...base, group_id: 'G.1', type: 'text', text: { body: 'a' } })).toMatchObject({ groupId: 'G.1' });
  expect(readMessage({ ...base, type: 'text', text: { body: 'a' } })).not.toHaveProperty('groupId');
  expect(readMessage({ ...base, group_id: '', type: 'text', text: { body: 'a' } })).not.toHaveProperty('groupId');
});

test("what a status says of its failure is Meta's first error, its code perhaps written as text, never half a number", () => {
  const codes = (...errors: Json[]) => readStatus({ ...failed, errors })?.error?.code;
  expect([
    codes({ code: 131047 }, { code: 131026 }),
    codes({ code: '131047' }),
    codes({ code: 131047.5 }),
    codes({ code: 'none' }),
  ]).toEqual([131047, 131047, 0, 0]);
  expect(readStatus({ ...failed, errors: [] })).not.toHaveProperty('error');
});

test('a card without a formatted name is called by first and last name', () => {
  const text = (name: Json) => readMessage({ ...base, contacts: [{ name, phones: [{ wa_id: '1555' }] }] })?.text;
  expect([
    text({ first_name: 'Ada', last_name: 'Lovelace' }),
    text({ last_name: 'Lovelace' }),
    text({ formatted_name: 'A. L.', first_name: 'Ada' }),
  ]).toEqual(['Ada Lovelace, 1555', 'Lovelace, 1555', 'A. L., 1555']);
});

test('of a hundred names, numbers, addresses and fields each is shown, of more none', () => {
  const cards = (count: number) =>
    readMessage({
      ...base,
      contacts: Array.from({ length: count }, (_, index) => ({ name: { formatted_name: `n${index}` } })),
    })?.text.split('\n').length;
  const phones = (count: number) =>
    readMessage({
      ...base,
      contacts: [
        {
          phones: Array.from({ length: count }, (_, index) => ({ phone: `${index}` })),
          emails: Array.from({ length: count }, (_, index) => ({ email: `e${index}` })),
        },
      ],
    })?.text.split(', ').length;
  const fields = (count: number) =>
    readMessage({
      ...base,
      interactive: { nfm_reply: { response_json: Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 'x'])) } },
    })?.text.split('\n').length;
  expect([100, 101].map(cards)).toEqual([100, 100]);
  expect([100, 101].map(phones)).toEqual([200, 200]);
  expect([100, 101].map(fields)).toEqual([100, 100]);
  expect([99].map((count) => [cards(count), phones(count), fields(count)])).toEqual([[99, 198, 99]]);
});

test('a form travels on as JSON up to 16,000 characters; a value shows as many as there are up to 4,000', () => {
  const form = (length: number) =>
    readMessage({ ...base, interactive: { nfm_reply: { response_json: { a: 'x'.repeat(length - '{"a":""}'.length), flow_token: 'T' } } } });
  expect([form(16_000)?.form?.length, form(16_001)?.form]).toEqual([16_000, '']);
  expect(form(16_000)?.text).toBe(`a: ${'x'.repeat(3_997)}`);
  expect(readMessage({ ...base, interactive: { nfm_reply: { response_json: '{"missing":null}' } } })).toMatchObject({
    kind: 'form',
    text: 'missing: null',
    form: '{"missing":null}',
  });
});

test.each([
  ['ai_agent', 'meta'],
  ['meta_business_agent', 'meta'],
  ['escalation', 'us'],
  ['', 'us'],
])('a thread passed to %p is held by %s', (role, heldBy) =>
  expect(readThreadControl({ control_passed: { new_owner_role: role } })).toEqual({ heldBy, time: 0 }),
);

test('a changed number, or user id, may name a new number; a changed key does not', () => {
  const system = (type: string, more: object = {}) => readSystem({ system: { type, wa_id: '2', ...more } });
  expect([system('user_changed_number'), system('customer_changed_number', { wa_id: '1', new_wa_id: '3' })]).toEqual([
    { change: 'number', waId: '2' },
    { change: 'number', waId: '3' },
  ]);
  expect([system('user_changed_user_id', { user_id: 'DE.1' }), system('customer_identity_changed')]).toEqual([
    { change: 'user_id', waId: '2', userId: 'DE.1' },
    { change: 'identity' },
  ]);
  expect([system(''), system('M'), readSystem({}), readSystem({ system: 7 })]).toEqual([undefined, undefined, undefined, undefined]);
});

describe('news hold codes and ids only, of the length that Meta gives them', () => {
  const status = (more: object) =>
    readAccountNews('message_template_status_update', {
      event: 'PAUSED',
      message_template_id: '7',
      message_template_name: 'n',
      ...more,
    } as JsonObject);
  const longest: [string, (value: string) => unknown, string][] = [
    ['a code of 64', (event) => status({ event }), 'A'.repeat(64)],
    ['a name of 512', (message_template_name) => status({ message_template_name }), 'a'.repeat(512)],
    ['an id of 32 digits', (message_template_id) => status({ message_template_id }), '1'.repeat(32)],
  ];
  test.each(longest)('%s is kept, one more or an empty one is not', (_name, news, value) => {
    expect(JSON.stringify(news(value))).toContain(`"${value}"`);
    expect(JSON.stringify(news(value + value.slice(0, 1)))).not.toContain(value);
    expect(JSON.stringify(news(`${value.slice(2)} x`))).not.toContain(value.slice(2));
    expect(news('')).toEqual(news(' '));
  });
  test('an id is whole and not negative; a limit is whole', () => {
    expect([12, -1, 1.5].map((message_template_id) => status({ message_template_id }))).toMatchObject([
      { id: '12' },
      { id: '' },
      { id: '' },
    ]);
    const limit = (value: Json) => readAccountNews('phone_number_quality_update', { event: 'UPGRADE', current_limit: value });
    expect([2000, 2000.5].map(limit)).toMatchObject([{ messagingLimit: '2000' }, { messagingLimit: '' }]);
  });
  test('a language is a locale, with either line', () => {
    const language = (message_template_language: string) => (status({ message_template_language }) as { language: string }).language;
    expect(['en', 'en-US', 'pt_BR', 'fil', 'x', 'en_US_x', ' en', 'engl', 'en-USA'].map(language)).toEqual([
      'en',
      'en_US',
      'pt_BR',
      'fil',
      '',
      '',
      '',
      '',
      '',
    ]);
  });
});
