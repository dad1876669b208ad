import { describe, expect, test } from '@jest/globals';
import { interactiveWire } from './interactive-wire.ts';
import type { Card, InteractiveMessage } from './outbound-interactive.ts';
import { messageProblems } from './outbound-limits.ts';

const media = { id: '1234' };
const products = (sections: number, each: number) =>
  Array.from({ length: sections }, (_, index) => ({
    title: `s${index}`,
    productIds: Array.from({ length: each }, (_, item) => `p${item}`),
  }));
const card = (more: object = {}): Card => ({ header: { type: 'image', media }, displayText: 'See', url: 'https://a.example', ...more });
const quick = (count: number, more: object = {}): Card => ({
  header: { type: 'image', media },
  buttons: Array.from({ length: count }, (_, index) => ({ id: `i${index}`, title: `t${index}` })),
  ...more,
});
const twice = (one: Card): readonly Card[] => [one, one];

/** One message of each kind that Meta takes, and as it is written. */
const kinds: Record<InteractiveMessage['kind'], [InteractiveMessage, object]> = {
  button: [
    { type: 'interactive', kind: 'button', body: 'b', buttons: [{ id: 'a', title: 'A' }] },
    { body: { text: 'b' }, action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] } },
  ],
  list: [
    { type: 'interactive', kind: 'list', body: 'b', button: 'Choose', sections: [{ rows: [{ id: 'a', title: 'A' }] }] },
    { body: { text: 'b' }, action: { button: 'Choose', sections: [{ rows: [{ id: 'a', title: 'A' }] }] } },
  ],
  cta_url: [
    { type: 'interactive', kind: 'cta_url', body: 'b', displayText: 'Go', url: 'https://a.example' },
    { body: { text: 'b' }, action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://a.example' } } },
  ],
  location_request_message: [
    { type: 'interactive', kind: 'location_request_message', body: 'b' },
    { body: { text: 'b' }, action: { name: 'send_location' } },
  ],
  request_contact_info: [
    { type: 'interactive', kind: 'request_contact_info', body: 'b' },
    { body: { text: 'b' }, action: { name: 'request_contact_info' } },
  ],
  call_permission_request: [
    { type: 'interactive', kind: 'call_permission_request', body: 'May we call?' },
    { body: { text: 'May we call?' }, action: { name: 'call_permission_request' } },
  ],
  flow: [
    {
      type: 'interactive',
      kind: 'flow',
      body: 'b',
      flow: { id: '77' },
      cta: 'Book',
      token: 'T',
      start: { screen: 'FIRST', data: { day: 'Mon' } },
      draft: true,
    },
    {
      body: { text: 'b' },
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_id: '77',
          flow_cta: 'Book',
          flow_token: 'T',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'FIRST', data: { day: 'Mon' } },
          mode: 'draft',
        },
      },
    },
  ],
  address_message: [
    {
      type: 'interactive',
      kind: 'address_message',
      body: 'Where to?',
      country: 'IN',
      values: { in_pin_code: '400063' },
      problems: { in_pin_code: 'We do not go there.' },
      saved: [{ id: 'a1', value: { city: 'Mumbai' } }],
    },
    {
      body: { text: 'Where to?' },
      action: {
        name: 'address_message',
        parameters: {
          country: 'IN',
          values: { in_pin_code: '400063' },
          validation_errors: { in_pin_code: 'We do not go there.' },
          saved_addresses: [{ id: 'a1', value: { city: 'Mumbai' } }],
        },
      },
    },
  ],
  product: [
    { type: 'interactive', kind: 'product', catalogId: '9', productId: 'lamp' },
    { action: { catalog_id: '9', product_retailer_id: 'lamp' } },
  ],
  product_list: [
    {
      type: 'interactive',
      kind: 'product_list',
      body: 'b',
      header: { type: 'text', text: 'Lamps' },
      catalogId: '9',
      sections: [{ title: 'New', productIds: ['a', 'b'] }],
    },
    {
      header: { type: 'text', text: 'Lamps' },
      body: { text: 'b' },
      action: {
        catalog_id: '9',
        sections: [{ title: 'New', product_items: [{ product_retailer_id: 'a' }, { product_retailer_id: 'b' }] }],
      },
    },
  ],
  catalog_message: [
    { type: 'interactive', kind: 'catalog_message', body: 'b', footer: 'f', thumbnailProductId: 'lamp' },
    {
      body: { text: 'b' },
      footer: { text: 'f' },
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'lamp' } },
    },
  ],
  carousel: [
    { type: 'interactive', kind: 'carousel', body: 'b', cards: [card({ body: 'One' }), card()] },
    {
      body: { text: 'b' },
      action: {
        cards: [
          {
            card_index: 0,
            type: 'cta_url',
            header: { type: 'image', image: media },
            body: { text: 'One' },
            action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://a.example' } },
          },
          {
            card_index: 1,
            type: 'cta_url',
            header: { type: 'image', image: media },
            action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://a.example' } },
          },
        ],
      },
    },
  ],
  voice_call: [
    { type: 'interactive', kind: 'voice_call', body: 'Call us', displayText: 'Call', ttlMinutes: 60, payload: 'case-7' },
    { body: { text: 'Call us' }, action: { name: 'voice_call', parameters: { display_text: 'Call', ttl_minutes: 60, payload: 'case-7' } } },
  ],
};
const every = Object.values(kinds).map(([message, wire]) => [message.kind, message, wire] as const);
const problems = (kind: InteractiveMessage['kind'], more: object): string[] =>
  messageProblems({ ...kinds[kind][0], ...more } as InteractiveMessage).map(({ field }) => field);
