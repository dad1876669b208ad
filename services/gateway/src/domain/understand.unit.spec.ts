import { describe, expect, test } from '@jest/globals';
import type { ItemKind, JsonObject, Sender, WebhookItem } from '@frontdesk/whatsapp';
import { knownFields, understand } from './understand.ts';

const ours = '102200000000001';
const phone: Sender = { waId: '4915400000001' };
const hello = { id: 'wamid.1', from: phone.waId!, timestamp: '1790000300', type: 'text', text: { body: 'hello' } };
const item = (kind: ItemKind, content: object, more: Partial<WebhookItem> = {}): WebhookItem => ({
  kind,
  field: 'messages',
  wabaId: ours,
  numberId: '106',
  sender: phone,
  time: 1790000300000,
  item: content as JsonObject,
  ...more,
});
const read = (kind: ItemKind, content: object, more: Partial<WebhookItem> = {}) =>
  understand(item(kind, content, more), { wabaId: ours, numberIds: ['105', '106'] });
const notUsed = (itemType: string, why = 'unknown_type') => ({ as: 'not_used', itemType, why });

test.each<[ItemKind, object]>([
  ['message', hello],
  ['echo', hello],
  ['history', hello],
  ['handover', {}],
  ['status', { id: 'wamid.1', status: 'read', timestamp: '1790000300' }],
  ['account', {}],
  ['unknown', {}],
])('given a %s of a number that is not configured, then it is not ours to use; of each that is, it is', (kind, content) => {
  expect(read(kind, content, { numberId: '107' })).toEqual(notUsed(kind, 'other_number'));
  for (const numberId of ['105', '106', '']) expect(read(kind, content, { numberId })).not.toMatchObject({ why: 'other_number' });
});

describe('given a field of a subscription', () => {
  /** Meta's list; the first are about the account and have an effect, of the others a few come in forms of their own. */
  const used = [
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
  ];
  const others = [
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
  ];
  test("each of Meta's list is known", () => expect([...knownFields].sort()).toEqual([...used, ...others].sort()));

  test.each(used)('%s without a word that is understood is a change of the account all the same', (field) =>
    expect(read('account', { mystery: 1 }, { field })).toEqual({ as: 'account', change: 'changed' }),
  );
  test.each(others.filter((field) => !['messages', 'user_id_update', 'user_preferences'].includes(field)))(
    '%s is known, and not used',
    (field) => {
      expect(read('account', { mystery: 1 }, { field })).toEqual(notUsed(field, 'not_used_yet'));
      expect(read('unknown', { mystery: 1 }, { field })).toEqual(notUsed(field));
    },
  );
  test('one that Meta has added since is told apart', () => {
    expect(read('account', {}, { field: 'moon_phase_update' })).toEqual(notUsed('moon_phase_update', 'unknown_field'));
    expect(read('unknown', {}, { field: 'moon_phase_update' })).toEqual(notUsed('moon_phase_update', 'unknown_field'));
  });
  test('an error without a message, and of a history that is not shared, is kept', () => {
    expect(read('account', { code: 131000 })).toEqual(notUsed('error', 'not_used_yet'));
    expect(read('account', { code: 2593109 }, { field: 'history' })).toEqual(notUsed('error', 'not_used_yet'));
    // news may have a code as well
    expect(read('account', { code: 1, event: 'PIN_CHANGED' }, { field: 'security', wabaId: '0' })).toEqual({
      as: 'account',
      change: 'PIN_CHANGED',
    });
  });
});

describe('given news', () => {
  const news = { event: 'PAUSED', message_template_id: 7, message_template_name: 'n' };
  const field = 'message_template_status_update';
  test('of our account they have an effect', () =>
    expect(read('account', news, { field })).toMatchObject({ as: 'news', news: { news: 'template', status: 'PAUSED' } }));
  test.each([
    ['another account', '999'],
    ["the dashboard's test button", '0'],
  ])('of %s they are counted by their code', (_name, wabaId) =>
    expect(read('account', news, { field, wabaId })).toEqual({ as: 'account', change: 'PAUSED' }),
  );
  test('what says what changed is a code or nothing', () => {
    const change = (content: object) => read('account', content, { field, wabaId: '0' });
    expect([
      change({ decision: 'APPROVED' }),
      change({ event: 'A'.repeat(64) }),
      change({ event: 'A'.repeat(65) }),
      change({ event: '+49 151' }),
      change({ event: 7 }),
      change({ event: '' }),
    ]).toEqual(['APPROVED', 'A'.repeat(64), 'other', 'other', 'other', 'other'].map((word) => ({ as: 'account', change: word })));
  });
});

