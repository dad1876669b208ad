import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

/**
 * Requests as others have recorded them, retyped with values of our own. PM: Meta's Postman collection of the Cloud API (WhatsApp/WhatsApp-Flows-Tools, postman/v1,
 * 2026), its order kept. DOC: other people's guides in public repositories (barokatu/wacloudapi-docs, an address form of a shop's bot, kapso's and Gupshup's pages).
 */
const { phoneNumberId: PHONE, wabaId: WABA } = twinDefaults;
const to = '4915400000042';
let world: World;
let asked = '';
let mediaId = '';
const approved: Record<string, object[]> = {
  pm_media: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::x'] } },
    { type: 'BODY', text: 'For {{1}} you pay {{2}} until {{3}}, as agreed.', example: { body_text: [['a', 'b', 'c']] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Yes' },
        { type: 'QUICK_REPLY', text: 'No' },
      ],
    },
  ],
  pm_catalog: [
    { type: 'BODY', text: 'Buy {{1}} and save {{2}} on {{3}} lamps today.', example: { body_text: [['1', '2', '3']] } },
    { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'View catalog' }] },
  ],
};

beforeAll(async () => {
  world = await startWorld({ numberRate: 1_000 });
  asked = await world.write(to, { type: 'text', text: 'Hello' });
  for (const [name, components] of Object.entries(approved)) {
    const made = await world.graph('POST', `/${WABA}/message_templates`, {
      name,
      language: 'en_US',
      category: name === 'pm_catalog' ? 'MARKETING' : 'UTILITY',
      components,
    });
    expect([name, made.status, made.body.error]).toEqual([name, 200, undefined]);
    await world.call('POST', `/_sim/templates/${name}/events`, { event: 'APPROVED', now: true });
  }
  const form = new FormData();
  form.append(
    'file',
    new Blob([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')], {
      type: 'image/png',
    }),
    'a.png',
  );
  form.append('type', 'image/png');
  form.append('messaging_product', 'whatsapp');
  const uploaded = await fetch(`${world.url}/v13.0/${PHONE}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${twinDefaults.accessToken}` },
    body: form,
  });
  mediaId = ((await uploaded.json()) as { id: string }).id;
}, 60_000);
afterAll(() => world?.close());

const send = (body: Json) =>
  world.graph('POST', `/${PHONE}/messages`, { messaging_product: 'whatsapp', recipient_type: 'individual', to, ...body });
const link = 'https://shop.example/lamp.png';
const dateTime = {
  type: 'date_time',
  date_time: {
    fallback_value: 'March 10, 2026',
    day_of_week: 5,
    year: 2026,
    month: 3,
    day_of_month: 10,
    hour: 15,
    minute: 33,
    calendar: 'GREGORIAN',
  },
};
const media = [
  { type: 'header', parameters: [{ type: 'image', image: { link } }] },
  {
    type: 'body',
    parameters: [
      { type: 'text', text: 'the lamp' },
      { type: 'currency', currency: { fallback_value: '$10.99', code: 'USD', amount_1000: 10_990 } },
      dateTime,
    ],
  },
];
const quickReply = (index: string, payload: string) => ({
  type: 'button',
  sub_type: 'quick_reply',
  index,
  parameters: [{ type: 'payload', payload }],
});
const template = (name: string, ...components: object[]) => ({
  type: 'template',
  template: { name, language: { code: 'en_US' }, components },
});
const section = (title: string, ...ids: string[]) => ({ title, product_items: ids.map((id) => ({ product_retailer_id: id })) });
const interactive = (type: string, action: object, more: object = {}) => ({
  type: 'interactive',
  interactive: { type, body: { text: 'b' }, action, ...more },
});