const at = 'interactive.action';

test.each(every)("%s: nothing is wrong with it, and it is written as on Meta's page", (kind, message, wire) => {
  expect(messageProblems(message)).toEqual([]);
  expect(interactiveWire(message)).toEqual({ type: kind, ...wire });
});

test('what may be left out is not written', () => {
  const bare = (kind: InteractiveMessage['kind'], more: object) => interactiveWire({ ...kinds[kind][0], ...more } as InteractiveMessage);
  expect(bare('flow', { flow: { name: 'book' }, token: undefined, start: 'endpoint', draft: false })).toMatchObject({
    action: { parameters: { flow_message_version: '3', flow_name: 'book', flow_cta: 'Book', flow_action: 'data_exchange' } },
  });
  expect(
    interactiveWire({ type: 'interactive', kind: 'flow', body: 'b', flow: { id: '1' }, cta: 'c', start: { screen: 'S' } }),
  ).toMatchObject({ action: { parameters: { flow_action: 'navigate', flow_action_payload: { screen: 'S' } } } });
  for (const [message, action] of [
    [{ kind: 'voice_call', body: 'b' }, { name: 'voice_call' }],
    [{ kind: 'catalog_message', body: 'b' }, { name: 'catalog_message' }],
    [
      { kind: 'address_message', body: 'b', country: 'SG' },
      { name: 'address_message', parameters: { country: 'SG' } },
    ],
    [
      { kind: 'flow', body: 'b', flow: { id: '1' }, cta: 'c' },
      { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'c' } },
    ],
  ] as const)
    expect(interactiveWire({ type: 'interactive', ...message })).toEqual({ type: message.kind, body: { text: 'b' }, action });
  expect(interactiveWire({ type: 'interactive', kind: 'call_permission_request' })).toEqual({
    type: 'call_permission_request',
    action: { name: 'call_permission_request' },
  });
});

test('a card with quick replies names no address', () => {
  expect(interactiveWire({ type: 'interactive', kind: 'carousel', body: 'b', cards: twice(quick(1)) })).toMatchObject({
    action: {
      cards: [
        {
          card_index: 0,
          header: { type: 'image', image: media },
          action: { buttons: [{ type: 'quick_reply', quick_reply: { id: 'i0', title: 't0' } }] },
        },
        { card_index: 1 },
      ],
    },
  });
  expect(JSON.stringify(interactiveWire({ type: 'interactive', kind: 'carousel', body: 'b', cards: twice(quick(1)) }))).not.toContain(
    'cta_url',
  );
});