describe('given a message', () => {
  test('of somebody it is theirs', () =>
    expect(read('message', hello)).toMatchObject({
      as: 'message',
      sender: phone,
      standby: false,
      message: { kind: 'text', text: 'hello' },
    }));
  test('by user id alone it is theirs too', () =>
    expect(read('message', hello, { sender: { userId: 'DE.1' } })).toMatchObject({ as: 'message', sender: { userId: 'DE.1' } }));
  test('who shares their number is known by it, unless Meta shows one', () => {
    const shares = { ...hello, type: 'contacts', contacts: [{ phones: [{ wa_id: '4915400000002' }], origin: 'contact_request' }] };
    expect(read('message', shares, { sender: { userId: 'DE.1' } })).toMatchObject({
      as: 'message',
      sender: { userId: 'DE.1', waId: '4915400000002' },
    });
    expect(read('message', shares)).toMatchObject({ as: 'message', sender: phone });
  });
  test("while Meta's agent leads it says so", () =>
    expect(read('message', hello, { field: 'standby' })).toMatchObject({ as: 'message', standby: true }));
  test.each<[string, object, Partial<WebhookItem>, object]>([
    ['without an id', { ...hello, id: undefined }, {}, notUsed('message')],
    ['of nobody', hello, { sender: {} }, notUsed('text')],
    ['of a group', { ...hello, group_id: 'G.1' }, {}, notUsed('text', 'not_used_yet')],
    ['of a group, by nobody', { ...hello, group_id: 'G.1' }, { sender: {} }, notUsed('text', 'not_used_yet')],
    [
      'an answer to whether we may call',
      { ...hello, type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } } },
      {},
      notUsed('interactive', 'not_used_yet'),
    ],
    ['an edit that says not of what', { ...hello, type: 'edit', edit: {} }, {}, notUsed('edit')],
    ['a deletion that says not of what', { ...hello, type: 'revoke' }, {}, notUsed('revoke')],
    [
      'a deletion of which a number that is on no phone is not told more',
      { ...hello, type: 'unsupported', unsupported: { type: 'revoke' }, errors: [{ code: 131051 }] },
      {},
      notUsed('revoke'),
    ],
    ['a system message of a new kind', { ...hello, type: 'system', system: { type: 'something_new' } }, {}, notUsed('system')],
  ])('%s is kept', (_name, content, more, understood) => expect(read('message', content, more)).toEqual(understood));

  test.each([{ type: 'poll' }, { type: 'edit' }, 'revoke', undefined])('what cannot be shown (%j) wants an answer', (unsupported) =>
    expect(read('message', { ...hello, type: 'unsupported', unsupported })).toMatchObject({
      as: 'message',
      message: { kind: 'unsupported' },
    }),
  );
  test('a button is not silent', () =>
    expect(
      read('message', { ...hello, type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'x', title: 'X' } } }),
    ).toMatchObject({ as: 'message', message: { kind: 'button' } }));
  test('an edit and a deletion change another', () => {
    expect(
      read('message', {
        ...hello,
        type: 'edit',
        edit: { original_message_id: 'wamid.0', message: { type: 'text', text: { body: 'new' } } },
      }),
    ).toMatchObject({ as: 'changed', by: 'customer', sender: phone, change: { change: 'edited', originalId: 'wamid.0' } });
    expect(read('message', { ...hello, type: 'revoke', revoke: { original_message_id: 'wamid.0' } })).toMatchObject({
      as: 'changed',
      by: 'customer',
      change: { change: 'revoked' },
    });
  });
  test('a first opening is a welcome, with its time', () =>
    expect(read('message', { ...hello, type: 'request_welcome' })).toEqual({ as: 'welcome', sender: phone, at: 1790000300000 }));
});

