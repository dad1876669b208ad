import { describe, expect, test } from '@jest/globals';
import { readAccountNews, readPreference } from './account.ts';
import { bounded, fitting, webhookLimits } from './limits.ts';
import type { Json, JsonObject } from './limits.ts';
import { readMessage } from './message.ts';
import { readSystem } from './system.ts';
import { metaTime } from './time.ts';
import { parseWebhook } from './webhook.ts';
import type { WebhookItem } from './webhook.ts';

const metadata = { display_phone_number: '15550000001', phone_number_id: 'n1' };
const hello = { from: '49151', id: 'wamid.1', timestamp: '1790000000', type: 'text', text: { body: 'hello' } };
const parsed = (raw: unknown): WebhookItem[] => {
  const result = parseWebhook(raw);
  return result.outcome === 'items' ? result.items : [];
};
const entry = (...changes: unknown[]) => ({ object: 'whatsapp_business_account', entry: [{ id: 'w1', time: 1790000500, changes }] });
const of = (field: string, value: unknown): WebhookItem[] => parsed(entry({ field, value }));
const whole = (field: string, more: object) => ({ kind: 'unknown', field, wabaId: 'w1', numberId: '', sender: {}, time: 0, ...more });

describe('what is not understood is kept as it came, with where it was', () => {
  test.each<[string, unknown, object]>([
    [
      'an entry that is none',
      { object: 'whatsapp_business_account', entry: [7] },
      { kind: 'unknown', field: '', wabaId: '', numberId: '', sender: {}, time: 0, item: { raw: 7 } },
    ],
    [
      'an entry without changes',
      { object: 'whatsapp_business_account', entry: [{ id: 'w1', mystery: 1 }] },
      whole('', { item: { id: 'w1', mystery: 1 } }),
    ],
    [
      'one without an id',
      { object: 'whatsapp_business_account', entry: [{ mystery: 1 }] },
      { ...whole('', { item: { mystery: 1 } }), wabaId: '' },
    ],
    ['a change that is none', entry('x'), whole('', { item: { raw: 'x' } })],
    ['a change without a value', entry({ field: 'messages' }), whole('messages', { item: { field: 'messages' } })],
    [
      'a change without a field',
      entry({ value: { metadata, a: 1 } }),
      whole('', { numberId: 'n1', time: 1790000500000, item: { metadata, a: 1 } }),
    ],
    [
      'a message that is none',
      entry({ field: 'messages', value: { metadata, messages: [8] } }),
      whole('messages', { numberId: 'n1', item: { raw: 8 } }),
    ],
    [
      'a field whose items are missing',
      entry({ field: 'messages', value: { metadata } }),
      whole('messages', { numberId: 'n1', time: 1790000500000, item: { metadata } }),
    ],
  ])('%s', (_name, raw, item) => expect(parsed(raw)).toEqual([item]));

  test('an entry, a change, a message that come alone, not in a list', () => {
    const raw = {
      object: 'whatsapp_business_account',
      entry: { id: 1022, changes: { field: 'messages', value: { metadata: { phone_number_id: 106 }, messages: hello } } },
    };
    expect(parsed(raw)).toMatchObject([
      { kind: 'message', wabaId: '1022', numberId: '106', sender: { waId: '49151' }, time: 1790000000000, item: hello },
    ]);
  });

  test("a field that Meta has added since is news of the account, with its time or the entry's", () => {
    expect(of('moon_phase_update', { phase: 'full' })).toEqual([
      { kind: 'account', field: 'moon_phase_update', wabaId: 'w1', numberId: '', sender: {}, time: 1790000500000, item: { phase: 'full' } },
    ]);
    expect(of('moon_phase_update', { metadata, timestamp: '1790000400' })).toMatchObject([{ numberId: 'n1', time: 1790000400000 }]);
    expect(of('moon_phase_update', { recipient: { phone_number_id: 'n9' } })).toMatchObject([{ numberId: 'n9' }]);
  });
});

