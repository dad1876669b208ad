import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAccountNews, readPreference } from './account.ts';
import { webhookLimits } from './limits.ts';
import type { JsonObject } from './limits.ts';
import { readChange, readMessage } from './message.ts';
import { readStatus } from './status.ts';
import { readSystem, readThreadControl } from './system.ts';
import { metaTime } from './time.ts';
import { parseWebhook } from './webhook.ts';
import type { WebhookItem } from './webhook.ts';

const metadata = { display_phone_number: '15550000001', phone_number_id: 'n1' };
const body = (...changes: unknown[]) => ({ object: 'whatsapp_business_account', entry: [{ id: 'w1', changes }] });
const messages = (...list: unknown[]) => ({ field: 'messages', value: { messaging_product: 'whatsapp', metadata, messages: list } });
const items = (raw: unknown): WebhookItem[] => {
  const parsed = parseWebhook(raw);
  return parsed.outcome === 'items' ? parsed.items : [];
};
const hello = { from: '4915100000001', id: 'wamid.1', timestamp: '1790000000', type: 'text', text: { body: 'hello' } };

describe('a webhook is split into its items', () => {
  test('every entry, change, message, status, echo and error is one', () => {
    const raw = body(
      {
        field: 'messages',
        value: { metadata, messages: [hello, hello], statuses: [{ id: 'wamid.2', status: 'sent' }], errors: [{ code: 1 }] },
      },
      { field: 'smb_message_echoes', value: { metadata, message_echoes: [{ ...hello, to: '49', to_user_id: 'DE.1' }] } },
      { field: 'account_update', value: { event: 'X' } },
    );
    expect(items({ ...raw, entry: [...raw.entry, ...raw.entry] }).map(({ kind }) => kind)).toEqual(
      Array(2).fill(['message', 'message', 'status', 'account', 'echo', 'account']).flat(),
    );
  });

  test('a contact is found by id, never by position', () => {
    const value = {
      metadata,
      messages: [
        { ...hello, from: 'b' },
        { ...hello, from: 'nobody' },
        { ...hello, from: undefined, from_user_id: 'DE.1' },
      ],
      contacts: [
        { wa_id: 'a', profile: { name: 'A' } },
        { wa_id: 'b', user_id: 'DE.2', profile: { name: 'B' } },
        { user_id: 'DE.1', parent_user_id: 'DE.ENT.1', profile: { name: 'C', username: 'c' } },
      ],
    };
    expect(items(body({ field: 'messages', value })).map(({ name, username, sender }) => ({ name, username, sender }))).toEqual([
      { name: 'B', username: undefined, sender: { waId: 'b', userId: 'DE.2' } },
      { name: undefined, username: undefined, sender: { waId: 'nobody' } },
      { name: 'C', username: 'c', sender: { userId: 'DE.1', parentUserId: 'DE.ENT.1' } },
    ]);
  });

  test('a status names its recipient, the parent id under either name', () => {
    const statuses = [{ id: 'x', status: 'sent', recipient_id: '49', recipient_user_id: 'DE.1', parent_recipient_user_id: 'DE.ENT.1' }];
    expect(items(body({ field: 'messages', value: { metadata, statuses } }))[0]?.sender).toEqual({
      waId: '49',
      userId: 'DE.1',
      parentUserId: 'DE.ENT.1',
    });
  });

  test.each([
    [null, 'not_a_webhook'],
    [[], 'not_a_webhook'],
    ['x', 'not_a_webhook'],
    [{ object: 'page' }, 'other_product'],
    [{}, 'other_product'],
    [body(messages(...Array(webhookLimits.items + 1).fill({}))), 'too_many_items'],
  ])('what is none of ours is told (%#)', (raw, outcome) => expect(parseWebhook(raw).outcome).toBe(outcome));

  test.each([
    [{ object: 'whatsapp_business_account' }, 0],
    [{ object: 'whatsapp_business_account', entry: [7] }, 1],
    [body(), 1],
    [body(3, null, { field: 'messages' }), 3],
    [body(messages()), 1],
  ])('what has no form is kept as unknown (%#)', (raw, count) =>
    expect(items(raw).map(({ kind }) => kind)).toEqual(Array(count).fill('unknown')),
  );

  test('a deep or large item is cut, its neighbours are whole', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    const [first, second, third] = items(body(messages({ ...hello, deep }, { ...hello, many: Array(30_000).fill('0123456789') }, hello)));
    expect([first?.kind, second?.kind, third?.kind]).toEqual(['message', 'message', 'message']);
    expect(JSON.stringify(first).length).toBeLessThan(2_000);
    expect(JSON.stringify(second).length).toBeLessThan(2_000);
  });

  test("a message that is too large is still its sender's, of its kind: they did write, and are answered", () => {
    const card = { name: { formatted_name: 'Robin Example' }, phones: [{ phone: '+4915500000001' }], vcard: 'V'.repeat(900) };
    const { text: _, ...envelope } = hello;
    const [shared] = items(body(messages({ ...envelope, type: 'contacts', contacts: Array(257).fill(card), context: { id: 'wamid.q' } })));
    expect(shared).toMatchObject({
      kind: 'message',
      sender: { waId: hello.from },
      item: { members: expect.arrayContaining(['contacts']) },
    });
    expect(readMessage(shared!.item)).toMatchObject({ id: hello.id, kind: 'contacts', quotes: 'wamid.q', text: '' });
    expect(shared!.time).toBeGreaterThan(0);
  });

  test('what surrounds an item is short too', () => {
    const value = {
      metadata: { phone_number_id: 'n'.repeat(5_000) },
      contacts: [{ wa_id: hello.from, profile: { name: 'x'.repeat(500_000) } }],
      messages: [hello],
    };
    expect(JSON.stringify(items(body({ field: 'messages', value }))).length).toBeLessThan(3_000);
  });

  test('whatever is put anywhere in a webhook, nothing throws and no message beside it is lost', () => {
    const anywhere = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(anywhere, anywhere, anywhere, (a, b, c) => {
        const raw = {
          object: 'whatsapp_business_account',
          entry: [
            a,
            {
              id: b,
              changes: [
                c,
                messages(a, hello, b),
                { field: a, value: b },
                { field: 'messages', value: { metadata: c, contacts: a, statuses: b, errors: c } },
              ],
            },
          ],
        };
        const found = items(JSON.parse(JSON.stringify(raw)));
        expect(found.filter(({ item, kind }) => kind === 'message' && item['id'] === 'wamid.1').length).toBeGreaterThanOrEqual(1);
        for (const { item, field } of found)
          [
            readMessage(item),
            readChange(item),
            readThreadControl(item),
            readStatus(item),
            readSystem(item),
            readAccountNews(field, item),
            readPreference(item),
          ].forEach((read) => expect(typeof read).not.toBe('string'));
      }),
      { numRuns: 300 },
    );
  });

  test('news of any form about any account field throws nothing, and tells nothing but codes', () => {
    const fields = [
      'message_template_status_update',
      'template_category_update',
      'phone_number_quality_update',
      'account_update',
      'account_alerts',
      'security',
      'business_capability_update',
    ];
    const keys = fc.constantFrom(
      'event',
      'reason',
      'message_template_id',
      'message_template_name',
      'restriction_info',
      'ban_info',
      'violation_info',
      'alert_info',
      'current_limit',
      'max_daily_conversations_per_business',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.dictionary(keys, fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant('+49 151 00000001'))),
        (field, item) => {
          expect(JSON.stringify(readAccountNews(field, JSON.parse(JSON.stringify(item))) ?? '')).not.toContain('+49');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a message is read', () => {
  test.each<[object, object]>([
    [
      { text: { body: 'a' }, type: 'text' },
      { kind: 'text', text: 'a' },
    ],
    [{ text: { body: 'a' } }, { kind: 'text', text: 'a', metaType: 'text' }],
    [{ type: 'text', text: { body: 7 } }, { kind: 'unsupported' }],
    [
      { type: 'image', image: { caption: 'c' } },
      { kind: 'media', mediaKind: 'image', text: 'c' },
    ],
    [
      { type: 'voice', voice: {} },
      { kind: 'media', mediaKind: 'audio', text: '' },
    ],
    [
      { type: 'document', document: { filename: 'f.pdf' } },
      { kind: 'media', mediaKind: 'document', text: 'f.pdf' },
    ],
    [
      { type: 'document', document: { filename: 'f.pdf', caption: 'Please look' } },
      { kind: 'media', mediaKind: 'document', text: 'Please look\nf.pdf' },
    ],
    [
      { type: 'document', document: { filename: 'f.pdf', caption: 'f.pdf' } },
      { kind: 'media', text: 'f.pdf' },
    ],
    [
      { type: 'document', document: { filename: '', caption: 'Please look' } },
      { kind: 'media', text: 'Please look' },
    ],
    [
      { type: 'button', button: { text: 'No', payload: 'NO' } },
      { kind: 'button', text: 'No', choiceId: 'NO' },
    ],
    [
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'x', title: 'X' } } },
      { kind: 'button', text: 'X', choiceId: 'x' },
    ],
    [
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'r', title: 'R' } } },
      { kind: 'list', text: 'R', choiceId: 'r' },
    ],
    [{ type: 'interactive', interactive: { type: 'nfm_reply' } }, { kind: 'unsupported' }],
    [
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"delivery_rating":"4","comment":"late","flow_token":"T"}' },
        },
      },
      { kind: 'form', text: 'delivery rating: 4\ncomment: late', form: '{"delivery_rating":"4","comment":"late"}' },
    ],
    [
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: { values: { city: 'Kiel' } } } } },
      { kind: 'form', text: 'values: {"city":"Kiel"}' },
    ],
    [
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: 'no JSON' } } },
      { kind: 'form', text: 'answer: no JSON' },
    ],
    [
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '[1,2]' } } },
      { kind: 'form', text: 'answer: [1,2]' },
    ],
    [{ type: 'media_placeholder' }, { kind: 'media', text: '' }],
    [
      {
        contacts: [
          { name: { formatted_name: 'A. Friend' }, phones: [{ phone: '+1 555 0100' }, { wa_id: '15550101' }, 7] },
          { name: { first_name: 'B' }, emails: [{ email: 'b@example.org' }] },
          8,
          {},
        ],
      },
      { kind: 'contacts', text: 'A. Friend, +1 555 0100, 15550101\nB, b@example.org' },
    ],
    [
      { type: 'reaction', reaction: { message_id: 'wamid.q', emoji: '👍' } },
      { kind: 'reaction', text: '👍', quotes: 'wamid.q' },
    ],
    [
      { type: 'reaction', reaction: { message_id: 'wamid.q' } },
      { kind: 'reaction', text: '' },
    ],
    [
      { type: 'location', location: { latitude: -33.8688197, longitude: 151.2092955 } },
      { kind: 'location', text: 'geo:-33.86882,151.2093' },
    ],
    [
      { type: 'location', location: { latitude: 53.5, longitude: 10, name: 'N' } },
      { kind: 'location', text: 'N' },
    ],
    [
      { type: 'location', location: { latitude: '53.5', longitude: 10 } },
      { kind: 'location', text: '' },
    ],
    [
      { type: 'location', location: { name: 'N', address: 'A' } },
      { kind: 'location', text: 'N, A' },
    ],
    [{ contacts: [{}] }, { kind: 'contacts', metaType: 'contacts' }],
    [
      { type: 'order', order: { text: 't', product_items: [] } },
      { kind: 'order', text: 't' },
    ],
    [
      {
        type: 'order',
        order: {
          text: 'By Friday',
          product_items: [
            { product_retailer_id: 'sku-1', quantity: 2, item_price: 7.99, currency: 'USD' },
            { product_retailer_id: 'sku-2', quantity: '1', item_price: '30' },
            { product_retailer_id: 77, quantity: {} },
            {},
            'sku-3',
          ],
        },
      },
      { kind: 'order', text: 'By Friday\n2 × 7.99 USD: sku-1\n1 × 30: sku-2\n77' },
    ],
    [
      { type: 'order', order: { product_items: [{ product_retailer_id: 'sku-1', quantity: 2 }] } },
      { kind: 'order', text: '2 × sku-1' },
    ],
    [
      { type: 'order', order: { text: 7, product_items: {} } },
      { kind: 'order', text: '' },
    ],
    [{ type: 'hologram' }, { kind: 'unsupported', metaType: 'hologram' }],
    [
      { type: 'unsupported', unsupported: { type: 'poll' } },
      { kind: 'unsupported', metaType: 'unsupported_poll' },
    ],
    [
      { type: 'unknown', unsupported: { type: 'Anna Smith, FD-10234' } },
      { kind: 'unsupported', metaType: 'unknown' },
    ],
    [{ type: 'text', text: { body: 'a' }, context: { id: 'wamid.q', from: '1' } }, { quotes: 'wamid.q' }],
    [{ type: 'text', text: { body: 'a' }, context: { forwarded: true } }, { kind: 'text' }],
  ])('%j', (content, read) => expect(readMessage({ id: 'wamid.1', ...content } as never)).toMatchObject(read));

  test('however much is filled in, little travels on', () => {
    const filled = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field_${index}`, 'x'.repeat(300)]));
    const read = readMessage({ id: 'x', type: 'interactive', interactive: { nfm_reply: { response_json: JSON.stringify(filled) } } });
    expect([read?.text.length, read?.form]).toEqual([4_000, '']);
    const cards = Array.from({ length: 500 }, () => ({
      name: { formatted_name: 'N'.repeat(50) },
      phones: Array.from({ length: 500 }, () => ({ phone: '+1' })),
    }));
    expect(readMessage({ id: 'x', contacts: cards })?.text.length).toBe(4_000);
    const order = { product_items: Array.from({ length: 500 }, () => ({ product_retailer_id: 'p'.repeat(300), quantity: 1 })) };
    expect(readMessage({ id: 'x', type: 'order', order })?.text.length).toBe(4_000);
  });

  test("without an id it can't be told from its repetition", () =>
    expect(readMessage({ type: 'text', text: { body: 'a' } })).toBeUndefined());

  test('a changed number is told under its old and new names', () => {
    expect(readSystem({ system: { type: 'user_changed_number', wa_id: '2', user_id: 'DE.2', previous_user_id: 'DE.1' } })).toEqual({
      change: 'number',
      waId: '2',
      userId: 'DE.2',
      previousUserId: 'DE.1',
    });
    expect(readSystem({ system: { type: 'customer_changed_number', new_wa_id: '2' } })).toEqual({ change: 'number', waId: '2' });
    expect(readSystem({ system: { type: 'something_new' } })).toBeUndefined();
    expect(
      readSystem({
        system: {
          type: 'user_changed_user_id',
          wa_id: '2',
          user_id: 'DE.2',
          parent_user_id: 'DE.ENT.2',
          previous_parent_user_id: 'DE.ENT.1',
        },
      }),
    ).toEqual({ change: 'user_id', waId: '2', userId: 'DE.2', parentUserId: 'DE.ENT.2', previousParentUserId: 'DE.ENT.1' });
    expect(readSystem({ system: { type: 'customer_identity_changed', wa_id: '2' } })).toEqual({ change: 'identity' });
  });
});

test.each([
  ['1790000000', 1790000000000],
  [1790000000, 1790000000000],
  ['1790000000123', 1790000000123],
  ['<TIMESTAMP>', 0],
  ['', 0],
  [null, 0],
  [-5, 0],
  ['99999999999999', 99999999999999],
])('the time %p is %p', (given, ms) => expect(metaTime(given)).toBe(ms));

describe('a message that changes another', () => {
  const change = (type: string, content: unknown) => readChange({ id: 'wamid.c', timestamp: '1790000000', type, [type]: content } as never);
  test('edited: its new words, by whichever kind', () => {
    expect(change('edit', { original_message_id: 'wamid.o', message: { type: 'text', text: { body: 'new' } } })).toMatchObject({
      change: 'edited',
      id: 'wamid.c',
      originalId: 'wamid.o',
      message: { kind: 'text', text: 'new', time: 1790000000000 },
    });
    expect(change('edit', { original_message_id: 'wamid.o', message: { type: 'image', image: { caption: 'c', id: '1' } } })).toMatchObject({
      message: { kind: 'media', text: 'c' },
    });
  });
  test('taken back', () =>
    expect(change('revoke', { original_message_id: 'wamid.o' })).toEqual({
      change: 'revoked',
      id: 'wamid.c',
      originalId: 'wamid.o',
      time: 1790000000000,
    }));
  test.each([
    ['edit', {}],
    ['edit', { original_message_id: 'wamid.o' }],
    ['edit', { original_message_id: 'wamid.o', message: 7 }],
    ['revoke', {}],
    ['revoke', 7],
    ['text', { body: 'a' }],
  ])('is none of these: %s %j', (type, content) => expect(change(type, content)).toBeUndefined());
});

describe('a thread that others have too', () => {
  const handover = (passed: unknown) => ({
    recipient: { phone_number_id: 'n9' },
    sender: { phone_number: '49', user_id: 'DE.1' },
    timestamp: '1790000000',
    type: 'control_passed',
    control_passed: passed,
  });
  test.each([
    [{ new_owner_role: 'escalation', previous_owner_app_role: 'meta_business_agent' }, 'us'],
    [{ previous_owner_app_role: 'meta_business_agent' }, 'us'],
    [{ metadata: 'x' }, 'us'],
    [{ new_owner_role: 'ai_agent', previous_owner_role: 'escalation' }, 'meta'],
  ])('%j: it is with %s', (passed, heldBy) => {
    const [item] = items(body({ field: 'messaging_handovers', value: handover(passed) }));
    expect([item?.kind, item?.numberId, item?.sender]).toEqual(['handover', 'n9', { waId: '49', userId: 'DE.1' }]);
    expect(readThreadControl(item?.item ?? {})).toEqual({ heldBy, time: 1790000000000 });
  });
  test.each<[object, string | undefined]>([
    [{ type: 'control_taken', control_taken: { new_owner_role: 'escalation' } }, 'meta'],
    [{ control_taken: {} }, 'meta'],
    [{ type: 'control_taken', control_taken: { new_owner_role: 'x' }, control_passed: { new_owner_role: 'y' } }, 'meta'],
    [{ type: 'control_passed', control_taken: {}, control_passed: { new_owner_role: 'escalation' } }, 'us'],
    [{ type: 'control_taken', control_passed: { new_owner_role: 'escalation' } }, undefined],
    [{ control_taken: 7 }, undefined],
  ])('%j: it is with %s', (item, heldBy) => expect(readThreadControl(item as JsonObject)?.heldBy).toBe(heldBy));
  test('another event says nothing of whose it is', () =>
    expect(readThreadControl({ type: 'control_requested', control_passed: 7 })).toBeUndefined());

  test('standby: messages and echoes, one level deeper, an echo perhaps wrapped once more', () => {
    const echo = { id: 'wamid.e', message: { to: '49', type: 'text', text: { body: 'from Meta' } } };
    for (const value of [
      { metadata, standby: { messages: [hello], message_echoes: [echo] } },
      { metadata, standby: [{ messages: [hello] }, { message_echoes: [echo] }] },
      { metadata, messages: [hello], message_echoes: [echo] },
    ]) {
      const found = items(body({ field: 'standby', value }));
      expect(found.map(({ kind, sender }) => [kind, sender.waId])).toEqual([
        ['message', hello.from],
        ['echo', '49'],
      ]);
      expect(readMessage(found[1]?.item ?? {})).toMatchObject({ id: 'wamid.e', text: 'from Meta' });
    }
    expect(items(body({ field: 'standby', value: { metadata, standby: [{}] } })).map(({ kind }) => kind)).toEqual(['unknown']);
  });

  test('history: each message of each thread, whose customer the thread names; files described later; errors', () => {
    const old = { ...hello, from: '15550000001', history_context: { status: 'READ' } };
    const value = {
      metadata,
      history: [
        {
          metadata: { phase: 0 },
          threads: [
            { id: '49', messages: [old, { ...hello, from: '49' }] },
            { id: '50', context: { user_id: 'DE.5' }, messages: [old, 7] },
            8,
          ],
        },
        { errors: [{ code: 2593109 }] },
      ],
    };
    expect(items(body({ field: 'history', value })).map(({ kind, sender }) => [kind, sender])).toEqual([
      ['history', { waId: '49' }],
      ['history', { waId: '49' }],
      ['history', { waId: '50', userId: 'DE.5' }],
      ['unknown', {}],
      ['account', {}],
      ['unknown', {}],
    ]);
    const described = {
      metadata,
      messages: [
        { ...hello, from: '49' },
        { ...hello, from: '15550000001', to: '49' },
      ],
    };
    expect(items(body({ field: 'history', value: described })).map(({ sender }) => sender)).toEqual([{ waId: '49' }, { waId: '49' }]);
    expect(
      items(body({ field: 'history', value: { metadata, history: [{ metadata: { phase: 0, progress: 100 } }] } })).map(({ kind }) => kind),
    ).toEqual(['account']);
  });
});
