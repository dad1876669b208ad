import { describe, expect, test } from '@jest/globals';
import type { OutboundMessage } from './outbound.ts';
import type { InteractiveMessage } from './outbound-interactive.ts';
import type { TemplateButton, TemplateHeader, TemplateMessage, TemplateValue } from './outbound-template.ts';
import { messageProblems } from './outbound-limits.ts';
import { toWire } from './outbound-wire.ts';

const media = { id: '1234' };
const interactive = (more: object): OutboundMessage => ({ type: 'interactive', body: 'b', ...more }) as InteractiveMessage;
const flow = (more: object): OutboundMessage => interactive({ kind: 'flow', flow: { id: '1' }, cta: 'c', ...more });
const list = (...sections: object[]): OutboundMessage => interactive({ kind: 'list', button: 'c', sections });
const row = (id: string) => ({ id, title: 't' });
const template = (more: Partial<TemplateMessage>): OutboundMessage => ({ type: 'template', name: 'n', language: 'en', ...more });
const value = (one: TemplateValue): OutboundMessage => template({ body: [one] });
const header = (one: TemplateHeader): OutboundMessage => template({ header: one });
const button = (one: TemplateButton): OutboundMessage => template({ buttons: [one] });
const cards = (...all: NonNullable<TemplateMessage['cards']>[number][]): OutboundMessage => template({ cards: all });
const card = { header: { type: 'image' as const, media } };
const at = 'template.components';
const locale = "one of Meta's locale codes, e.g. en or en_US";
const plain = 'no new lines, no tabs, no more than 4 spaces in a row';
const variable = 'lower-case letters, digits and _';
const address = 'must be an http or https address';
const idOfMeta = 'an id of Meta: letters, digits, _ and -';
const alone = 'an authentication template has its code and nothing else';
const same = 'every card has the same header type, number of values and buttons';
const index = (most: number) => `0 to ${most}`;

