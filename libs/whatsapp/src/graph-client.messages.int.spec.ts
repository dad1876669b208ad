import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { firstNewsMs } from './circuit-breaker.ts';
import { GraphClient } from './graph-client.ts';
import type { OutboundMessage } from './outbound.ts';
import type { TemplateMessage } from './outbound-template.ts';

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}
const secret = 'EAAG-the-token';
let server: Server;
let origin: string;
let calls: Call[];
let answer: (response: ServerResponse, call: Call) => void;
let client: GraphClient;
let token: string;

beforeEach(async () => {
  calls = [];
  token = secret;
  answer = (response) => void response.end('{"messages":[{"id":"wamid.x"}],"success":true}');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, bytes: Buffer.concat(chunks) };
      calls.push(call);
      answer(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new GraphClient({ baseUrl: origin, version: 'v25.0', accessToken: () => token, timeoutMs: 30_000 });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const to = { numberId: '123', to: { phone: '+4915100000001' }, callbackData: 'send-1' };
const bodies = () => calls.map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>);
const sent = async (message: OutboundMessage) => {
  expect(await client.send({ ...to, quotes: 'wamid.q' }, message)).toEqual({ kind: 'accepted', wamid: 'wamid.x' });
  return bodies().at(-1);
};
const refuse = (status: number, code: number) => (response: ServerResponse) =>
  void response.writeHead(status).end(JSON.stringify({ error: { code, message: secret } }));

describe("each kind of message is what Meta's pages show", () => {
  const link = { link: 'https://shop.example/a.jpg' };
  test.each<[string, OutboundMessage, object]>([
    ['image', { type: 'image', media: { id: '77' }, caption: 'c' }, { type: 'image', image: { id: '77', caption: 'c' } }],
    ['video', { type: 'video', media: link }, { type: 'video', video: link }],
    ['audio', { type: 'audio', media: { id: '77' }, voice: true }, { type: 'audio', audio: { id: '77', voice: true } }],
    ['document', { type: 'document', media: link, filename: 'r.pdf' }, { type: 'document', document: { ...link, filename: 'r.pdf' } }],
    ['sticker', { type: 'sticker', media: { id: '77' } }, { type: 'sticker', sticker: { id: '77' } }],
    [
      'location',
      { type: 'location', latitude: 53.5, longitude: 9.9, name: 'Harbour' },
      { type: 'location', location: { latitude: 53.5, longitude: 9.9, name: 'Harbour' } },
    ],
    [
      'contacts',
      {
        type: 'contacts',
        contacts: [
          {
            formattedName: 'Ada Lovelace',
            firstName: 'Ada',
            phones: [{ phone: '+49 151 1', type: 'WORK', waId: '491511' }],
            emails: [{ email: 'ada@shop.example' }],
            organisation: 'Shop',
          },
        ],
      },
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' },
            phones: [{ phone: '+49 151 1', type: 'WORK', wa_id: '491511' }],
            emails: [{ email: 'ada@shop.example' }],
            org: { company: 'Shop' },
          },
        ],
      },
    ],
    [
      'list',
      {
        type: 'interactive',
        kind: 'list',
        body: 'b',
        button: 'Choose',
        header: { type: 'text', text: 'h' },
        footer: 'f',
        sections: [{ rows: [{ id: '1', title: 't' }] }],
      },
      {
        type: 'interactive',
        interactive: {
          type: 'list',
          header: { type: 'text', text: 'h' },
          body: { text: 'b' },
          footer: { text: 'f' },
          action: { button: 'Choose', sections: [{ rows: [{ id: '1', title: 't' }] }] },
        },
      },
    ],
    [
      'buttons under an image',
      {
        type: 'interactive',
        kind: 'button',
        body: 'b',
        header: { type: 'image', media: { id: '77' } },
        buttons: [{ id: 'y', title: 'Yes' }],
      },
      {
        interactive: {
          type: 'button',
          header: { type: 'image', image: { id: '77' } },
          action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
        },
      },
    ],
    [
      'address to open',
      { type: 'interactive', kind: 'cta_url', body: 'b', displayText: 'Track', url: 'https://shop.example' },
      { interactive: { type: 'cta_url', action: { name: 'cta_url', parameters: { display_text: 'Track', url: 'https://shop.example' } } } },
    ],
    [
      'request for the place',
      { type: 'interactive', kind: 'location_request_message', body: 'b' },
      { interactive: { type: 'location_request_message', action: { name: 'send_location' } } },
    ],
    [
      'request for the number',
      { type: 'interactive', kind: 'request_contact_info', body: 'b' },
      { interactive: { type: 'request_contact_info', action: { name: 'request_contact_info' } } },
    ],
  ])('%s', async (_name, message, body) =>
    expect(await sent(message)).toMatchObject({ messaging_product: 'whatsapp', context: { message_id: 'wamid.q' }, ...body }),
  );

  test('a reaction, and taking it back, quote nothing', async () => {
    expect(await sent({ type: 'reaction', messageId: 'wamid.in', emoji: '👍' })).toMatchObject({
      type: 'reaction',
      reaction: { message_id: 'wamid.in', emoji: '👍' },
    });
    expect(await sent({ type: 'reaction', messageId: 'wamid.in', emoji: '' })).not.toHaveProperty('context');
  });

  test('a template with every kind of component', async () => {
    const template: TemplateMessage = {
      type: 'template',
      name: 'order_update',
      language: 'en_US',
      header: { type: 'document', media: { id: '77' }, filename: 'r.pdf' },
      body: [
        { type: 'text', name: 'first_name', text: 'Jessica' },
        { type: 'currency', name: 'sum', fallback: '$100.99', code: 'USD', amount1000: 100_990 },
        { type: 'date_time', name: 'day', fallback: 'March 10, 2026' },
      ],
      buttons: [
        { index: 0, type: 'quick_reply', payload: 'HUMAN' },
        { index: 1, type: 'url', text: '860198' },
        { index: 2, type: 'copy_code', code: 'SAVE5' },
        { index: 3, type: 'flow', token: 't', data: { a: 1 } },
        { index: 4, type: 'catalog', thumbnailProductId: 'p' },
      ],
    };
    expect(await sent(template)).toMatchObject({
      template: {
        name: 'order_update',
        language: { code: 'en_US' },
        components: [
          { type: 'header', parameters: [{ type: 'document', document: { id: '77', filename: 'r.pdf' } }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', parameter_name: 'first_name', text: 'Jessica' },
              { type: 'currency', parameter_name: 'sum', currency: { fallback_value: '$100.99', code: 'USD', amount_1000: 100_990 } },
              { type: 'date_time', parameter_name: 'day', date_time: { fallback_value: 'March 10, 2026' } },
            ],
          },
          { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'HUMAN' }] },
          { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '860198' }] },
          { type: 'button', sub_type: 'copy_code', index: '2', parameters: [{ type: 'coupon_code', coupon_code: 'SAVE5' }] },
          {
            type: 'button',
            sub_type: 'flow',
            index: '3',
            parameters: [{ type: 'action', action: { flow_token: 't', flow_action_data: { a: 1 } } }],
          },
          {
            type: 'button',
            sub_type: 'catalog',
            index: '4',
            parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'p' } }],
          },
        ],
      },
    });
    const positional = { type: 'template', name: 't', language: 'en', body: [{ type: 'text', text: 'a' }] } as const;
    const place = { type: 'location', latitude: 53.5, longitude: 9.9, name: 'n', address: 'a' } as const;
    const { type: _type, ...location } = place;
    expect(await sent({ ...positional, header: place })).toMatchObject({
      template: { components: [{ parameters: [{ type: 'location', location }] }, { parameters: [{ type: 'text', text: 'a' }] }] },
    });
    expect(await sent({ ...positional, header: { type: 'text', text: 'h' } })).toMatchObject({
      template: { components: [{ parameters: [{ type: 'text', text: 'h' }] }, {}] },
    });
    for (const type of ['image', 'video'] as const) {
      expect(await sent({ ...positional, header: { type, media: link } })).toMatchObject({
        template: { components: [{ parameters: [{ type, [type]: link }] }, {}] },
      });
    }
  });

  test('a carousel, an offer that ends, several products, an order to pay, a code', async () => {
    const components = async (more: Partial<TemplateMessage>) =>
      ((await sent({ type: 'template', name: 't', language: 'en', ...more })) as { template: { components: unknown[] } }).template
        .components;
    const quick = { index: 0, type: 'quick_reply', payload: 'x' } as const;
    expect(
      await components({
        body: [{ type: 'text', text: 'a' }],
        cards: [0, 1].map(() => ({
          header: { type: 'image', media: { id: '77' } },
          body: [{ type: 'text', text: 'b' }],
          buttons: [quick],
        })),
      }),
    ).toEqual([
      { type: 'body', parameters: [{ type: 'text', text: 'a' }] },
      {
        type: 'carousel',
        cards: [0, 1].map((card_index) => ({
          card_index,
          components: [
            { type: 'header', parameters: [{ type: 'image', image: { id: '77' } }] },
            { type: 'body', parameters: [{ type: 'text', text: 'b' }] },
            { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'x' }] },
          ],
        })),
      },
    ]);
    expect(await components({ header: { type: 'product', catalogId: 'c', productId: 'p' } })).toEqual([
      { type: 'header', parameters: [{ type: 'product', product: { product_retailer_id: 'p', catalog_id: 'c' } }] },
    ]);
    expect(await components({ offerEndsAt: 1790000000000 })).toEqual([
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1790000000000 } }],
      },
    ]);
    expect(
      await components({
        buttons: [{ index: 0, type: 'mpm', thumbnailProductId: 'p', sections: [{ title: 's', productIds: ['p', 'q'] }] }],
      }),
    ).toEqual([
      {
        type: 'button',
        sub_type: 'mpm',
        index: '0',
        parameters: [
          {
            type: 'action',
            action: {
              thumbnail_product_retailer_id: 'p',
              sections: [{ title: 's', product_items: [{ product_retailer_id: 'p' }, { product_retailer_id: 'q' }] }],
            },
          },
        ],
      },
    ]);
    expect(await components({ buttons: [{ index: 0, type: 'order_details', order: { reference_id: 'r' } }] })).toEqual([
      {
        type: 'button',
        sub_type: 'order_details',
        index: '0',
        parameters: [{ type: 'action', action: { order_details: { reference_id: 'r' } } }],
      },
    ]);
    expect(await components({ oneTimeCode: 'J$FpnYnP' })).toEqual([
      { type: 'body', parameters: [{ type: 'text', text: 'J$FpnYnP' }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'J$FpnYnP' }] },
    ]);
  });

  test('what is beyond a limit, or is for nobody, never leaves', async () => {
    expect(await client.sendText(to, 'x'.repeat(4097))).toMatchObject({
      kind: 'rejected',
      httpStatus: 0,
      retryClass: 'N',
      details: 'text.body: at most 4096 characters, has 4097',
      problems: [{ field: 'text.body', actual: 4097 }],
    });
    expect(await client.sendText({ ...to, to: { phone: '0151' } }, 'x')).toMatchObject({ problems: [{ field: 'to' }] });
    expect(await client.sendText({ ...to, callbackData: 'x'.repeat(513) }, 'x')).toMatchObject({
      problems: [{ field: 'biz_opaque_callback_data' }],
    });
    expect(await client.sendText({ ...to, quotes: 'x'.repeat(257) }, 'x')).toMatchObject({ problems: [{ field: 'context.message_id' }] });
    expect(await client.sendText({ ...to, to: { userId: 'nobody' } }, 'x')).toMatchObject({ problems: [{ field: 'recipient' }] });
    expect(await client.send(to, { type: 'template', name: 't', language: 'en', body: [{ type: 'text', text: 'a\nb' }] })).toMatchObject({
      problems: [{ field: 'template.components.body[0].text' }],
    });
    expect(await client.markRead('123', 'x'.repeat(257), true)).toMatchObject({ problems: [{ field: 'message_id' }] });
    for (const call of [client.media('../me', '123'), client.deleteMedia('../me', '123')])
      expect(await call).toMatchObject({ problems: [{ field: 'media.id' }] });
    expect(await client.upload('123', { kind: 'image', mime: 'image/gif', bytes: Buffer.from('GIF89a'), filename: 'a.gif' })).toMatchObject(
      { problems: [{ field: 'type' }] },
    );
    expect(await client.setProfile('123', { about: 'x'.repeat(140) })).toMatchObject({ problems: [{ field: 'about' }] });
    expect(await client.block('123', [])).toMatchObject({ problems: [{ field: 'block_users' }] });
    expect(calls).toEqual([]);
  });
});

