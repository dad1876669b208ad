import { createTwin, twinDefaults } from '@frontdesk/twin';
import type { Twin } from '@frontdesk/twin';
import { GraphClient, messageProblems, toWire } from '@frontdesk/whatsapp';
import type { InteractiveMessage, OutboundMessage } from '@frontdesk/whatsapp';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

// What our client refuses to send and what the twin refuses to take are written in two places, apart: here each is held against the other.

const phone = '+4915400000777';
const numberId = twinDefaults.phoneNumberId;
let twin: Twin;
let url: string;
let client: GraphClient;

beforeAll(async () => {
  twin = await createTwin({ numberRate: 10_000 });
  ({ url } = await twin.listen(0, '127.0.0.1'));
  client = new GraphClient({ baseUrl: url, version: 'v25.0', accessToken: () => twinDefaults.accessToken, timeoutMs: 10_000 });
}, 30_000);
afterAll(() => twin?.close());

let people = 0;
/** Every message goes to somebody else: 45 to one person are the most in a burst. */
const recipient = () => ({ numberId, to: { phone: `+4915400${String((people += 1)).padStart(6, '0')}` }, callbackData: 's' });
const past = async (message: OutboundMessage): Promise<{ status: number; details: string }> => {
  const response = await fetch(`${url}/v25.0/${numberId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${twinDefaults.accessToken}` },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: phone, ...toWire(message) }),
  });
  const { error } = (await response.json()) as { error?: { message: string; error_data?: { details?: string } } };
  return { status: response.status, details: `${error?.error_data?.details ?? ''} ${error?.message ?? ''}` };
};

const media = { link: 'https://shop.example/a.jpg' };
const interactive = (more: object): OutboundMessage => ({ type: 'interactive', body: 'b', ...more }) as InteractiveMessage;
const card = (more: object = {}) => ({ header: { type: 'image', media }, displayText: 'See', url: 'https://a.example', ...more });
const row = { id: 'r', title: 't' };
const list = (more: object): OutboundMessage => interactive({ kind: 'list', button: 'Choose', sections: [{ rows: [row] }], ...more });
const button = (more: object): OutboundMessage => interactive({ kind: 'button', buttons: [{ id: 'i', title: 't', ...more }] });
const cta = (more: object): OutboundMessage => interactive({ kind: 'cta_url', displayText: 'See', url: 'https://a.example', ...more });
const products = (more: object): OutboundMessage =>
  interactive({
    kind: 'product_list',
    header: { type: 'text', text: 'h' },
    catalogId: '9',
    sections: [{ title: 't', productIds: ['p'] }],
    ...more,
  });

/** The word by which both name the member, its greatest length or number, and a message that has so much of it. */
const most: [string, number, (size: number) => OutboundMessage][] = [
  ['body', 4096, (size) => ({ type: 'text', body: 'x'.repeat(size) })],
  ...(['image', 'video', 'document'] as const).map((type): [string, number, (size: number) => OutboundMessage] => [
    'caption',
    1024,
    (size) => ({ type, media, caption: 'x'.repeat(size) }),
  ]),
  [
    'contacts',
    257,
    (size) => ({ type: 'contacts', contacts: Array.from({ length: size }, () => ({ formattedName: 'A B', firstName: 'A' })) }),
  ],
  ['body.text', 1024, (size) => cta({ body: 'x'.repeat(size) })],
  ['body.text', 1024, (size) => list({ body: 'x'.repeat(size) })],
  ['footer.text', 60, (size) => cta({ footer: 'x'.repeat(size) })],
  ['header.text', 60, (size) => cta({ header: { type: 'text', text: 'x'.repeat(size) } })],
  [
    'buttons',
    3,
    (size) =>
      interactive({ kind: 'button', buttons: Array.from({ length: size }, (_, index) => ({ id: `i${index}`, title: `t${index}` })) }),
  ],
  ['reply.title', 20, (size) => button({ title: 'x'.repeat(size) })],
  ['reply.id', 256, (size) => button({ id: 'x'.repeat(size) })],
  ['action.button', 20, (size) => list({ button: 'x'.repeat(size) })],
  ['title', 24, (size) => list({ sections: [{ title: 'x'.repeat(size), rows: [row] }] })],
  ['.id', 200, (size) => list({ sections: [{ rows: [{ ...row, id: 'x'.repeat(size) }] }] })],
  ['.title', 24, (size) => list({ sections: [{ rows: [{ ...row, title: 'x'.repeat(size) }] }] })],
  ['.description', 72, (size) => list({ sections: [{ rows: [{ ...row, description: 'x'.repeat(size) }] }] })],
  ['rows', 10, (size) => list({ sections: [{ rows: Array.from({ length: size }, (_, index) => ({ id: `r${index}`, title: 't' })) }] })],
  [
    'sections',
    10,
    (size) =>
      list({ sections: Array.from({ length: size }, (_, index) => ({ title: `s${index}`, rows: [{ id: `r${index}`, title: 't' }] })) }),
  ],
  ['display_text', 20, (size) => cta({ displayText: 'x'.repeat(size) })],
  ['flow_cta', 30, (size) => interactive({ kind: 'flow', flow: { id: '1' }, cta: 'x'.repeat(size) })],
  ['title', 24, (size) => products({ sections: [{ title: 'x'.repeat(size), productIds: ['p'] }] })],
  [
    'sections',
    10,
    (size) => products({ sections: Array.from({ length: size }, (_, index) => ({ title: `s${index}`, productIds: ['p'] })) }),
  ],
  [
    'product_items',
    30,
    (size) => products({ sections: [{ title: 't', productIds: Array.from({ length: size }, (_, index) => `p${index}`) }] }),
  ],
  ['cards', 10, (size) => interactive({ kind: 'carousel', cards: Array.from({ length: size }, () => card()) })],
  ['body.text', 160, (size) => interactive({ kind: 'carousel', cards: [card({ body: 'x'.repeat(size) }), card()] })],
  [
    'quick_reply.title',
    20,
    (size) =>
      interactive({
        kind: 'carousel',
        cards: [1, 2].map(() => ({ header: card().header, buttons: [{ id: 'i', title: 'x'.repeat(size) }] })),
      }),
  ],
  [
    'quick_reply.id',
    256,
    (size) =>
      interactive({
        kind: 'carousel',
        cards: [1, 2].map(() => ({ header: card().header, buttons: [{ id: 'x'.repeat(size), title: 't' }] })),
      }),
  ],
  ['display_text', 20, (size) => interactive({ kind: 'voice_call', displayText: 'x'.repeat(size) })],
  ['payload', 512, (size) => interactive({ kind: 'voice_call', payload: 'x'.repeat(size) })],
  ['ttl_minutes', 43_200, (size) => interactive({ kind: 'voice_call', ttlMinutes: size })],
];