describe('what lies beside what is understood is kept, once', () => {
  const left = (item: object, more: object = {}) => whole('messages', { numberId: 'n1', time: 1790000500000, item, ...more });
  test.each<[string, object]>([
    ['a list', { groups: [{ id: 'g' }] }],
    ['an object', { conversation_context: { type: 'summary' } }],
    ['a word', { mystery: 'x' }],
    ['a number', { mystery: 0 }],
    ['a no', { mystery: false }],
    ['several', { a: [1], b: { c: 2 } }],
  ])('%s', (_name, beside) =>
    expect(
      of('messages', { messaging_product: 'whatsapp', metadata, contacts: [{ wa_id: '49151' }], messages: [hello], ...beside }).slice(1),
    ).toEqual([left(beside)]),
  );
  test.each<[string, object]>([
    ['nothing', {}],
    ['empty lists', { errors: [], groups: [] }],
    ['null and empty words', { a: null, b: '', c: {} }],
  ])('%s is not', (_name, beside) => expect(of('messages', { metadata, messages: [hello], ...beside })).toHaveLength(1));

  test('in a change, in an entry, in the body, in a chunk of history, in a thread, beside what stands by', () => {
    const change = { field: 'messages', value: { metadata, messages: [hello] } };
    expect(parsed(entry({ ...change, extra: { a: 1 } })).slice(1)).toEqual([whole('messages', { item: { extra: { a: 1 } } })]);
    expect(
      parsed({ object: 'whatsapp_business_account', entry: [{ id: 'w1', time: 1, changes: [change], messaging: [{ mid: 'm' }] }] }).slice(
        1,
      ),
    ).toEqual([whole('', { item: { messaging: [{ mid: 'm' }] } })]);
    expect(parsed({ ...entry(change), more: [1] }).slice(1)).toEqual([{ ...whole('', { item: { more: [1] } }), wabaId: '' }]);
    const old = {
      history: [{ metadata: { phase: 0 }, extra: [1], threads: [{ id: '49', context: { wa_id: '49' }, messages: [hello], stars: [2] }] }],
    };
    expect(
      of('history', { metadata, ...old })
        .slice(1)
        .map(({ item }) => item),
    ).toEqual([{ extra: [1] }, { stars: [2] }]);
    expect(
      of('standby', { metadata, standby: { contacts: [{ wa_id: '49151' }], messages: [hello], calls: [3] } })
        .slice(1)
        .map(({ item }) => item),
    ).toEqual([{ calls: [3] }]);
  });

  test('however much it is, it fits', () => {
    const [, kept] = of('messages', { metadata, messages: [hello], heap: Array.from({ length: 20 }, () => 'x'.repeat(30_000)) });
    expect(kept).toMatchObject({ kind: 'unknown', item: { members: ['heap'] } });
  });
});

describe('whose webhook it is, and of which field, is told in other places too', () => {
  const change = { value: { metadata, messages: [hello] } };
  test('without a name of another product it is ours', () => {
    for (const object of [undefined, null, 7, {}])
      expect(parsed({ object, entry: [{ id: 'w1', changes: [{ field: 'messages', ...change }] }] }).map(({ kind }) => kind)).toContain(
        'message',
      );
    for (const object of ['page', '', 'instagram'])
      expect(parseWebhook({ object, entry: [{ changes: [{ field: 'messages', ...change }] }] })).toEqual({ outcome: 'other_product' });
    expect([parseWebhook({}), parseWebhook({ object: null })]).toEqual([{ outcome: 'other_product' }, { outcome: 'other_product' }]);
  });
  test('the field of the change, else of the entry, else of the value; messages and statuses can be nothing else', () => {
    const field = (more: object, outer: object = {}) =>
      parsed({ object: 'whatsapp_business_account', entry: [{ id: 'w1', changes: [more], ...outer }] }).map((item) => [
        item.kind,
        item.field,
      ]);
    expect(field({ field: 'standby', value: { ...change.value, field: 'history' } }, { field: 'history' })).toEqual([
      ['message', 'standby'],
    ]);
    expect(field({ value: { ...change.value, field: 'standby' } }, { field: 'history' })).toEqual([['history', 'history']]);
    expect(field({ value: { ...change.value, field: 'standby' } })).toEqual([['message', 'standby']]);
    expect(field(change)).toEqual([['message', 'messages']]);
    expect(field({ value: { metadata, statuses: [{ id: 's', status: 'sent' }] } })).toEqual([['status', 'messages']]);
    expect(field({ value: { metadata, messages: 'x' } })).toEqual([['unknown', '']]);
  });
});