/** Each rule that is no length: what is wrong, by the field and the rule that the problem names. */
const wrong: [string, string, OutboundMessage][] = [
  ['image.id', idOfMeta, { type: 'image', media: { id: 'a/b' } }],
  ['image.id', idOfMeta, { type: 'image', media: { id: 'ab ' } }],
  ['image.id', idOfMeta, { type: 'image', media: { id: 'x'.repeat(129) } }],
  ['audio.link', address, { type: 'audio', media: { link: 'data:audio/ogg;base64,AA' } }],
  ['audio.link', address, { type: 'audio', media: { link: 'no address' } }],
  ['location.latitude', '-90 to 90', { type: 'location', latitude: -90.01, longitude: 0 }],
  ['location.longitude', '-180 to 180', { type: 'location', latitude: 0, longitude: 180.01 }],
  ['reaction.emoji', 'one emoji, or none', { type: 'reaction', messageId: 'm', emoji: '👍👍' }],
  ['reaction.emoji', 'one emoji, or none', { type: 'reaction', messageId: 'm', emoji: 'a' }],
  ['reaction.emoji', 'one emoji, or none', { type: 'reaction', messageId: 'm', emoji: `👍${'\u0300'.repeat(63)}` }],
  ['contacts[0].name', 'first_name or last_name beside formatted_name', { type: 'contacts', contacts: [{ formattedName: 'Ada' }] }],
  ['interactive.footer', 'location_request_message takes no footer', interactive({ kind: 'location_request_message', footer: 'f' })],
  [
    'interactive.header',
    'catalog_message takes no header',
    interactive({ kind: 'catalog_message', header: { type: 'text', text: 'h'.repeat(61) } }),
  ],
  [
    'interactive.header.image.id',
    idOfMeta,
    interactive({ kind: 'button', buttons: [row('a')], header: { type: 'image', media: { id: '/' } } }),
  ],
  [
    'interactive.header',
    'product_list needs a header',
    interactive({ kind: 'product_list', catalogId: '9', sections: [{ title: 't', productIds: ['p'] }] }),
  ],
  [
    'interactive.header.type',
    'a list takes a header of text only',
    interactive({ kind: 'list', button: 'c', sections: [{ rows: [row('a')] }], header: { type: 'image', media } }),
  ],
  ['interactive.action.parameters.country', 'a country of ISO 3166, e.g. IN', interactive({ kind: 'address_message', country: 'IND' })],
  ['interactive.action.parameters.country', 'a country of ISO 3166, e.g. IN', interactive({ kind: 'address_message', country: 'xIN' })],
  ['interactive.action.parameters.flow_id', 'an id of Meta: digits', flow({ flow: { id: 'x1' } })],
  ['interactive.action.parameters.flow_id', 'an id of Meta: digits', flow({ flow: { id: '1x' } })],
  ['interactive.action.parameters.flow_id', 'an id of Meta: digits', flow({ flow: { id: '' } })],
  ['interactive.action.parameters.flow_id', 'an id of Meta: digits', flow({ flow: { id: '1'.repeat(33) } })],
  ['interactive.action.parameters.flow_cta', 'no emoji', flow({ cta: '📅' })],
  ['interactive.action.parameters.flow_action_payload.data', 'must not be empty', flow({ start: { screen: 'S', data: {} } })],
  ['interactive.action.parameters.ttl_minutes', '1 to 43200', interactive({ kind: 'voice_call', ttlMinutes: 0 })],
  ['interactive.action.sections[].rows[].id', 'must differ from each other', list({ rows: [row('a'), row('a')] })],
  [
    'interactive.action.sections[].rows[].id',
    'must differ from each other',
    list({ title: 'A', rows: [row('a')] }, { title: 'B', rows: [row('a')] }),
  ],
  ['interactive.action.sections[1].rows', '1 to 10', list({ title: 'A', rows: [row('a')] }, { title: 'B', rows: [] })],
  [
    'interactive.action.cards',
    'every card has the same header type and the same kind and number of buttons',
    interactive({
      kind: 'carousel',
      cards: [card, { header: { type: 'video', media } }].map((one) => ({ ...one, displayText: 'd', url: 'https://a.example' })),
    }),
  ],
  [
    'interactive.action.cards',
    'every card has the same header type and the same kind and number of buttons',
    interactive({
      kind: 'carousel',
      cards: [
        { ...card, displayText: 'd', url: 'https://a.example' },
        { ...card, buttons: [row('a')] },
      ],
    }),
  ],
  [
    'interactive.action.cards[0].body.text',
    'at most 2 line breaks',
    interactive({
      kind: 'carousel',
      cards: ['a\nb\nc\nd', 'a'].map((body) => ({ ...card, body, displayText: 'd', url: 'https://a.example' })),
    }),
  ],
  ['template.name', '1 to 512 of a-z, 0-9 and _', template({ name: 'a b' })],
  ['template.name', '1 to 512 of a-z, 0-9 and _', template({ name: 'a!' })],
  ['template.name', '1 to 512 of a-z, 0-9 and _', template({ name: '' })],
  ['template.name', '1 to 512 of a-z, 0-9 and _', template({ name: 'a'.repeat(513) })],
  ...['e', 'engl', 'xxen_US', 'en_USA', 'en_us', 'en_US_'].map((language): [string, string, OutboundMessage] => [
    'template.language.code',
    locale,
    template({ language }),
  ]),
  [`${at}.limited_time_offer.expiration_time_ms`, 'ms since epoch', template({ offerEndsAt: 0.5 })],
  [`${at}.limited_time_offer.expiration_time_ms`, 'ms since epoch', template({ offerEndsAt: -1 })],
  [at, alone, template({ oneTimeCode: '1', header: { type: 'text', text: 'h' } })],
  [at, alone, template({ oneTimeCode: '1', buttons: [] })],
  [at, alone, template({ oneTimeCode: '1', cards: [card, card] })],
  [at, alone, template({ oneTimeCode: '1', offerEndsAt: 1 })],
  [at, alone, template({ oneTimeCode: '1', body: [] })],
  [`${at}.body[0].text`, plain, template({ oneTimeCode: '1\n2' })],
  [
    `${at}.body`,
    'values are all named or all by position',
    template({
      body: [
        { type: 'text', text: 'a', name: 'a' },
        { type: 'text', text: 'b' },
      ],
    }),
  ],
  ...(['text', 'currency', 'date_time'] as const).flatMap((type) =>
    ['Name', 'a b', '1a', `a${'b'.repeat(64)}`, 'a-'].map((name): [string, string, OutboundMessage] => [
      `${at}.body[0].parameter_name`,
      variable,
      value({ type, name, text: 't', fallback: 'f', code: 'EUR', amount1000: 1 } as TemplateValue),
    ]),
  ),
  ...['a\nb', 'a\rb', 'a\tb', 'a     b'].map((text): [string, string, OutboundMessage] => [
    `${at}.body[0].text`,
    plain,
    value({ type: 'text', text }),
  ]),
  [`${at}.header.text`, plain, header({ type: 'text', text: 'a\nb' })],
  ...['EU', 'EURO', 'eur', 'xEUR'].map((code): [string, string, OutboundMessage] => [
    `${at}.body[0].currency.code`,
    'a currency of ISO 4217',
    value({ type: 'currency', fallback: 'f', code, amount1000: 1 }),
  ]),
  [`${at}.body[0].currency.amount_1000`, 'a whole number', value({ type: 'currency', fallback: 'f', code: 'EUR', amount1000: 1.5 })],
  [`${at}.header.image.id`, idOfMeta, header({ type: 'image', media: { id: '' } })],
  [`${at}.header.video.link`, address, header({ type: 'video', media: { link: 'x' } })],
  [`${at}.header.document.id`, idOfMeta, header({ type: 'document', media: { id: ' ' } })],
  [`${at}.header.location.longitude`, '-180 to 180', header({ type: 'location', latitude: 0, longitude: 181, name: 'n', address: 'a' })],
  [
    `${at}.header.product.product_retailer_id`,
    'at most 100 characters',
    header({ type: 'product', catalogId: '9', productId: 'x'.repeat(101) }),
  ],
  [`${at}.button[0].text`, 'no white space', button({ index: 0, type: 'url', text: 'a\tb' })],
  [`${at}.button[0].order_details`, 'must not be empty', button({ index: 0, type: 'order_details', order: {} })],
  [`${at}.carousel.cards`, same, cards(card, { header: { type: 'video', media } })],
  [
    `${at}.carousel.cards`,
    same,
    cards(
      { ...card, buttons: [{ index: 0, type: 'quick_reply', payload: 'p' }] },
      { ...card, buttons: [{ index: 0, type: 'url', text: 'u' }] },
    ),
  ],
  [`${at}.carousel.cards[1].header.image.id`, idOfMeta, cards(card, { header: { type: 'image', media: { id: '/' } } })],
  [
    `${at}.carousel.cards[0].button[2].index`,
    index(1),
    cards(...[2, 1].map((place) => ({ ...card, buttons: [{ index: place, type: 'quick_reply' as const, payload: 'p' }] }))),
  ],
];
const fits: [string, OutboundMessage][] = [
  ['an id of 128', { type: 'image', media: { id: 'x'.repeat(128) } }],
  ['an id of one', { type: 'image', media: { id: '-' } }],
  ['the corners of the earth', { type: 'location', latitude: 90, longitude: -180 }],
  ['the other corners', { type: 'location', latitude: -90, longitude: 180 }],
  ['a mark of 64 units', { type: 'reaction', messageId: 'm', emoji: `👍${'\u0300'.repeat(62)}` }],
  ['a last name alone', { type: 'contacts', contacts: [{ formattedName: 'Ada', lastName: 'L' }] }],
  ['an id of 32 digits', flow({ flow: { id: '1'.repeat(32) } })],
  ['a call without an end', interactive({ kind: 'voice_call' })],
  ["a Flow's endpoint", flow({ start: 'endpoint' })],
  ['a name of 512', template({ name: 'a'.repeat(512) })],
  ['a language of three letters', template({ language: 'fil' })],
  ['a language and a country', template({ language: 'pt_BR' })],
  ['an offer that ended long ago', template({ offerEndsAt: 1 })],
  ['four spaces', value({ type: 'text', text: 'a    b' })],
  ['a variable of 64', value({ type: 'text', text: 't', name: `a${'b'.repeat(63)}` })],
  ['a variable of one letter', value({ type: 'text', text: 't', name: 'a' })],
  ['an amount below zero', value({ type: 'currency', fallback: 'f', code: 'EUR', amount1000: -5 })],
  ['the tenth button', button({ index: 9, type: 'flow' })],
  ['sections of one row', list({ title: 'A', rows: [row('a')] }, { title: 'B', rows: [row('b')] })],
  ['a document with a name', template({ header: { type: 'document', media, filename: 'f.pdf' } })],
  ['cards of one word', cards(...[1, 2].map(() => ({ ...card, body: [{ type: 'text' as const, text: 'x' }] })))],
];