test.each<[string, () => Json]>([
  ['PM text', () => ({ type: 'text', text: { preview_url: false, body: 'text-message-content' } })],
  ['PM text that replies', () => ({ context: { message_id: asked }, type: 'text', text: { preview_url: false, body: 'reply' } })],
  ['PM text with a preview, without a type', () => ({ text: { preview_url: true, body: `Please visit ${link}` } })],
  ['PM reaction', () => ({ type: 'reaction', reaction: { message_id: asked, emoji: '😀' } })],
  ['PM image by id', () => ({ type: 'image', image: { id: mediaId } })],
  ['PM image by id that replies', () => ({ context: { message_id: asked }, type: 'image', image: { id: mediaId } })],
  ['PM image by link', () => ({ type: 'image', image: { link } })],
  ['PM audio by link', () => ({ type: 'audio', audio: { link: 'https://shop.example/a.ogg' } })],
  ['PM document by link', () => ({ type: 'document', document: { link: 'https://shop.example/a.pdf', caption: 'c' } })],
  [
    'PM document that replies',
    () => ({
      context: { message_id: asked },
      type: 'document',
      document: { link: 'https://shop.example/a.pdf', caption: 'c', filename: 'a.pdf' },
    }),
  ],
  ['PM sticker by link', () => ({ type: 'sticker', sticker: { link: 'https://shop.example/a.webp' } })],
  ['PM video by link', () => ({ type: 'video', video: { link: 'https://shop.example/a.mp4', caption: 'c' } })],
  [
    'PM contact with everything',
    () => ({
      type: 'contacts',
      contacts: [
        {
          addresses: [
            { street: '1 Harbour St', city: 'Kiel', state: 'SH', zip: '24103', country: 'Germany', country_code: 'de', type: 'HOME' },
          ],
          birthday: '1990-01-31',
          emails: [{ email: 'robin@example.org', type: 'WORK' }],
          name: {
            formatted_name: 'Robin Example',
            first_name: 'Robin',
            last_name: 'Example',
            middle_name: 'M.',
            suffix: 'Jr.',
            prefix: 'Dr.',
          },
          org: { company: 'Shop', department: 'Lamps', title: 'Manager' },
          phones: [{ phone: '+4915400000043', wa_id: '4915400000043', type: 'WORK' }],
          urls: [{ url: 'https://example.org', type: 'WORK' }],
        },
      ],
    }),
  ],
  [
    'PM location, its numbers as text',
    () => ({ type: 'location', location: { latitude: '53.55', longitude: '9.99', name: 'Harbour', address: '1 Harbour St' } }),
  ],
  ['PM template with media', () => template('pm_media', ...media)],
  ['PM template with buttons', () => template('pm_media', ...media, quickReply('0', 'eWVz'), quickReply('1', 'bm8'))],
  [
    'PM template with a catalogue, its kind in capitals',
    () => ({
      ...template(
        'pm_catalog',
        { type: 'body', parameters: ['100', '400', '3'].map((text) => ({ type: 'text', text })) },
        {
          type: 'button',
          sub_type: 'CATALOG',
          index: 0,
          parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'lamp-1' } }],
        },
      ),
    }),
  ],
  [
    'PM list',
    () =>
      interactive(
        'list',
        {
          button: 'Choose',
          sections: [
            { title: 'Lamps', rows: [{ id: 'l1', title: 'Desk', description: 'd' }] },
            { title: 'Chairs', rows: [{ id: 'c1', title: 'Oak', description: 'd' }] },
          ],
        },
        { header: { type: 'text', text: 'h' }, footer: { text: 'f' } },
      ),
  ],
  [
    'PM list that replies',
    () => ({
      context: { message_id: asked },
      ...interactive('list', { button: 'Choose', sections: [{ title: 'Lamps', rows: [{ id: 'l1', title: 'Desk' }] }] }),
    }),
  ],
  [
    'PM buttons',
    () =>
      interactive('button', {
        buttons: [
          { type: 'reply', reply: { id: 'y', title: 'Yes' } },
          { type: 'reply', reply: { id: 'n', title: 'No' } },
        ],
      }),
  ],
  [
    'PM one product',
    () => interactive('product', { catalog_id: '367025965434465', product_retailer_id: 'lamp-1' }, { footer: { text: 'f' } }),
  ],
  [
    'PM several products',
    () =>
      interactive(
        'product_list',
        { catalog_id: '367025965434465', sections: [section('New', 'lamp-1'), section('Old', 'lamp-2', 'lamp-3')] },
        { header: { type: 'text', text: 'h' }, footer: { text: 'f' } },
      ),
  ],
  [
    'PM catalogue',
    () =>
      interactive(
        'catalog_message',
        { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'lamp-1' } },
        { footer: { text: 'f' } },
      ),
  ],
  [
    'PM Flow',
    () =>
      interactive(
        'flow',
        {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_action: 'navigate',
            flow_token: 'T',
            flow_id: '1197715005513101',
            flow_cta: 'Open',
            flow_action_payload: { screen: 'FIRST', data: { day: 'Mon' } },
          },
        },
        { header: { type: 'text', text: 'h' }, footer: { text: 'f' } },
      ),
  ],
  [
    'DOC text that replies, context before the type',
    () => ({ context: { message_id: asked }, type: 'text', text: { preview_url: false, body: 'x' } }),
  ],
  [
    'DOC address form',
    () =>
      interactive('address_message', {
        name: 'address_message',
        parameters: { country: 'IN', values: { name: 'A', phone_number: '+9115400000' } },
      }),
  ],
  [
    'DOC Flow without a token',
    () =>
      interactive('flow', {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_id: '1197715005513101',
          flow_cta: 'Book now',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'BOOKING', data: { available_dates: ['2026-01-15'] } },
        },
      }),
  ],
  [
    'DOC carousel with links',
    () =>
      interactive('carousel', {
        cards: [0, 1].map((card_index) => ({
          card_index,
          type: 'cta_url',
          header: { type: 'image', image: { link } },
          body: { text: '*Lamp*\n\nBright' },
          action: { name: 'cta_url', parameters: { display_text: 'Buy', url: 'https://shop.example' } },
        })),
      }),
  ],
  [
    'DOC carousel with quick replies, without a type',
    () =>
      interactive('carousel', {
        cards: [0, 1].map((card_index) => ({
          card_index,
          header: { type: 'image', image: { link } },
          action: { buttons: [{ type: 'quick_reply', quick_reply: { id: `l${card_index}`, title: 'Learn more' } }] },
        })),
      }),
  ],
])('%s is taken', async (_name, body) => {
  const { status, body: answer } = await send(body());
  expect([status, answer.error]).toEqual([200, undefined]);
  expect(answer).toMatchObject({
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to }],
    messages: [{ id: expect.stringMatching(/^wamid\./) }],
  });
});