test('a list that is null is none; where there is nothing else the whole is kept', () => {
  expect(of('messages', { metadata, contacts: null, statuses: null, errors: null, messages: [hello] })).toMatchObject([
    { kind: 'message', item: hello },
  ]);
  expect(of('messages', { metadata, messages: null })).toMatchObject([
    { kind: 'unknown', numberId: 'n1', item: { metadata, messages: null } },
  ]);
  expect(of('messages', { metadata, messages: [null] })).toMatchObject([{ kind: 'unknown', item: { raw: null } }]);
});

test('a character that no text has is left out wherever it stands: in a field, an id, a name, a member and what it holds', () => {
  const [item, ...others] = of('mess\u0000ages', {
    metadata: { phone_number_id: 'n\u00001' },
    'mys\u0000tery': ['a\u0000b', { c: '\u0000' }],
  });
  expect([item, others]).toEqual([
    {
      kind: 'unknown',
      field: 'messages',
      wabaId: 'w1',
      numberId: 'n1',
      sender: {},
      time: 1790000500000,
      item: { metadata: { phone_number_id: 'n1' }, mystery: ['ab', { c: '' }] },
    },
    [],
  ]);
  expect(
    of('messages', {
      metadata,
      contacts: [{ wa_id: '49\u0000151', profile: { name: '\u0000' } }],
      messages: [{ ...hello, from: '49151\u0000' }],
    }),
  ).toMatchObject([{ sender: { waId: '49151' }, item: { from: '49151' } }]);
});

test('half a character is kept as a character that is not known: no column of JSON takes it', () => {
  expect(of('messages', { metadata: { phone_number_id: 'n1' }, mystery: ['a\ud83d', 'x'.repeat(32_767) + '😀'] })).toMatchObject([
    { item: { mystery: ['a\ufffd', `${'x'.repeat(32_767)}\ufffd`] } },
  ]);
  expect(
    of('messages', { metadata, contacts: [{ wa_id: '49151', profile: { name: 'x'.repeat(511) + '😀' } }], messages: [hello] }),
  ).toMatchObject([{ name: `${'x'.repeat(511)}\ufffd` }]);
});

test('what is old is history, however it comes; what is not, is not', () => {
  expect(
    of('history', { metadata, messages: [hello], history: [{ threads: [{ id: '49', messages: [hello] }] }] }).map(({ kind }) => kind),
  ).toEqual(['history', 'history']);
  expect(of('history', { metadata, history: [{ metadata: { progress: 50 } }] }).map(({ kind }) => kind)).toEqual(['account']);
  expect(of('messaging_handovers', { recipient: { phone_number_id: 'n9' } })).toMatchObject([{ kind: 'handover', numberId: 'n9' }]);
});

test('names and ids have at most 512 characters, an empty one counts as missing', () => {
  const named = (name: string) =>
    of('messages', { metadata, contacts: [{ wa_id: '49151', profile: { name, username: '' } }], messages: [hello] })[0];
  expect([named('x'.repeat(512))?.name?.length, named('x'.repeat(513))?.name?.length]).toEqual([512, 512]);
  expect(named('')).not.toHaveProperty('name');
  expect(named('N')).not.toHaveProperty('username');
});