describe('a problem names the field and the rule', () => {
  test.each(wrong)('%s: %s (%#)', (field, limit, message) => expect(messageProblems(message)).toMatchObject([{ field, limit }]));
  test.each(fits)('nothing is wrong with %s', (_name, message) => expect(messageProblems(message)).toEqual([]));

  const buttons: TemplateButton[] = [
    { index: 10, type: 'quick_reply', payload: 'p' },
    { index: 10, type: 'url', text: 'u' },
    { index: 10, type: 'copy_code', code: 'c' },
    { index: 10, type: 'flow' },
    { index: 10, type: 'catalog' },
    { index: 10, type: 'mpm', thumbnailProductId: 'p', sections: [{ title: 't', productIds: ['p'] }] },
    { index: 10, type: 'order_details', order: { a: 1 } },
  ];
  test.each(buttons)('a button has one of ten places: $type', (one) => {
    expect(messageProblems(button(one))).toEqual([{ field: `${at}.button[10].index`, limit: index(9) }]);
    for (const place of [-1, 0.5])
      expect(messageProblems(button({ ...one, index: place }))).toEqual([{ field: `${at}.button[${place}].index`, limit: index(9) }]);
    expect(messageProblems(button({ ...one, index: 9 }))).toEqual([]);
  });

  test('empty lists are told, whole and in part', () => {
    const fields = (message: OutboundMessage) => messageProblems(message).map(({ field, limit, actual }) => [field, limit, actual]);
    expect(fields(list())).toEqual([
      ['interactive.action.sections', '1 to 10', 0],
      ['interactive.action.sections[].rows', '1 to 10', 0],
    ]);
    expect(fields(list({ rows: [] }))).toEqual([
      ['interactive.action.sections[].rows', '1 to 10', 0],
      ['interactive.action.sections[0].rows', '1 to 10', 0],
    ]);
    expect(
      fields(
        button({
          index: 0,
          type: 'mpm',
          thumbnailProductId: 'p',
          sections: [
            { title: 'a', productIds: ['p'] },
            { title: 'b', productIds: [] },
          ],
        }),
      ),
    ).toEqual([[`${at}.button[0].sections[1].product_items`, '1 to 30', 0]]);
    expect(fields(interactive({ kind: 'carousel', cards: [1, 2].map(() => ({ ...card, buttons: [] })) }))).toEqual(
      [0, 1].map((place) => [`interactive.action.cards[${place}].action.buttons`, 'at least 1', undefined]),
    );
  });
});

