import { describe, expect, test } from '@jest/globals';
import { interactiveProblem } from './interactive-check.ts';
import { checkSend } from './send-check.ts';

const x = (length: number): string => 'x'.repeat(length);
const send = (body: object) => checkSend({ messaging_product: 'whatsapp', to: '+4915550100101', ...body }, '+1 555-078-3881');
const told = (body: object): [number, string] | undefined => {
  const checked = send(body);
  return checked.kind === 'problem' ? [checked.problem.code, checked.problem.details ?? checked.problem.message ?? ''] : undefined;
};
const link = 'https://e.example/a';
const interactive = (type: string, action: unknown, more: object = {}): object => ({
  type: 'interactive',
  interactive: { type, body: { text: 'b' }, action, ...more },
});
const button = (more: object = {}, index = 0) => ({ type: 'reply', reply: { id: `i${index}`, title: `t${index}`, ...more } });
const buttons = (...list: object[]) => interactive('button', { buttons: list });
const row = (more: object = {}, index = 0) => ({ id: `r${index}`, title: 't', ...more });
const list = (more: object = {}, ...sections: object[]) =>
  interactive('list', { button: 'Open', sections: sections.length > 0 ? sections : [{ rows: [row()] }], ...more });
const cta = (parameters: object, more: object = {}) =>
  interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'd', url: link, ...parameters } }, more);
const some = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => one(index));

/** What each limit is of, the limit, and a message at it. */
const limits: [string, number, (size: number) => object][] = [
  ["text['body']", 4096, (size) => ({ text: { body: x(size) } })],
  ['biz_opaque_callback_data', 512, (size) => ({ text: { body: 'b' }, biz_opaque_callback_data: x(size) })],
  ...(['image', 'video', 'document'] as const).map((type): [string, number, (size: number) => object] => [
    `${type}.caption`,
    1024,
    (size) => ({ type, [type]: { link, caption: x(size) } }),
  ]),
  ['contacts', 257, (size) => ({ type: 'contacts', contacts: some(size, () => ({ name: { formatted_name: 'A B', first_name: 'A' } })) })],
  ['interactive.body.text', 1024, (size) => cta({}, { body: { text: x(size) } })],
  [
    'interactive.body.text',
    1024,
    (size) => interactive('list', { button: 'o', sections: [{ rows: [row()] }] }, { body: { text: x(size) } }),
  ],
  ['interactive.footer.text', 60, (size) => cta({}, { footer: { text: x(size) } })],
  ['interactive.header.text', 60, (size) => cta({}, { header: { type: 'text', text: x(size) } })],
  ['interactive.action.buttons', 3, (size) => buttons(...some(size, (index) => button({}, index)))],
  ['interactive.action.buttons[0].reply.id', 256, (size) => buttons(button({ id: x(size) }))],
  ['interactive.action.buttons[0].reply.title', 20, (size) => buttons(button({ title: x(size) }))],
  ['interactive.action.button', 20, (size) => list({ button: x(size) })],
  ['interactive.action.sections', 10, (size) => list({}, ...some(size, (index) => ({ title: 's', rows: [row({}, index)] })))],
  ['interactive.action.sections[0].title', 24, (size) => list({}, { title: x(size), rows: [row()] })],
  ['interactive.action.sections[].rows[0].id', 200, (size) => list({}, { rows: [row({ id: x(size) })] })],
  ['interactive.action.sections[].rows[0].title', 24, (size) => list({}, { rows: [row({ title: x(size) })] })],
  ['interactive.action.sections[].rows[0].description', 72, (size) => list({}, { rows: [row({ description: x(size) })] })],
  ['interactive.action.sections[].rows in total', 10, (size) => list({}, { rows: some(size, (index) => row({}, index)) })],
  ['interactive.action.parameters.display_text', 20, (size) => cta({ display_text: x(size) })],
];
test.each(limits)('%s: %i and one, not one more', (name, most, message) => {
  expect([told(message(most)), told(message(1))]).toEqual([undefined, undefined]);
  const [code, says] = told(message(most + 1)) ?? [];
  expect([code === 131009 || code === 100, says]).toEqual([true, expect.stringContaining(name)]);
});

