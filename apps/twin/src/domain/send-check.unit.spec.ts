import { describe, expect, test } from '@jest/globals';
import { checkSend } from './send-check.ts';

const x = (length: number): string => 'x'.repeat(length);
const check = (body: object): { code?: number; says: string } => {
  const checked = checkSend({ messaging_product: 'whatsapp', to: '+4915550100101', ...body }, '+1 555-078-3881');
  return checked.kind === 'problem'
    ? { code: checked.problem.code, says: checked.problem.details ?? checked.problem.message ?? '' }
    : { says: 'ok' };
};
const button = (index: number, more: object = {}): object => ({
  type: 'reply',
  reply: { id: `id${index}`, title: `Title ${index}`, ...more },
});
const buttons = (...list: object[]): object => ({
  type: 'interactive',
  interactive: { type: 'button', body: { text: 'Choose' }, action: { buttons: list } },
});
const list = (sections: object[], more: object = {}): object => ({
  type: 'interactive',
  interactive: { type: 'list', body: { text: 'Choose' }, action: { button: 'Open', sections }, ...more },
});
const rows = (count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Row ${index}`, ...more }));

describe('what is accepted, to the last character of the limit', () => {
  test.each<[string, object]>([
    ['text without a type', { text: { body: 'hi' } }],
    ['text of 4096', { type: 'text', text: { body: x(4096), preview_url: true } }],
    ['an image by link with a caption of 1024', { type: 'image', image: { link: 'https://e.example/a.png', caption: x(1024) } }],
    ['a document by id', { type: 'document', document: { id: '1', filename: 'a.pdf' } }],
    ['three buttons with titles of 20 and ids of 256', buttons(button(1, { title: x(20) }), button(2, { id: x(256) }), button(3))],
    [
      'a list of 10 rows',
      list([
        { title: x(24), rows: rows(5, { title: x(24), description: x(72) }) },
        { title: 'B', rows: rows(5).map((row, i) => ({ ...row, id: `b${i}` })) },
      ]),
    ],
    [
      'a link button',
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body: { text: 'x' },
          action: { name: 'cta_url', parameters: { display_text: x(20), url: 'https://e.example' } },
        },
      },
    ],
    ['a location', { type: 'location', location: { latitude: '53.5', longitude: 10 } }],
    ['a reaction taken back', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } }],
    ['a family as reaction', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👩‍👩‍👧‍👦' } }],
    ['a number with spaces and brackets', { to: '+49 (1555) 010-0101', text: { body: 'x' } }],
    ['a user id', { to: undefined, recipient: 'DE.13491208655302741918', text: { body: 'x' } }],
  ])('%s', (_name, body) => {
    expect(check(body).says).toBe('ok');
  });
});

describe('what is refused, with the name of the field', () => {
  test.each<[string, object, number, string]>([
    ['another product', { messaging_product: 'sms', text: { body: 'x' } }, 100, 'messaging_product'],
    ['no recipient', { to: undefined, text: { body: 'x' } }, 100, 'The parameter to is required.'],
    ['a recipient that is no number', { to: 'Mara', text: { body: 'x' } }, 131009, 'phone number'],
    ['ourselves', { to: '15550783881', text: { body: 'x' } }, 131021, ''],
    [
      'an unknown type',
      { type: 'hologram', hologram: {} },
      100,
      '(#100) Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO} - got "hologram".',
    ],
    ['text of 4097', { type: 'text', text: { body: x(4097) } }, 100, '4096'],
    ['empty text', { type: 'text', text: { body: '' } }, 100, "text['body']"],
    ['no text object', { type: 'text' }, 131008, 'text'],
    ['a strange key', { type: 'text', text: { body: 'x', html: true } }, 100, 'Unexpected key "html" on param "text"'],
    ['media with id and link', { type: 'image', image: { id: '1', link: 'https://e.example' } }, 100, 'Exactly one'],
    ['a caption of 1025', { type: 'image', image: { id: '1', caption: x(1025) } }, 131009, 'image.caption'],
    ['four buttons', buttons(button(1), button(2), button(3), button(4)), 131009, 'action.buttons'],
    ['no button', buttons(), 131009, 'action.buttons'],
    ['a title of 21', buttons(button(1, { title: x(21) })), 131009, 'buttons[0].reply.title'],
    ['an id of 257', buttons(button(1, { id: x(257) })), 131009, 'buttons[0].reply.id'],
    ['two equal titles', buttons(button(1, { title: 'A' }), button(2, { title: 'A' })), 131009, 'unique'],
    ['a list of 11 rows', list([{ rows: rows(11) }]), 131009, 'in total'],
    ['a row title of 25', list([{ rows: rows(1, { title: x(25) }) }]), 131009, 'title'],
    ['a description of 73', list([{ rows: rows(1, { description: x(73) }) }]), 131009, 'description'],
    ['a row id of 201', list([{ rows: rows(1, { id: x(201) }) }]), 131009, '.id'],
    ['two sections without titles', list([{ rows: rows(1) }, { rows: [{ id: 'z', title: 'z' }] }]), 131008, 'sections[0].title'],
    ['a picture above a list', list([{ rows: rows(1) }], { header: { type: 'image', image: { id: '1' } } }), 131009, 'header.type'],
    [
      'a body of 1025',
      { type: 'interactive', interactive: { type: 'button', body: { text: x(1025) }, action: { buttons: [button(1)] } } },
      131009,
      'interactive.body.text',
    ],
    [
      'a footer of 61',
      {
        type: 'interactive',
        interactive: { type: 'button', body: { text: 'x' }, footer: { text: x(61) }, action: { buttons: [button(1)] } },
      },
      131009,
      'interactive.footer.text',
    ],
    ['a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009, 'latitude'],
    ['a word as reaction', { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: 'ok' } }, 131009, 'emoji'],
    ['a template without language', { type: 'template', template: { name: 'x' } }, 131008, 'language'],
    ['callback data of 513', { text: { body: 'x' }, biz_opaque_callback_data: x(513) }, 131009, 'biz_opaque_callback_data'],
  ])('%s', (_name, body, code, says) => {
    const found = check(body);
    expect(found.code).toBe(code);
    expect(found.says).toContain(says);
  });
});

test('a read receipt, with and without the dots', () => {
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' };
  expect(checkSend(read, '1')).toEqual({ kind: 'read', messageId: 'wamid.1', typing: false });
  expect(checkSend({ ...read, typing_indicator: { type: 'text' } }, '1')).toEqual({ kind: 'read', messageId: 'wamid.1', typing: true });
  expect(checkSend({ ...read, message_id: undefined }, '1').kind).toBe('problem');
});

describe('each interactive kind has its own rules', () => {
  const at = 'interactive.action';
  const send = (type: string, action: object, more: object = {}): { code?: number; says: string } =>
    check({ type: 'interactive', interactive: { type, body: { text: 'b' }, action, ...more } });
  const named = (name: string, parameters: object) => send(name, { name, parameters });
  const flow = (more: object) => named('flow', { flow_message_version: '3', flow_id: '77', flow_cta: 'Book', ...more });
  const section = (count: number, more: object = {}) => ({
    title: 't',
    product_items: Array.from({ length: count }, (_, index) => ({ product_retailer_id: `p${index}` })),
    ...more,
  });
  const head = { header: { type: 'text', text: 'h' } };
  const products = (sections: object[], more: object = head) => send('product_list', { catalog_id: '9', sections }, more);
  const link = { name: 'cta_url', parameters: { display_text: 'See', url: 'https://e.example' } };
  const card = (index: number, more: object = {}) => ({
    card_index: index,
    type: 'cta_url',
    header: { type: 'image', image: { id: '1' } },
    action: link,
    ...more,
  });
  const quick = (index: number, ...replies: object[]) =>
    card(index, { action: { buttons: replies.map((reply) => ({ type: 'quick_reply', quick_reply: { id: 'i', title: 't', ...reply } })) } });
  const cards = (...list: object[]) => send('carousel', { cards: list });

  test.each<[string, { code?: number; says: string }]>([
    [
      'a Flow by its id',
      flow({
        flow_cta: x(30),
        flow_token: 't',
        mode: 'draft',
        flow_action: 'navigate',
        flow_action_payload: { screen: 'S', data: { a: 1 } },
      }),
    ],
    ['a Flow by its name, of its own endpoint', flow({ flow_id: undefined, flow_name: 'book', flow_action: 'data_exchange' })],
    ['an address form', named('address_message', { country: 'IN', values: { name: 'A' } })],
    [
      'a product without a body',
      send('product', { catalog_id: '9', product_retailer_id: 'p' }, { body: undefined, footer: { text: 'f' } }),
    ],
    ['thirty products in ten sections', products(Array.from({ length: 10 }, () => section(3, { title: x(24) })))],
    ['one section without a title', products([section(1, { title: undefined })])],
    ['the catalogue', send('catalog_message', { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'p' } })],
    [
      'a question whether one may call, without words',
      send('call_permission_request', { name: 'call_permission_request' }, { body: undefined }),
    ],
    ['a button that calls', named('voice_call', { display_text: x(20), ttl_minutes: 43_200, payload: x(512) })],
    ['ten cards', cards(...Array.from({ length: 10 }, (_, index) => card(index, { body: { text: 'a\nb\nc' } })))],
    ['cards with quick replies', cards(quick(0, { id: x(256), title: x(20) }), quick(1, {}))],
  ])('accepted: %s', (_name, { says }) => expect(says).toBe('ok'));

  test.each<[string, { code?: number; says: string }, number, string]>([
    ['a Flow of another version', flow({ flow_message_version: '2' }), 131009, 'flow_message_version'],
    ['no Flow', flow({ flow_id: undefined }), 131008, 'flow_id'],
    ['two Flows', flow({ flow_name: 'x' }), 131009, 'flow_id and flow_name'],
    ['a call to action of 31', flow({ flow_cta: x(31) }), 131009, 'flow_cta'],
    ['one with an emoji', flow({ flow_cta: 'Book 📅' }), 131009, 'flow_cta'],
    ['none', flow({ flow_cta: '' }), 131008, 'flow_cta'],
    ['an empty token', flow({ flow_token: '' }), 131008, 'flow_token'],
    ['a strange mode', flow({ mode: 'test' }), 131009, 'mode'],
    ['a strange action', flow({ flow_action: 'open' }), 131009, 'flow_action'],
    [
      'a screen for an endpoint',
      flow({ flow_action: 'data_exchange', flow_action_payload: { screen: 'S' } }),
      131009,
      'flow_action_payload',
    ],
    ['no screen', flow({ flow_action_payload: {} }), 131008, 'flow_action_payload.screen'],
    ['data without any', flow({ flow_action_payload: { screen: 'S', data: {} } }), 131009, 'flow_action_payload.data'],
    ['an address of nowhere', named('address_message', {}), 131008, 'country'],
    ['a product of no catalogue', send('product', { product_retailer_id: 'p' }), 131008, 'catalog_id'],
    ['a catalogue without a product', send('product', { catalog_id: '9' }), 131008, 'product_retailer_id'],
    ['a product with a header', send('product', { catalog_id: '9', product_retailer_id: 'p' }, head), 131009, 'header.type'],
    [
      'a product with a body of 1025',
      send('product', { catalog_id: '9', product_retailer_id: 'p' }, { body: { text: x(1025) } }),
      131009,
      'body.text',
    ],
    ['products without a header', products([section(1)], {}), 131008, 'interactive.header'],
    ['under a picture', products([section(1)], { header: { type: 'image', image: { id: '1' } } }), 131009, 'header.type'],
    ['of no catalogue', send('product_list', { sections: [section(1)] }, head), 131008, 'catalog_id'],
    ['no section', products([]), 131009, `${at}.sections`],
    ['eleven sections', products(Array.from({ length: 11 }, () => section(1))), 131009, `${at}.sections`],
    ['thirty-one products', products([section(30), section(1)]), 131009, 'in total'],
    ['a section without a product', products([section(1), section(0)]), 131008, 'sections[1].product_items'],
    ['two sections, one without a title', products([section(1), section(1, { title: undefined })]), 131008, 'sections[1].title'],
    ['a title of 25', products([section(1, { title: x(25) })]), 131009, 'sections[0].title'],
    ['a product without an id', products([{ title: 't', product_items: [{}] }]), 131008, 'product_items[0].product_retailer_id'],
    ['another name', send('catalog_message', { name: 'catalogue' }), 131009, "'catalog_message'"],
    ['a catalogue with a header', send('catalog_message', { name: 'catalog_message' }, head), 131009, 'header.type'],
    ['a label of 21', named('voice_call', { display_text: x(21) }), 131009, 'display_text'],
    ['a payload of 513', named('voice_call', { payload: x(513) }), 131009, 'payload'],
    ['no minute', named('voice_call', { ttl_minutes: 0 }), 131009, 'ttl_minutes'],
    ['31 days', named('voice_call', { ttl_minutes: 43_201 }), 131009, 'ttl_minutes'],
    ['half a minute', named('voice_call', { ttl_minutes: 0.5 }), 131009, 'ttl_minutes'],
    ['a foot under a call', send('voice_call', { name: 'voice_call' }, { footer: { text: 'f' } }), 131009, 'interactive.footer'],
    ['one card', cards(card(0)), 131009, `${at}.cards`],
    ['eleven cards', cards(...Array.from({ length: 11 }, (_, index) => card(index))), 131009, `${at}.cards`],
    ['cards out of order', cards(card(0), card(0)), 131009, 'cards[1].card_index'],
    ['a card with a text above', cards(card(0), card(1, { header: { type: 'text', text: 'h' } })), 131009, 'cards[1].header.type'],
    ['a card without its picture', cards(card(0), card(1, { header: { type: 'image' } })), 131008, 'cards[1].header.image'],
    ['words of 161', cards(card(0), card(1, { body: { text: x(161) } })), 131009, 'cards[1].body.text'],
    ['four lines', cards(card(0), card(1, { body: { text: 'a\nb\nc\nd' } })), 131009, 'line breaks'],
    ['a card without a button', cards(card(0), card(1, { action: {} })), 131008, 'cards[1].action.buttons'],
    [
      'a link that is none',
      cards(card(0), card(1, { action: { name: 'cta_url', parameters: { display_text: 'x', url: 'tel:1' } } })),
      131009,
      'cards[1].action.parameters.url',
    ],
    ['a picture beside a film', cards(card(0), card(1, { header: { type: 'video', video: { id: '1' } } })), 131009, 'same header'],
    ['a link beside a quick reply', cards(card(0), quick(1, {})), 131009, 'same buttons'],
    ['a quick reply of 21', cards(quick(0, { title: x(21) }), quick(1, {})), 131009, 'quick_reply.title'],
    ['its id of 257', cards(quick(0, { id: x(257) }), quick(1, {})), 131009, 'quick_reply.id'],
    ['two of the same', cards(quick(0, {}, {}), quick(1, {}, { id: 'j' })), 131009, 'unique'],
    ['a carousel with a header', send('carousel', { cards: [card(0), card(1)] }, head), 131009, 'header.type'],
    [
      'a reply of another make',
      cards(card(0, { action: { buttons: [{ type: 'reply', reply: { id: 'i', title: 't' } }] } }), quick(1, {})),
      131009,
      'cards[0].action.buttons[0].type',
    ],
  ])('refused: %s', (_name, { code, says }, expected, field) => {
    expect([code, says]).toEqual([expected, expect.stringContaining(field)]);
  });
});