/** Each member with a greatest length, at it and one beyond. */
const longest: [InteractiveMessage['kind'], string, number, (value: string) => object][] = [
  ['flow', `${at}.parameters.flow_cta`, 30, (cta) => ({ cta })],
  ['product', `${at}.catalog_id`, 100, (catalogId) => ({ catalogId })],
  ['product', `${at}.product_retailer_id`, 100, (productId) => ({ productId })],
  ['product', 'interactive.body.text', 1024, (body) => ({ body })],
  ['product', 'interactive.footer.text', 60, (footer) => ({ footer })],
  ['product_list', `${at}.catalog_id`, 100, (catalogId) => ({ catalogId })],
  ['product_list', `${at}.sections[0].title`, 24, (title) => ({ sections: [{ title, productIds: ['a'] }] })],
  [
    'product_list',
    `${at}.sections[0].product_items[0].product_retailer_id`,
    100,
    (id) => ({ sections: [{ title: 't', productIds: [id] }] }),
  ],
  ['product_list', 'interactive.header.text', 60, (text) => ({ header: { type: 'text', text } })],
  ['catalog_message', `${at}.parameters.thumbnail_product_retailer_id`, 100, (thumbnailProductId) => ({ thumbnailProductId })],
  ['catalog_message', 'interactive.footer.text', 60, (footer) => ({ footer })],
  ['carousel', `${at}.cards[1].body.text`, 160, (body) => ({ cards: [card({ body: 'x' }), card({ body })] })],
  ['carousel', `${at}.cards[1].action.parameters.display_text`, 20, (displayText) => ({ cards: [card(), card({ displayText })] })],
  [
    'carousel',
    `${at}.cards[0].action.buttons[0].quick_reply.id`,
    256,
    (id) => ({ cards: [quick(1, { buttons: [{ id, title: 't' }] }), quick(1)] }),
  ],
  [
    'carousel',
    `${at}.cards[0].action.buttons[0].quick_reply.title`,
    20,
    (title) => ({ cards: [quick(1, { buttons: [{ id: 'i', title }] }), quick(1)] }),
  ],
  ['carousel', 'interactive.body.text', 1024, (body) => ({ body })],
  ['voice_call', `${at}.parameters.display_text`, 20, (displayText) => ({ displayText })],
  ['voice_call', `${at}.parameters.payload`, 512, (payload) => ({ payload })],
  ['call_permission_request', 'interactive.body.text', 1024, (body) => ({ body })],
  ['address_message', 'interactive.body.text', 1024, (body) => ({ body })],
];
test.each(longest)('%s: %s has at most %i characters, and at least one', (kind, field, limit, more) => {
  expect(messageProblems({ ...kinds[kind][0], ...more('x'.repeat(limit)) } as InteractiveMessage)).toEqual([]);
  expect(messageProblems({ ...kinds[kind][0], ...more('x'.repeat(limit + 1)) } as InteractiveMessage)).toEqual([
    { field, limit: `at most ${limit} characters`, actual: limit + 1 },
  ]);
  expect(problems(kind, more(''))).toContain(field);
});

test('a body is needed, but for a product and a request to call; a title of each section, once there are two', () => {
  const missing = Object.keys(kinds).filter((kind) =>
    problems(kind as InteractiveMessage['kind'], { body: undefined }).includes('interactive.body.text'),
  );
  expect(missing).toEqual(Object.keys(kinds).filter((kind) => kind !== 'product' && kind !== 'call_permission_request'));
  expect(problems('list', { sections: [{ title: 'One', rows: [{ id: 'a', title: 'A' }] }, { rows: [{ id: 'b', title: 'B' }] }] })).toEqual([
    `${at}.sections[1].title`,
  ]);
});