test.each(limits.filter(([name]) => !/callback_data|caption|description|sections$/.test(name)))('%s: not none', (name, _most, message) =>
  expect(told(message(0))?.[1]).toContain(name.endsWith('in total') ? 'interactive.action.sections[0].rows' : name),
);
test('a list without a section says so', () =>
  expect(told(interactive('list', { button: 'o', sections: [] }))).toEqual([
    131009,
    expect.stringContaining('interactive.action.sections must'),
  ]));

test('the body of a list has as many characters as the switch says', () => {
  const of = (size: number, limit: number) =>
    interactiveProblem(
      (list({}) as { interactive: Record<string, unknown> }).interactive && {
        type: 'list',
        body: { text: x(size) },
        action: { button: 'o', sections: [{ rows: [row()] }] },
      },
      limit,
    );
  expect([of(4096, 4096), of(4097, 4096)?.code, of(1024, 1024), of(1025, 1024)?.code]).toEqual([undefined, 131009, undefined, 131009]);
});

describe('what is accepted is told as it was meant', () => {
  test.each<[string, object, object]>([
    [
      'a text',
      { text: { body: 'b' } },
      { kind: 'send', to: '4915550100101', input: '+4915550100101', type: 'text', content: { body: 'b' } },
    ],
    [
      'an answer with our own words',
      { type: 'text', text: { body: 'b' }, context: { message_id: 'wamid.1' }, biz_opaque_callback_data: '' },
      {
        kind: 'send',
        to: '4915550100101',
        input: '+4915550100101',
        type: 'text',
        content: { body: 'b' },
        quotes: 'wamid.1',
        callbackData: '',
      },
    ],
    [
      'contact cards',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A', last_name: 'A' } }] },
      {
        kind: 'send',
        to: '4915550100101',
        input: '+4915550100101',
        type: 'contacts',
        content: {},
        contacts: [{ name: { formatted_name: 'A', last_name: 'A' } }],
      },
    ],
    [
      'one to a user id in `to`',
      { to: 'DE.1', text: { body: 'b' } },
      { kind: 'send', to: 'DE.1', input: 'DE.1', type: 'text', content: { body: 'b' } },
    ],
    [
      'one to both, where the number counts',
      { recipient: 'DE.1', text: { body: 'b' } },
      { kind: 'send', to: '4915550100101', input: '+4915550100101', type: 'text', content: { body: 'b' } },
    ],
    [
      'one to a person, said so',
      { recipient_type: 'individual', text: { body: 'b' } },
      { kind: 'send', to: '4915550100101', input: '+4915550100101', type: 'text', content: { body: 'b' } },
    ],
  ])('%s', (_name, body, checked) => expect(send(body)).toEqual(checked));

  test.each<[string, object]>([
    ['a video', { type: 'video', video: { id: '1' } }],
    ['audio as a voice note', { type: 'audio', audio: { link, voice: true } }],
    ['a sticker', { type: 'sticker', sticker: { link } }],
    ['media of a provider', { type: 'image', image: { link, provider: { name: 'p' } } }],
    ['a link in capitals', { type: 'image', image: { link: 'HTTPS://e.example/a' } }],
    ['a place with all its members', { type: 'location', location: { latitude: -90, longitude: 180, name: 'n', address: 'a', url: link } }],
    ['a place in words', { type: 'location', location: { latitude: ' 5 ', longitude: '-180' } }],
    [
      'a template with a policy',
      { type: 'template', template: { name: 'n', language: { code: 'en', policy: 'deterministic' }, components: [] } },
    ],
    ['a template without components', { type: 'template', template: { name: 'n', language: { code: 'en' } } }],
    ['ten marks', { type: 'reaction', reaction: { message_id: 'm', emoji: '👍'.repeat(10) } }],
    ['a location request', interactive('location_request_message', { name: 'send_location' })],
    ['a question for the number', interactive('request_contact_info', { name: 'request_contact_info' })],
    ['a row with an empty description', list({}, { rows: [row({ description: '' })] })],
    [
      'a published Flow',
      interactive('flow', { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'c', mode: 'published' } }),
    ],
    ...['text', 'image', 'video', 'document'].map((type): [string, object] => [
      `${type} above a button`,
      cta({}, { header: type === 'text' ? { type, text: 'h' } : { type, [type]: { link } } }),
    ]),
    ...(['prefix', 'suffix', 'middle_name', 'last_name'] as const).map((part): [string, object] => [
      `a card with a ${part}`,
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A', [part]: 'B' } }] },
    ]),
    ...[
      ['button', { buttons: [button()] }],
      ['list', { button: 'o', sections: [{ rows: [row()] }] }],
      ['flow', { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'c' } }],
      ['address_message', { name: 'address_message', parameters: { country: 'IN' } }],
      ['product', { catalog_id: '9', product_retailer_id: 'p' }],
      ['catalog_message', { name: 'catalog_message' }],
    ].map(([type, action]): [string, object] => [
      `a foot under ${String(type)}`,
      interactive(String(type), action, { footer: { text: 'f' } }),
    ]),
  ])('%s', (_name, body) => expect(told(body)).toBeUndefined());
});