describe('files', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

  test('are uploaded as a form', async () => {
    answer = (response) => void response.end('{"id":"1037543291543636"}');
    expect(await client.upload('123', { kind: 'image', mime: 'image/jpeg', bytes: jpeg, filename: 'a.jpg' })).toEqual({
      kind: 'accepted',
      mediaId: '1037543291543636',
    });
    const [{ url, headers, bytes }] = calls as [Call];
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': String(headers['content-type']) } }).formData();
    const file = form.get('file') as File;
    expect([url, form.get('messaging_product'), form.get('type'), file.name, file.type]).toEqual([
      '/v25.0/123/media',
      'whatsapp',
      'image/jpeg',
      'a.jpg',
      'image/jpeg',
    ]);
    expect(Buffer.from(await file.arrayBuffer()).equals(jpeg)).toBe(true);
  });

  test('are looked up and deleted', async () => {
    answer = (response, { method }) =>
      void response.end(
        method === 'DELETE'
          ? '{"success":true}'
          : JSON.stringify({
              messaging_product: 'whatsapp',
              url: `${origin}/file`,
              mime_type: 'image/jpeg',
              sha256: 'ab',
              file_size: '7',
              id: '77',
            }),
      );
    expect(await client.media('77', '123')).toEqual({
      kind: 'accepted',
      media: { url: `${origin}/file`, mime: 'image/jpeg', sha256: 'ab', bytes: 7 },
    });
    expect(await client.deleteMedia('77', '123')).toEqual({ kind: 'accepted', success: true });
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v25.0/77?phone_number_id=123',
      'DELETE /v25.0/77?phone_number_id=123',
    ]);
  });
});