describe('given a system message', () => {
  const system = (content: object, sender: Sender) =>
    read('message', { id: 'wamid.s', timestamp: '1790000300', type: 'system', system: content }, { sender });
  test('a changed number is about whom the person was', () => {
    expect(
      system({ type: 'user_changed_number', wa_id: '2', user_id: 'DE.2', previous_user_id: 'DE.1' }, { ...phone, userId: 'DE.2' }),
    ).toEqual({
      as: 'contact_changed',
      sender: { ...phone, userId: 'DE.1' },
      change: { change: 'number', waId: '2', userId: 'DE.2', previousUserId: 'DE.1' },
      at: 1790000300000,
    });
    // the id beside an old number is the new one: it says nothing of whom they were
    expect(system({ type: 'user_changed_number', wa_id: '2' }, { ...phone, userId: 'DE.2' })).toMatchObject({ sender: phone });
    expect(system({ type: 'user_changed_number', wa_id: '2' }, { ...phone, userId: 'DE.2' })).not.toHaveProperty('sender.userId');
  });
  test('a changed user id is about the one before', () => {
    expect(system({ type: 'user_changed_user_id', user_id: 'DE.2', previous_user_id: 'DE.1' }, {})).toMatchObject({
      as: 'contact_changed',
      sender: { userId: 'DE.1' },
    });
    expect(system({ type: 'user_changed_user_id', user_id: 'DE.2', previous_user_id: 'DE.1' }, {})).not.toHaveProperty('sender.waId');
    expect(system({ type: 'user_changed_user_id', user_id: 'DE.2' }, { userId: 'DE.2' })).toEqual(notUsed('system'));
  });
  test("a changed user id is told by a field of its own too, with the parent's", () => {
    const update = (content: object, sender: Sender) =>
      read('account', { timestamp: '1790000300', ...content }, { field: 'user_id_update', sender });
    const ids = { user_id: { previous: 'DE.1', current: 'DE.2' }, parent_user_id: { previous: 'DE.ENT.1', current: 'DE.ENT.2' } };
    const before = { ...phone, userId: 'DE.1', parentUserId: 'DE.ENT.1' };
    expect(update(ids, before)).toEqual({
      as: 'contact_changed',
      sender: before,
      at: 1790000300000,
      change: { change: 'user_id', userId: 'DE.2', previousUserId: 'DE.1', parentUserId: 'DE.ENT.2', previousParentUserId: 'DE.ENT.1' },
    });
    expect(update({ parent_user_id: { current: 'DE.ENT.2' } }, phone)).toMatchObject({
      as: 'contact_changed',
      change: { parentUserId: 'DE.ENT.2' },
    });
    expect([
      update(ids, {}),
      update({ user_id: { previous: 'DE.1' } }, phone),
      update({ user_id: 'DE.2', parent_user_id: 7 }, phone),
    ]).toEqual(Array(3).fill(notUsed('user_id_update')));
  });
  test("the parent's id before is one of theirs", () =>
    expect(
      system(
        {
          type: 'user_changed_user_id',
          user_id: 'DE.2',
          previous_user_id: 'DE.1',
          parent_user_id: 'DE.ENT.2',
          previous_parent_user_id: 'DE.ENT.1',
        },
        {},
      ),
    ).toMatchObject({ as: 'contact_changed', sender: { userId: 'DE.1', parentUserId: 'DE.ENT.1' }, change: { parentUserId: 'DE.ENT.2' } }));
  test('a changed key is about who they are', () =>
    expect(system({ type: 'customer_identity_changed' }, { userId: 'DE.2' })).toMatchObject({
      as: 'contact_changed',
      sender: { userId: 'DE.2' },
      change: { change: 'identity' },
    }));
});