describe('what is written, member by member', () => {
  test.each<[OutboundMessage, object]>([
    [
      { type: 'text', body: 'b' },
      { type: 'text', text: { body: 'b', preview_url: false } },
    ],
    [
      { type: 'text', body: 'b', previewUrl: true },
      { type: 'text', text: { body: 'b', preview_url: true } },
    ],
    [
      { type: 'contacts', contacts: [{ formattedName: 'A L', lastName: 'L' }] },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A L', last_name: 'L' } }] },
    ],
    [
      template({ body: [{ type: 'text', text: 'x' }] }),
      {
        type: 'template',
        template: { name: 'n', language: { code: 'en' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'x' }] }] },
      },
    ],
    [
      header({ type: 'text', text: 'h', name: 'who' }),
      {
        type: 'template',
        template: {
          name: 'n',
          language: { code: 'en' },
          components: [{ type: 'header', parameters: [{ type: 'text', parameter_name: 'who', text: 'h' }] }],
        },
      },
    ],
    [
      header({ type: 'text', text: 'h' }),
      {
        type: 'template',
        template: { name: 'n', language: { code: 'en' }, components: [{ type: 'header', parameters: [{ type: 'text', text: 'h' }] }] },
      },
    ],
  ])('%j', (message, wire) => expect(toWire(message)).toEqual(wire));
});

test('a button says what it was given, and no more; a one-time code is in the text and behind the first button', () => {
  const components = (more: object) =>
    (toWire({ type: 'template', name: 'n', language: 'en', ...more } as TemplateMessage) as { template: { components: unknown[] } })
      .template.components;
  const action = (button: TemplateButton) =>
    (components({ buttons: [button] }) as { parameters: { action: object }[] }[])[0]?.parameters[0]?.action;
  expect(action({ index: 0, type: 'flow', data: { day: 'Mon' } })).toStrictEqual({
    flow_token: 'unused',
    flow_action_data: { day: 'Mon' },
  });
  expect(action({ index: 0, type: 'flow', token: 'T' })).toStrictEqual({ flow_token: 'T' });
  expect(action({ index: 0, type: 'catalog' })).toStrictEqual({});
  expect(action({ index: 0, type: 'catalog', thumbnailProductId: 'lamp' })).toStrictEqual({ thumbnail_product_retailer_id: 'lamp' });
  expect(components({ oneTimeCode: '123456' })).toEqual([
    { type: 'body', parameters: [{ type: 'text', text: '123456' }] },
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '123456' }] },
  ]);
});