describe('the business', () => {
  test('profile: read and changed', async () => {
    answer = (response, { method }) =>
      void response.end(
        method === 'POST'
          ? '{"success":true}'
          : '{"data":[{"about":"hi","websites":["https://a.example"],"messaging_product":"whatsapp"}]}',
      );
    expect(await client.profile('123')).toEqual({ kind: 'accepted', profile: { about: 'hi', websites: ['https://a.example'] } });
    expect(await client.setProfile('123', { about: 'hi' })).toEqual({ kind: 'accepted', success: true });
    expect(calls.map(({ url }) => url)).toEqual([
      '/v25.0/123/whatsapp_business_profile?fields=about,address,description,email,profile_picture_url,websites,vertical',
      '/v25.0/123/whatsapp_business_profile',
    ]);
    expect(JSON.parse(calls[1]?.bytes.toString() ?? '')).toEqual({ messaging_product: 'whatsapp', about: 'hi' });
  });

  test('people are blocked and unblocked; where some fail, each is told', async () => {
    answer = (response) =>
      void response.writeHead(400).end(
        JSON.stringify({
          block_users: { added_users: [{ input: '+491', wa_id: '491' }], failed_users: [{ input: 'DE.1', errors: [{ code: 139100 }] }] },
          error: { code: 139100, message: 'some' },
        }),
      );
    const users = [{ phone: '+4915100000001' }, { userId: 'DE.1' }];
    expect(await client.block('123', users)).toEqual({ kind: 'accepted', done: ['+491'], failed: [{ input: 'DE.1', code: 139100 }] });
    answer = (response) => void response.end('{"block_users":{"removed_users":[{"input":"+491"}]}}');
    expect(await client.unblock('123', users)).toEqual({ kind: 'accepted', done: ['+491'], failed: [] });
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect(bodies()[0]).toEqual({ messaging_product: 'whatsapp', block_users: [{ user: '+4915100000001' }, { user_id: 'DE.1' }] });
    answer = (response) => void response.end('{"data":[{"messaging_product":"whatsapp","wa_id":"491"}]}');
    expect(await client.blocked('123')).toEqual({ kind: 'accepted', users: [{ waId: '491' }] });
    answer = refuse(400, 139101);
    expect(await client.block('123', users)).toMatchObject({ kind: 'rejected', code: 139101 });
  });
});