describe('given what others wrote', () => {
  const echo = { ...hello, from: '15550000001', to: phone.waId };
  test("an echo is the phone's, or Meta's own agent's", () => {
    expect(read('echo', echo, { field: 'smb_message_echoes' })).toMatchObject({
      as: 'echo',
      sender: phone,
      standby: false,
      message: { text: 'hello' },
    });
    expect(read('echo', echo, { field: 'standby' })).toMatchObject({ as: 'echo', standby: true });
  });
  test('it may change another', () =>
    expect(read('echo', { ...echo, type: 'revoke', revoke: { original_message_id: 'wamid.0' } })).toMatchObject({
      as: 'changed',
      by: 'phone',
      sender: phone,
    }));
  test.each<[string, object, Partial<WebhookItem>]>([
    ['without an id', { ...echo, id: undefined }, {}],
    ['to nobody', echo, { sender: {} }],
    ['an edit of nothing', { ...echo, type: 'edit', edit: {} }, {}],
    ['a system message', { ...echo, type: 'system', system: {} }, {}],
  ])('%s is kept', (_name, content, more) => expect(read('echo', content, more)).toEqual(notUsed('echo')));

  test("an old message is its customer's, or the phone's", () => {
    const by = (content: object, sender: Sender = phone) => read('history', content, { sender });
    expect([
      by(hello),
      by({ ...hello, to: '1555' }),
      by({ ...hello, from: '1555' }),
      by({ ...hello, from: undefined }),
      by({ ...hello, from: undefined, to: phone.waId }),
    ]).toMatchObject(['customer', 'customer', 'phone', 'customer', 'phone'].map((who) => ({ as: 'history', by: who, sender: phone })));
    expect(by(hello, { userId: 'DE.1' })).toMatchObject({ as: 'history', sender: { userId: 'DE.1' } });
  });
  test.each<[string, object, Sender]>([
    ['without an id', { ...hello, id: undefined }, phone],
    ['of a group', hello, { waId: '120363-1790@g.us' }],
    ['of too few digits', hello, { waId: '1234' }],
    ['of too many', hello, { waId: '1'.repeat(21) }],
    ['of a group by its id', { ...hello, group_id: 'G' }, phone],
    ['of the system', { ...hello, type: 'system', system: { type: 'user_changed_number' } }, phone],
    ['of nobody', hello, {}],
  ])('an old message %s is kept', (_name, content, sender) => expect(read('history', content, { sender })).toEqual(notUsed('history')));
  test('a number may have five to twenty digits, and a plus', () =>
    expect(['12345', '1'.repeat(20), '+4915400000001'].map((waId) => read('history', hello, { sender: { waId } }).as)).toEqual([
      'history',
      'history',
      'history',
    ]));
});

describe('given the rest', () => {
  test("a thread that is passed is somebody's", () => {
    const passed = { control_passed: { new_owner_role: 'ai_agent' }, timestamp: '1790000300' };
    expect(read('handover', passed)).toEqual({ as: 'thread_control', sender: phone, control: { heldBy: 'meta', time: 1790000300000 } });
    const taken = { type: 'control_taken', control_taken: { new_owner_role: 'escalation' }, timestamp: '1790000300' };
    expect(read('handover', taken)).toEqual({ as: 'thread_control', sender: phone, control: { heldBy: 'meta', time: 1790000300000 } });
    expect([read('handover', passed, { sender: {} }), read('handover', {})]).toEqual([
      notUsed('messaging_handovers'),
      notUsed('messaging_handovers'),
    ]);
  });
  test('a status is of a message; one of a call is kept, under a code', () => {
    const status = { id: 'wamid.1', status: 'sent' };
    expect([read('status', status), read('status', { ...status, type: 'message' }), read('status', { ...status, type: 7 })]).toMatchObject(
      Array(3).fill({ as: 'status', status: { wamid: 'wamid.1', status: 'sent' } }),
    );
    expect([read('status', { ...status, type: 'call' }), read('status', { ...status, type: 'a call' })]).toEqual([
      notUsed('status_call', 'not_used_yet'),
      notUsed('status_other', 'not_used_yet'),
    ]);
    expect(read('status', { id: 'wamid.1' })).toEqual(notUsed('status'));
  });
  test("a preference is somebody's", () => {
    const stop = { category: 'marketing_messages', value: 'stop', timestamp: 1790000300 };
    const field = 'user_preferences';
    expect(read('account', stop, { field })).toEqual({
      as: 'preference',
      sender: phone,
      preference: { category: 'marketing', value: 'stop', time: 1790000300000 },
    });
    expect([read('account', stop, { field, sender: {} }), read('account', { ...stop, value: 'maybe' }, { field })]).toEqual([
      notUsed(field),
      notUsed(field),
    ]);
  });
});