describe("what is refused, by Meta's code", () => {
  test.each<[string, unknown, number, string]>([
    ['a body that is none', 'x', 100, 'must be a JSON object'],
    ['no product', { text: {} }, 100, 'The parameter messaging_product is required'],
    ['another product', { messaging_product: 'sms' }, 100, "got 'sms'"],
  ])('%s', (_name, body, code, says) =>
    expect(checkSend(body, '1')).toMatchObject({ kind: 'problem', problem: { code, message: expect.stringContaining(says) } }),
  );

  test.each<[string, object, number, string]>([
    ['no address', { to: '', text: { body: 'b' } }, 100, 'The parameter to is required'],
    ['a user id that is none', { to: undefined, recipient: 'DE-1', text: { body: 'b' } }, 131009, "'DE-1'"],
    ['a number as a user id', { to: undefined, recipient: '4915550100101', text: { body: 'b' } }, 131009, 'business-scoped'],
    [
      'a check of an identity',
      { recipient_identity_key_hash: 7, text: { body: 'b' } },
      131009,
      'recipient_identity_key_hash must be a string',
    ],
    ['a group', { recipient_type: 'group', text: { body: 'b' } }, 131009, "recipient_type must be 'individual'"],
    ['a type that is no word', { type: 7, text: { body: 'b' } }, 100, 'got "7"'],
    ['a type of tomorrow', { type: 'hologram' }, 100, 'got "hologram"'],
    ['a type of the language itself', { type: 'toString' }, 100, 'got "toString"'],
    [
      'words of ours that are none',
      { text: { body: 'b' }, biz_opaque_callback_data: 5 },
      131009,
      'biz_opaque_callback_data must be at most 512',
    ],
    ['an answer to nothing', { text: { body: 'b' }, context: {} }, 131008, 'context.message_id'],
    ['an answer to a word', { text: { body: 'b' }, context: 'wamid' }, 131008, 'context.message_id'],
    ['no object of its type', { type: 'image' }, 131008, 'image is required'],
    ['contacts that are none', { type: 'contacts', contacts: {} }, 131008, 'contacts is required'],
    ['a card without a name', { type: 'contacts', contacts: [{ name: { first_name: 'A' } }] }, 131008, 'contacts[0].name.formatted_name'],
    [
      'a card with one name',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
      131009,
      'contacts[0].name needs one more part',
    ],
    ['a card that is none', { type: 'contacts', contacts: [7] }, 131008, 'contacts[0].name.formatted_name'],
    ['a caption under audio', { type: 'audio', audio: { link, caption: 'c' } }, 100, 'Unexpected key "caption" on param "audio"'],
    ['a caption under a sticker', { type: 'sticker', sticker: { link, caption: 'c' } }, 100, 'param "sticker"'],
    ['a name of a picture', { type: 'image', image: { link, filename: 'f' } }, 100, 'filename'],
    ['neither id nor link', { type: 'video', video: {} }, 100, "Exactly one of video['id'] and video['link']"],
    ['a link of no web', { type: 'image', image: { link: 'ftp://e.example' } }, 131009, 'image.link'],
    ['a link inside words', { type: 'image', image: { link: 'see https://e.example' } }, 131009, 'image.link'],
    ['a caption that is none', { type: 'image', image: { link, caption: 5 } }, 131009, 'image.caption'],
    ['a place without one', { type: 'location', location: { longitude: 1 } }, 131008, 'location.latitude is required'],
    ['a place in empty words', { type: 'location', location: { latitude: ' ', longitude: 1 } }, 131009, 'between -90 and 90'],
    ['a longitude of 181', { type: 'location', location: { latitude: 1, longitude: -181 } }, 131009, 'between -180 and 180'],
    ['a place of other members', { type: 'location', location: { latitude: 1, longitude: 1, zoom: 2 } }, 100, 'zoom'],
    ['a reaction to nothing', { type: 'reaction', reaction: { emoji: '👍' } }, 131008, 'reaction.message_id'],
    ['a place without a longitude', { type: 'location', location: { latitude: 1 } }, 131008, 'location.longitude is required'],
    ['a strange member of a place', { type: 'location', location: { latitude: 1, longitude: 1, at: 1 } }, 100, 'param "location"'],
    ['a body of spaces', { text: { body: '  ' } }, 100, "text['body']"],
    ['a reaction without an emoji', { type: 'reaction', reaction: { message_id: 'm' } }, 131008, 'reaction.emoji'],
    ['eleven marks', { type: 'reaction', reaction: { message_id: 'm', emoji: '👍'.repeat(11) } }, 131009, 'one emoji'],
    ['an emoji and a space', { type: 'reaction', reaction: { message_id: 'm', emoji: '👍 ' } }, 131009, 'one emoji'],
    ['a template of no name', { type: 'template', template: { language: { code: 'en' } } }, 131008, 'template.name'],
    [
      'of another policy',
      { type: 'template', template: { name: 'n', language: { code: 'en', policy: 'fallback' } } },
      131009,
      'deterministic',
    ],
    [
      'of components that are none',
      { type: 'template', template: { name: 'n', language: { code: 'en' }, components: {} } },
      131009,
      'template.components must be an array',
    ],
    ['one with an object of that name', { type: 'constructor', constructor: {} }, 100, 'got "constructor"'],
    ['an interactive of such a type', interactive('constructor', {}), 100, 'got "constructor"'],
    ['an interactive of no type', { type: 'interactive', interactive: { body: { text: 'b' } } }, 131008, 'interactive.type'],
    ['of another', interactive('cta', {}), 100, "(#100) Param interactive['type'] must be one of {ADDRESS_MESSAGE, BUTTON, "],
    ['of payments', interactive('order_status', {}), 131009, "'order_status' is not supported"],
    ['without an action', interactive('button', undefined), 131008, 'interactive.action is required'],
    ['without a body', interactive('button', { buttons: [button()] }, { body: undefined }), 131008, 'interactive.body.text'],
    ['a header of no type', cta({}, { header: { text: 'h' } }), 131008, 'interactive.header.type'],
    ['a header without its file', cta({}, { header: { type: 'video' } }), 131008, 'interactive.header.video'],
    ['a header of text for nothing', cta({}, { header: { type: 'text' } }), 131008, 'interactive.header.text'],
    [
      'a button of another make',
      buttons({ type: 'url', reply: { id: 'i', title: 't' } }),
      131009,
      "interactive.action.buttons[0].type must be 'reply'",
    ],
    ['two of the same id', buttons(button(), button({ id: 'i0' }, 1)), 131009, 'reply.id must be unique'],
    ['two of the same title', buttons(button(), button({ title: 't0' }, 1)), 131009, 'reply.title must be unique'],
    [
      'a section without rows',
      list({}, { title: 'A', rows: [row()] }, { title: 'B', rows: [] }),
      131008,
      'interactive.action.sections[1].rows',
    ],
    ['two rows of the same id', list({}, { rows: [row(), row()] }), 131009, 'rows[].id must be unique'],
    ['a location request of another name', interactive('location_request_message', { name: 'location' }), 131009, "'send_location'"],
    [
      'a number asked for with a foot',
      interactive('request_contact_info', { name: 'request_contact_info' }, { footer: { text: 'f' } }),
      131009,
      'interactive.footer is not allowed',
    ],
    ['a link that is none', cta({ url: 'see https://e.example' }), 131009, 'interactive.action.parameters.url'],
    ['no link', cta({ url: undefined }), 131009, 'interactive.action.parameters.url'],
  ])('%s', (_name, body, code, says) => expect(told(body)).toEqual([code, expect.stringContaining(says)]));

  test.each<[string, object, number, string]>([
    ['another status', { status: 'delivered' }, 131009, "status must be 'read'"],
    ['no message', { status: 'read' }, 100, 'message_id is required'],
    ['dots of another kind', { status: 'read', message_id: 'm', typing_indicator: { type: 'audio' } }, 131009, 'typing_indicator'],
    ['dots that are none', { status: 'read', message_id: 'm', typing_indicator: true }, 131009, 'typing_indicator'],
  ])('of a read receipt: %s', (_name, body, code, says) => expect(told(body)).toEqual([code, expect.stringContaining(says)]));
});