describe('the other requests of the collection', () => {
  const graph = (method: string, path: string, body?: object) => world.graph(method, path, body);
  const success = { success: true };

  test.each<[string, string, () => string, object | undefined, object]>([
    [
      'PM marks as read',
      'POST',
      () => `/${PHONE}/messages`,
      { messaging_product: 'whatsapp', status: 'read', message_id: 'asked' },
      success,
    ],
    [
      'PM numbers',
      'GET',
      () => `/${WABA}/phone_numbers`,
      undefined,
      { data: [{ id: PHONE, verified_name: expect.any(String), display_phone_number: expect.any(String), quality_rating: 'GREEN' }] },
    ],
    [
      'PM a number',
      'GET',
      () => `/${PHONE}`,
      undefined,
      { id: PHONE, verified_name: expect.any(String), display_phone_number: expect.any(String), quality_rating: 'GREEN' },
    ],
    ["PM a number's name", 'GET', () => `/${PHONE}?fields=name_status`, undefined, { id: PHONE, name_status: expect.any(String) }],
    [
      'PM profile',
      'GET',
      () => `/${PHONE}/whatsapp_business_profile?fields=about,address,description,email,profile_picture_url,websites,vertical`,
      undefined,
      { data: [{ messaging_product: 'whatsapp' }] },
    ],
    [
      'PM profile changed',
      'POST',
      () => `/${PHONE}/whatsapp_business_profile`,
      {
        messaging_product: 'whatsapp',
        address: '1 Harbour St',
        description: 'Lamps',
        vertical: 'RETAIL',
        about: 'We light up',
        email: 'help@shop.example',
        websites: ['https://shop.example', 'https://www.shop.example'],
      },
      success,
    ],
    [
      'PM a file',
      'GET',
      () => `/${mediaId}`,
      undefined,
      {
        messaging_product: 'whatsapp',
        id: 'media',
        mime_type: 'image/png',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        url: expect.any(String),
      },
    ],
    [
      'PM templates by name',
      'GET',
      () => `/${WABA}/message_templates?name=pm_media`,
      undefined,
      { data: [{ name: 'pm_media', status: 'APPROVED', language: 'en_US' }] },
    ],
    [
      'PM templates, some members',
      'GET',
      () => `/${WABA}/message_templates?fields=name,status&limit=1`,
      undefined,
      { data: [{ name: expect.any(String), status: expect.any(String) }], paging: { cursors: {} } },
    ],
    ['PM webhook of the account', 'POST', () => `/${WABA}/subscribed_apps`, {}, success],
    [
      'PM webhooks of the account',
      'GET',
      () => `/${WABA}/subscribed_apps`,
      undefined,
      { data: [{ whatsapp_business_api_data: { id: expect.any(String), name: expect.any(String), link: expect.any(String) } }] },
    ],
    ['PM registers', 'POST', () => `/${PHONE}/register`, { messaging_product: 'whatsapp', pin: '123456' }, success],
    [
      'PM template made',
      'POST',
      () => `/${WABA}/message_templates`,
      { name: 'pm_made', language: 'en_US', category: 'UTILITY', components: [{ type: 'BODY', text: 'Your order is on its way.' }] },
      { id: expect.any(String), status: expect.any(String), category: 'UTILITY' },
    ],
    ['PM template deleted', 'DELETE', () => `/${WABA}/message_templates?name=pm_made`, undefined, success],
    ['PM a file deleted', 'DELETE', () => `/${mediaId}`, undefined, success],
  ])('%s', async (_name, method, path, body, answer) => {
    const given = JSON.parse(JSON.stringify(body ?? null).replace('"asked"', JSON.stringify(asked))) as object | null;
    const { status, body: said } = await graph(method, path(), given ?? undefined);
    expect([status, said.error]).toEqual([200, undefined]);
    expect(said).toMatchObject(JSON.stringify(answer).includes('"media"') ? { ...answer, id: mediaId } : answer);
  });

  // as the collection has them before somebody puts values in: what Meta says to a beginner's first tries
  test.each<[string, object, number, number, string]>([
    ['the placeholder of a template', template('template-name'), 404, 132001, 'template-name'],
    ['the placeholder of a file', { type: 'image', image: { id: '<IMAGE_OBJECT_ID>' } }, 400, 100, 'image'],
    [
      'the placeholder of a place',
      { type: 'location', location: { latitude: '<LOCATION_LATITUDE>', longitude: '<LOCATION_LONGITUDE>' } },
      400,
      131009,
      'latitude',
    ],
    ['the placeholder of an address', { type: 'image', image: { link: 'http(s)://the-image-url' } }, 400, 131009, 'image.link'],
    ['the placeholder of a person', { to: '{{Recipient-Phone-Number}}', text: { body: 'x' } }, 400, 131009, 'phone number'],
    ['the placeholder of a country', interactive('address_message', { name: 'address_message', parameters: {} }), 400, 131008, 'country'],
    ['a reaction to nothing', { type: 'reaction', reaction: { emoji: '😀' } }, 400, 131008, 'message_id'],
    ['a group, which is not simulated', { recipient_type: 'group', text: { body: 'x' } }, 400, 131009, 'recipient_type'],
    ["an order's details, which are not", interactive('order_details', { name: 'review_and_pay' }), 400, 131009, 'order_details'],
    [
      'templates with too few values',
      template('pm_catalog', { type: 'body', parameters: [{ type: 'text', text: '100' }] }),
      400,
      132000,
      'expected number of params (3)',
    ],
  ])('%s is refused', async (_name, body, status, code, says) => {
    const answer = await send(body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(`${answer.body.error.message} ${answer.body.error.error_data?.details ?? ''}`).toContain(says);
    expect(answer.body.error).toMatchObject({ type: 'OAuthException', fbtrace_id: expect.any(String) });
  });

  test.each([
    ['POST', `/${PHONE}/calls`],
    ['POST', `/${WABA}/upsert_message_templates`],
    ['GET', `/${WABA}/flows`],
    ['GET', `/${WABA}/product_catalogs`],
  ])('%s %s is not simulated, and says so as Graph does', async (method, path) => {
    const { status, body } = await graph(method, path, method === 'POST' ? {} : undefined);
    expect([status, body.error.code]).toEqual([400, 100]);
  });
});