describe('our client and the twin', () => {
  test.each(most)('%s: at most %i is sent and taken, one more is refused by both, by its name', async (name, limit, message) => {
    expect(await client.send(recipient(), message(limit))).toMatchObject({ kind: 'accepted' });
    const refused = await client.send(recipient(), message(limit + 1));
    expect(refused).toMatchObject({ kind: 'rejected', httpStatus: 0, details: expect.stringContaining(name) });
    const { status, details } = await past(message(limit + 1));
    expect(status).toBe(400);
    expect(details).toContain(name === 'body' ? "text['body']" : name);
  });

  test.each<[string, OutboundMessage]>([
    ['a location request', interactive({ kind: 'location_request_message' })],
    ['a question for the number', interactive({ kind: 'request_contact_info' })],
    ['a question whether one may call', interactive({ kind: 'call_permission_request' })],
    ['a button that calls', interactive({ kind: 'voice_call' })],
    ['the catalogue', interactive({ kind: 'catalog_message', thumbnailProductId: 'p', footer: 'f' })],
    ['a product', { type: 'interactive', kind: 'product', catalogId: '9', productId: 'p' }],
    ['an address form', interactive({ kind: 'address_message', country: 'IN', values: { city: 'Mumbai' } })],
    ['a Flow', interactive({ kind: 'flow', flow: { name: 'book' }, cta: 'Book', token: 'T', start: 'endpoint', draft: true })],
    [
      'a Flow that begins on a screen',
      interactive({ kind: 'flow', flow: { id: '1' }, cta: 'Book', start: { screen: 'S', data: { a: 1 } } }),
    ],
    ['a location', { type: 'location', latitude: -90, longitude: 180, name: 'n', address: 'a' }],
    ['a voice note', { type: 'audio', media: { link: 'https://shop.example/a.ogg' }, voice: true }],
    ['a sticker', { type: 'sticker', media }],
    ['a document with a name', { type: 'document', media, filename: 'a.pdf' }],
  ])('%s is sent and taken', async (_name, message) => {
    expect(messageProblems(message)).toEqual([]);
    expect(await client.send(recipient(), message)).toMatchObject({ kind: 'accepted' });
  });

  test.each<[string, OutboundMessage]>([
    ['flow_id', interactive({ kind: 'flow', flow: { id: '' }, cta: 'Book' })],
    ['flow_cta', interactive({ kind: 'flow', flow: { id: '1' }, cta: 'Book 📅' })],
    ['header', products({ header: undefined })],
    ['footer', interactive({ kind: 'voice_call', footer: 'f' })],
    ['header', interactive({ kind: 'catalog_message', header: { type: 'text', text: 'h' } })],
    ['cards', interactive({ kind: 'carousel', cards: [card()] })],
    ['cards', interactive({ kind: 'carousel', cards: [card(), card({ header: { type: 'video', media } })] })],
    ['latitude', { type: 'location', latitude: 90.5, longitude: 0 }],
    ['emoji', { type: 'reaction', messageId: 'wamid.x', emoji: 'ok' }],
    ['product_retailer_id', interactive({ kind: 'product', catalogId: '9', productId: '' })],
    [
      'reply.title',
      interactive({
        kind: 'button',
        buttons: [
          { id: 'a', title: 'x' },
          { id: 'b', title: 'x' },
        ],
      }),
    ],
  ])('%s is refused by both', async (name, message) => {
    expect(await client.send(recipient(), message)).toMatchObject({
      kind: 'rejected',
      httpStatus: 0,
      details: expect.stringContaining(name),
    });
    expect(await past(message)).toMatchObject({ status: 400, details: expect.stringContaining(name) });
  });
});