describe('what else Meta refuses in it', () => {
  test.each<[InteractiveMessage['kind'], string[], object]>([
    ['flow', [`${at}.parameters.flow_id`], { flow: { id: 'mine' } }],
    ['flow', [`${at}.parameters.flow_name`], { flow: { name: '' } }],
    ['flow', [`${at}.parameters.flow_cta`], { cta: 'Book 📅' }],
    ['flow', [`${at}.parameters.flow_token`], { token: ' ' }],
    ['flow', [`${at}.parameters.flow_action_payload.screen`], { start: { screen: '' } }],
    ['flow', [`${at}.parameters.flow_action_payload.data`], { start: { screen: 'S', data: {} } }],
    ['address_message', [`${at}.parameters.country`], { country: 'India' }],
    ['address_message', [`${at}.parameters.country`], { country: 'in' }],
    ['product_list', ['interactive.header'], { header: undefined }],
    ['product_list', ['interactive.header.type'], { header: { type: 'image', media } }],
    ['product_list', [`${at}.sections`], { sections: products(11, 1) }],
    ['product_list', [`${at}.sections[].product_items`], { sections: products(10, 4) }],
    ['product_list', [`${at}.sections`, `${at}.sections[].product_items`], { sections: [] }],
    ['carousel', [`${at}.cards`], { cards: [card()] }],
    ['carousel', [`${at}.cards`], { cards: Array.from({ length: 11 }, () => card()) }],
    ['carousel', [`${at}.cards`], { cards: [card(), quick(1)] }],
    ['carousel', [`${at}.cards`], { cards: [quick(1), quick(2)] }],
    ['carousel', [`${at}.cards`], { cards: [card(), card({ header: { type: 'video', media } })] }],
    ['carousel', [`${at}.cards[0].action.buttons`, `${at}.cards[1].action.buttons`], { cards: twice(quick(0)) }],
    [
      'carousel',
      [`${at}.cards[0].action.buttons[].quick_reply.id`],
      {
        cards: [
          quick(2, {
            buttons: [
              { id: 'i', title: 'a' },
              { id: 'i', title: 'b' },
            ],
          }),
          quick(2),
        ],
      },
    ],
    ['carousel', [`${at}.cards[1].body.text`], { cards: [card(), card({ body: 'a\nb\nc\nd' })] }],
    [
      'carousel',
      [`${at}.cards[1].header.image.link`],
      { cards: [card(), card({ header: { type: 'image', media: { link: 'file:///a.jpg' } } })] },
    ],
    ['carousel', [`${at}.cards[1].action.parameters.url`], { cards: [card(), card({ url: 'tel:112' })] }],
    ['voice_call', [`${at}.parameters.ttl_minutes`], { ttlMinutes: 0 }],
    ['voice_call', [`${at}.parameters.ttl_minutes`], { ttlMinutes: 43_201 }],
    ['voice_call', [`${at}.parameters.ttl_minutes`], { ttlMinutes: 1.5 }],
  ])('%s: %j', (kind, fields, more) => expect(problems(kind, more)).toEqual(fields));

  test('the most it takes', () => {
    expect(problems('product_list', { sections: products(10, 3) })).toEqual([]);
    expect(problems('carousel', { cards: Array.from({ length: 10 }, () => card({ body: 'a\nb\nc' })) })).toEqual([]);
    expect([1, 43_200].flatMap((ttlMinutes) => problems('voice_call', { ttlMinutes }))).toEqual([]);
  });

  const header = { type: 'text', text: 'h' };
  const headers = [header, { type: 'image', media }, { type: 'video', media }, { type: 'document', media }];
  const takes = (kind: InteractiveMessage['kind']): string[] =>
    headers.filter((one) => problems(kind, { header: one }).length === 0).map(({ type }) => type);
  test.each<[InteractiveMessage['kind'], string[]]>([
    ['button', ['text', 'image', 'video', 'document']],
    ['cta_url', ['text', 'image', 'video', 'document']],
    ['flow', ['text', 'image', 'video', 'document']],
    ['address_message', ['text', 'image', 'video', 'document']],
    ['list', ['text']],
    ['product_list', ['text']],
    ['product', []],
    ['catalog_message', []],
    ['carousel', []],
    ['location_request_message', []],
    ['request_contact_info', []],
    ['call_permission_request', []],
    ['voice_call', []],
  ])('%s takes headers of %j', (kind, types) => expect(takes(kind)).toEqual(types));

  test('where none is taken, that is all there is to say of it', () =>
    expect(problems('voice_call', { header: { type: 'text', text: 'h'.repeat(61) } })).toEqual(['interactive.header']));

  test('which take a footer', () =>
    expect(every.filter(([kind]) => problems(kind, { footer: 'f' }).length === 0).map(([kind]) => kind)).toEqual([
      'button',
      'list',
      'cta_url',
      'flow',
      'address_message',
      'product',
      'product_list',
      'catalog_message',
    ]));
});