describe('whose an item is', () => {
  test.each<[string, string, object, object]>([
    [
      'a message',
      'messages',
      { messages: [{ ...hello, from_user_id: 'DE.1', from_parent_user_id: 'DE.ENT.1' }] },
      { waId: '49151', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    ],
    [
      'a status',
      'messages',
      { statuses: [{ id: 'x', status: 'sent', recipient_id: '49', recipient_parent_user_id: 'DE.ENT.2' }] },
      { waId: '49', parentUserId: 'DE.ENT.2' },
    ],
    [
      'a status, its parent under the other name',
      'messages',
      { statuses: [{ id: 'x', status: 'sent', recipient_id: '49', parent_recipient_user_id: 'DE.ENT.3' }] },
      { waId: '49', parentUserId: 'DE.ENT.3' },
    ],
    ['an error', 'messages', { errors: [{ code: 1, from: '49' }] }, {}],
    [
      'an echo under the newer field',
      'message_echoes',
      { message_echoes: [{ id: 'e', from: '1555', to: '49', to_user_id: 'DE.1' }] },
      { waId: '49', userId: 'DE.1' },
    ],
    ["an echo among messages' name", 'message_echoes', { messages: [{ id: 'e', from: '1555', to: '49' }] }, { waId: '49' }],
    ['an old echo that comes alone', 'history', { message_echoes: [{ id: 'e', from: '1555', to: '49' }] }, { waId: '49' }],
    [
      'a changed user id',
      'user_id_update',
      { user_id_update: [{ wa_id: '49', user_id: { previous: 'DE.1', current: 'DE.2' }, parent_user_id: { previous: 'DE.ENT.1' } }] },
      { waId: '49', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    ],
    [
      'an echo',
      'smb_message_echoes',
      { message_echoes: [{ id: 'e', from: '1555', to: '49', to_user_id: 'DE.1', to_parent_user_id: 'DE.ENT.1' }] },
      { waId: '49', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    ],
    [
      'a preference',
      'user_preferences',
      { user_preferences: [{ wa_id: '49', user_id: 'DE.1', parent_user_id: 'DE.ENT.1' }] },
      { waId: '49', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    ],
    [
      'a handover',
      'messaging_handovers',
      { sender: { phone_number: '49', user_id: 'DE.1', parent_user_id: 'DE.ENT.1' } },
      { waId: '49', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    ],
    ['a handover by the other name', 'messaging_handovers', { sender: { wa_id: '49' } }, { waId: '49' }],
    ['an old message', 'history', { history: [{ threads: [{ id: '49', messages: [hello] }] }] }, { waId: '49' }],
    [
      'an old message of who has a user id',
      'history',
      { history: [{ threads: [{ id: '49', context: { wa_id: '50', user_id: 'DE.1', parent_user_id: 'DE.ENT.1' }, messages: [hello] }] }] },
      { waId: '50', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    ],
    ['an old message that comes alone', 'history', { messages: [hello] }, { waId: '49151' }],
    ['an old message of ours', 'history', { messages: [{ ...hello, to: '49' }] }, { waId: '49' }],
    ['a message while Meta leads', 'standby', { standby: { messages: [hello] } }, { waId: '49151' }],
    ['a status while Meta leads', 'standby', { standby: { statuses: [{ id: 'x', status: 'sent', recipient_id: '49' }] } }, { waId: '49' }],
  ])('%s', (_name, field, value, sender) => expect(of(field, { metadata, ...value }).map((item) => item.sender)).toEqual([sender]));

  test('what the item says of its sender stands above what the contact beside it says', () => {
    const contacts = [
      { user_id: 'DE.1', wa_id: '99', parent_user_id: 'DE.ENT.9' },
      { user_id: 'DE.1', wa_id: '98' },
      { profile: { name: 'nobody' } },
      7,
    ];
    expect(of('messages', { metadata, contacts, messages: [{ ...hello, from_user_id: 'DE.1' }] })[0]?.sender).toEqual({
      waId: '49151',
      userId: 'DE.1',
      parentUserId: 'DE.ENT.9',
    });
    expect(
      of('messages', { metadata, contacts: [{ profile: { name: 'nobody' } }], messages: [{ ...hello, from: undefined }] })[0],
    ).toMatchObject({ sender: {} });
    expect(
      of('messages', { metadata, contacts: [{ profile: { name: 'nobody' } }], messages: [{ ...hello, from: undefined }] })[0],
    ).not.toHaveProperty('name');
  });
});

test('statuses while Meta leads are statuses; what stands wrongly beside good ones costs none of them', () => {
  expect(
    of('standby', { metadata, standby: [7, { statuses: [{ id: 'x', status: 'read' }] }], message_echoes: [3, { id: 'e', to: '49' }] }).map(
      ({ kind, item }) => [kind, Object.keys(item)],
    ),
  ).toEqual([
    ['unknown', ['raw']],
    ['echo', ['id', 'to']],
    ['status', ['id', 'status']],
    ['unknown', ['standby']],
  ]);
  const broken = { metadata, history: [null, 7, { threads: [null, 8, { id: '49', messages: [hello] }], errors: [{ code: 2593109 }] }] };
  expect(of('history', broken).map(({ kind, item }) => (kind === 'unknown' ? item : kind))).toEqual([
    'account',
    'history',
    { history: [null, 7] },
    { threads: [null, 8] },
  ]);
  expect(
    of('messages', { metadata, messages: [null, hello, 'x', hello], statuses: ['y', { id: 's', status: 'sent' }] }).map(({ kind }) => kind),
  ).toEqual(['unknown', 'message', 'unknown', 'message', 'unknown', 'status']);
});

test.each<[Json, number]>([
  ['1790000000', 1790000000000],
  [' 1790000000 ', 1790000000000],
  [1790000000.9, 1790000000000],
  ['100000000', 100000000000],
  ['99999999', 0],
  ['99999999999', 99999999999000],
  ['100000000000', 0],
  ['999999999999', 0],
  ['1000000000000', 1000000000000],
  ['99999999999999', 99999999999999],
  ['100000000000000', 0],
  ['x1790000000', 0],
  ['1790000000x', 0],
  [true, 0],
  [{}, 0],
])('the time %p is %p: seconds or milliseconds, and nothing between', (given, ms) => expect(metaTime(given)).toBe(ms));

describe('the limits of an item', () => {
  test('are those that are stated', () =>
    expect(webhookLimits).toEqual({ bytes: 4_194_304, items: 16_000, depth: 64, text: 32_768, item: 196_608 }));

  const sized = (bytes: number): JsonObject => {
    const parts = Array.from({ length: Math.floor((bytes - 8) / 1_003) }, () => 'x'.repeat(1_000));
    const rest = bytes - Buffer.byteLength(JSON.stringify({ a: [...parts, ''] }));
    return { a: [...parts, 'x'.repeat(rest)] };
  };
  test("to the last byte it is whole; one more and its members' names are left, and its size", () => {
    expect(fitting(sized(webhookLimits.item))).toEqual({ item: sized(webhookLimits.item), cut: false });
    expect(fitting({ ...sized(webhookLimits.item - 6), b: 7 })).toMatchObject({ cut: false });
    expect(fitting(sized(webhookLimits.item + 1))).toEqual({ item: { '[cut]': webhookLimits.item + 1, members: ['a'] }, cut: true });
    expect(fitting({ a: 'ü'.repeat(30_000), b: 'ü'.repeat(30_000), c: 'ü'.repeat(30_000), d: 'ü'.repeat(30_000) })).toMatchObject({
      cut: true,
    });
  });
  test('of those names 64, of 64 characters each', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`${index}`.padEnd(100, 'k'), 'x'.repeat(4_000)]));
    const item = fitting(many).item as { members: string[] };
    expect([item.members.length, ...new Set(item.members.map(({ length }) => length))]).toEqual([64, 64]);
  });
  test('what is no text and no branch is as it was', () => {
    const item = {
      number: 1.5,
      yes: true,
      no: false,
      nothing: null,
      list: [1, 'a', null, [2]],
      inner: { a: { b: 'c' } },
      empty: {},
      none: [],
    };
    expect(bounded(item)).toEqual(item);
    expect(bounded([[['deep']]], 2)).toEqual([['[cut]']]);
    expect(bounded({ a: { b: { c: 1 } } }, 2)).toEqual({ a: { b: '[cut]' } });
    expect(bounded(['x'.repeat(webhookLimits.text + 1), 'x'.repeat(webhookLimits.text)])).toEqual([
      'x'.repeat(webhookLimits.text),
      'x'.repeat(webhookLimits.text),
    ]);
  });
});

describe('news in less usual forms', () => {
  test('a template that is no longer paused is approved; without a name its id is enough, and the other way', () => {
    const status = (more: object) =>
      readAccountNews('message_template_status_update', { message_template_id: '7', message_template_name: 'n', ...more });
    expect(status({ event: 'UNPAUSED' })).toMatchObject({ status: 'APPROVED' });
    expect([
      status({ event: 'PAUSED', message_template_name: null }),
      status({ event: 'PAUSED', message_template_id: null }),
    ]).toMatchObject([
      { id: '7', name: '' },
      { id: '', name: 'n' },
    ]);
  });
  test('a ban under an older form, a single restriction, and of many the first 64', () => {
    const standing = (more: object) => readAccountNews('account_update', { event: 'E', ...more } as JsonObject);
    expect(standing({ ban_info: { waba_ban_state: ['SCHEDULE_FOR_DISABLE', 'x'] } })).toMatchObject({ ban: 'SCHEDULE_FOR_DISABLE' });
    expect([
      standing({ ban_info: { waba_ban_state: [] } }),
      standing({ ban_info: { waba_ban_state: [7] } }),
      standing({ ban_info: 7 }),
      standing({ violation_info: {} }),
    ]).toMatchObject([{ ban: '' }, { ban: '' }, { ban: '' }, { violation: '' }]);
    const one = { restriction_type: 'RESTRICTED_UTILITY_TEMPLATES', expiration: '1790400000' };
    expect(standing({ restriction_info: one })).toMatchObject({
      restrictions: [{ type: 'RESTRICTED_UTILITY_TEMPLATES', until: 1790400000000 }],
    });
    expect(standing({ restriction_info: Array.from({ length: 65 }, () => one) })).toMatchObject({ restrictions: { length: 64 } });
    expect(standing({ restriction_info: Array.from({ length: 63 }, () => one) })).toMatchObject({ restrictions: { length: 63 } });
  });
  test('an alert with its members beside each other', () => {
    const alert = (more: object) => readAccountNews('account_alerts', more as JsonObject);
    expect(alert({ alert_type: 'A', alert_severity: 'S', alert_status: 'T' })).toEqual({
      news: 'alert',
      alert: 'A',
      severity: 'S',
      status: 'T',
    });
    expect(alert({ alert_info: { alert_type: 7 }, alert_type: 'A' })).toEqual({ news: 'alert', alert: 'A', severity: '', status: '' });
    expect(alert({ alert_info: { alert_severity: 'S' } })).toBeUndefined();
  });
  test('how many numbers an account may have is whole', () => {
    const numbers = (more: object) =>
      readAccountNews('business_capability_update', { max_daily_conversations_per_business: 'T', ...more } as JsonObject);
    expect([
      numbers({ max_phone_numbers_per_waba: '25' }),
      numbers({ max_phone_numbers_per_business: 7 }),
      numbers({ max_phone_numbers_per_waba: 2.5, max_phone_numbers_per_business: 2.5 }),
    ]).toMatchObject([{ numbers: 25 }, { numbers: 7 }, { numbers: 0 }]);
  });
  test('a preference says of what', () =>
    expect(readPreference({ category: 'marketing_messages', value: 'stop' })).toEqual({ category: 'marketing', value: 'stop', time: 0 }));
});

test("what is called as every object's own members are is what it is, and costs its neighbours nothing", () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', '__lookupGetter__', 'valueOf'];
  for (const name of names) {
    const hostile = { field: name, value: JSON.parse('{"toString":1,"valueOf":1,"metadata":{"phone_number_id":"n1"}}') as Json };
    expect(
      parsed(
        entry({ field: 'messages', value: { metadata, messages: [hello] } }, hostile, {
          field: 'messages',
          value: { metadata, messages: [hello] },
        }),
      ).map(({ kind, field }) => [kind, field]),
    ).toEqual([
      ['message', 'messages'],
      ['account', name],
      ['message', 'messages'],
    ]);
    expect(readSystem({ system: { type: name, wa_id: '1' } })).toBeUndefined();
    expect(readMessage({ id: 'x', type: name })).toMatchObject({ kind: 'unsupported', metaType: name });
    expect(readAccountNews('message_template_status_update', { event: name, message_template_id: '7' })).toMatchObject({ status: name });
    expect(readAccountNews(name, { event: 'X' })).toBeUndefined();
  }
});

test('echoes may stand under the name of messages, and one of Meta’s own agent may have a member that only looks like a wrapping', () => {
  for (const field of ['smb_message_echoes', 'message_echoes'])
    expect(of(field, { metadata, messages: [{ ...hello, to: '49152' }] })).toMatchObject([
      { kind: 'echo', field, sender: { waId: '49152' } },
    ]);
  const odd = { id: 'wamid.o', to: '49152', message: 'in words' };
  expect(of('standby', { metadata, standby: { message_echoes: [odd, 'words'] } }).map(({ kind, item }) => [kind, item])).toEqual([
    ['echo', odd],
    ['unknown', { raw: 'words' }],
  ]);
});