describe('a number that Meta refuses', () => {
  test.each([
    [401, 0],
    [403, 10],
    [401, 190],
    [403, 368],
    [403, 131031],
    [400, 131042],
  ])('%i/%i: nothing more goes out for it; other numbers go on', async (status, code) => {
    answer = refuse(status, code);
    expect(await client.sendText(to, 'first')).toMatchObject({ kind: 'rejected', code, httpStatus: status });
    expect(await client.sendText(to, 'second')).toMatchObject({ kind: 'rejected', code, httpStatus: 0, retryClass: 'F' });
    expect(calls).toHaveLength(1);
    await client.sendText({ ...to, numberId: '456' }, 'other');
    expect(calls).toHaveLength(2);
  });

  test.each([0, 10, 190, 368, 131031, 131042])('%i in a status, after a yes: the same', async (code) => {
    expect(await client.sendText(to, 'first')).toMatchObject({ kind: 'accepted' });
    client.refusedLater('123', code);
    expect(await client.sendText(to, 'second')).toMatchObject({ kind: 'rejected', code, httpStatus: 0, retryClass: 'F' });
    expect(calls).toHaveLength(1);
    await client.sendText({ ...to, numberId: '456' }, 'other');
    expect(await client.markRead('123', 'wamid.in', true)).toMatchObject({ kind: 'accepted' });
    expect(calls).toHaveLength(3);
  });

  test('after a status a read receipt proves nothing: the message that asks does, and its successor asks alone', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    try {
      client.refusedLater('123', 131042);
      clock.mockReturnValue(firstNewsMs);
      const asked = new Promise<ServerResponse>((resolve) => {
        answer = resolve;
      });
      const probe = client.sendText(to, 'asks');
      const waiting = await asked;
      answer = (response) => void response.end('{"messages":[{"id":"wamid.x"}],"success":true}');
      expect(await client.markRead('123', 'wamid.in', true)).toMatchObject({ kind: 'accepted' });
      waiting.socket?.destroy();
      expect(await probe).toMatchObject({ kind: 'unknown' });
      clock.mockReturnValue(2 * firstNewsMs);
      const next = client.sendText(to, 'asks again');
      expect(await client.sendText(to, 'waits')).toMatchObject({ kind: 'rejected', code: 131042, httpStatus: 0 });
      expect(await next).toMatchObject({ kind: 'accepted' });
    } finally {
      clock.mockRestore();
    }
  });

  test('a changed token asks at once, and closes it', async () => {
    answer = refuse(401, 190);
    await client.sendText(to, 'first');
    token = 'rotated';
    answer = (response) => void response.end('{"messages":[{"id":"wamid.y"}]}');
    expect(await client.sendText(to, 'second')).toEqual({ kind: 'accepted', wamid: 'wamid.y' });
    expect(calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${secret}`, 'Bearer rotated']);
  });

  test('no outcome holds the token, whatever Meta repeats', async () => {
    for (const [status, code] of [
      [401, 190],
      [400, 100],
      [500, 131000],
    ] as const) {
      answer = (response) =>
        void response
          .writeHead(status)
          .end(JSON.stringify({ error: { code, message: `bad ${token}`, error_data: { details: `Bearer ${token}` } } }));
      token = `EAAGm0PX4ZCpsBAKZCtokenZCtoken${code}`;
      expect(JSON.stringify(await client.sendText({ ...to, numberId: String(code) }, 'x'))).not.toContain(token);
    }
    token = 'EAAG no header\nmay hold this';
    expect(await client.sendText({ ...to, numberId: '9' }, 'x')).toEqual({ kind: 'not_written', reason: 'ERR_INVALID_CHAR' });
    const gone = new GraphClient({ baseUrl: 'http://127.0.0.1:1', version: 'v25.0', accessToken: () => token, timeoutMs: 300 });
    expect(JSON.stringify(await gone.sendText(to, 'x'))).not.toContain(token);
  });
});
