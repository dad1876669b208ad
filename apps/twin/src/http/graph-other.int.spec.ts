import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const { phoneNumberId: PHONE, wabaId: WABA, accessToken } = twinDefaults;
const AUTH = { authorization: `Bearer ${accessToken}` };
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());

describe('media', () => {
  const upload = async (mime: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ status: number; body: Json }> => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: mime }), 'a.png');
    form.append('type', mime);
    form.append('messaging_product', 'whatsapp');
    const response = await fetch(`${world.url}/graph/v24.0/${PHONE}/media`, { method: 'POST', headers: AUTH, body: form });
    return { status: response.status, body: (await response.json()) as Json };
  };

  test('is uploaded, looked up, fetched, sent and deleted', async () => {
    const bytes = new TextEncoder().encode('not really a picture');
    const {
      body: { id },
    } = await upload('image/png', bytes);
    const { body } = await world.graph('GET', `/${id}`);
    expect(body).toEqual({
      messaging_product: 'whatsapp',
      id,
      mime_type: 'image/png',
      file_size: bytes.length,
      url: expect.stringContaining(world.url),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const fetched = await fetch(body.url, { headers: AUTH });
    expect([fetched.headers.get('content-type'), Buffer.from(await fetched.arrayBuffer()).toString()]).toEqual([
      'image/png',
      'not really a picture',
    ]);
    expect((await fetch(body.url)).status).toBe(401);
    await world.write('447700900111', { type: 'text', text: 'hi' });
    expect((await world.send({ to: '447700900111', type: 'image', image: { id } })).status).toBe(200);
    expect((await world.send({ to: '447700900111', type: 'audio', audio: { id } })).body.error.code).toBe(131053);
    await world.call('POST', '/_sim/clock', { advance_ms: 5 * 60_000 + 1000 });
    expect((await fetch(body.url, { headers: AUTH })).status).toBe(404);
    expect((await world.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect((await world.graph('GET', `/${id}`)).body.error.error_subcode).toBe(33);
  });

  test('of a wrong kind, too large, or unknown is refused', async () => {
    expect((await upload('application/x-msdownload', new Uint8Array(3))).body.error.code).toBe(100);
    expect((await upload('image/png', new Uint8Array(5 * 1024 * 1024 + 1))).body.error.message).toContain('5242880');
    expect((await world.send({ to: '447700900111', type: 'image', image: { id: '42' } })).body.error.code).toBe(100);
  });

  test('that a customer sent lives 7 days', async () => {
    const wamid = await world.write('447700900111', { type: 'image' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
    const { image } = world.hook.messages.find((message) => message.id === wamid)!;
    const { body } = await world.graph('GET', `/${image.id}?phone_number_id=${PHONE}`);
    expect(Buffer.from(image.sha256, 'base64').toString('hex')).toBe(body.sha256);
    expect((await fetch(image.url, { headers: AUTH })).status).toBe(200);
    await world.call('POST', '/_sim/clock', { advance_ms: 7 * 86_400_000 + 1000 });
    expect((await world.graph('GET', `/${image.id}`)).status).toBe(400);
  });
});

describe('templates', () => {
  test('are listed by pages and by filters, in three languages', async () => {
    const { body } = await world.graph('GET', `/${WABA}/message_templates?limit=2&fields=name,status,language`);
    expect(body.data).toHaveLength(2);
    expect(Object.keys(body.data[0]).sort()).toEqual(['id', 'language', 'name', 'status']);
    const { body: next } = await world.graph('GET', `/${WABA}/message_templates?limit=2&after=${body.paging.cursors.after}`);
    expect(next.data[0].id).not.toBe(body.data[0].id);
    const { body: named } = await world.graph('GET', `/${WABA}/message_templates?name=conversation_update&status=approved`);
    expect(named.data.map((one: Json) => one.language).sort()).toEqual(['de', 'en', 'en_US', 'es']);
  });

  test('are reviewed after a while, and it is said', async () => {
    const text = { type: 'BODY', text: 'Your parcel {{1}} waits for you.', example: { body_text: [['1']] } };
    const { body } = await world.graph('POST', `/${WABA}/message_templates`, {
      name: 'parcel_waits',
      language: 'en_US',
      category: 'UTILITY',
      components: [text],
    });
    expect(body).toMatchObject({ id: expect.stringMatching(/^\d+$/), status: 'PENDING', category: 'UTILITY' });
    const sending = {
      to: '447700900112',
      type: 'template',
      template: {
        name: 'parcel_waits',
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: '7' }] }],
      },
    };
    expect((await world.send(sending)).body.error.code).toBe(132001);
    await world.call('POST', '/_sim/clock', { advance_ms: 5000 });
    const approved = (): Json | undefined => world.hook.values.find((value) => value.event === 'APPROVED');
    await world.hook.until(() => approved() !== undefined);
    expect(approved()).toMatchObject({
      message_template_id: Number(body.id),
      message_template_name: 'parcel_waits',
      message_template_language: 'en_US',
      reason: 'NONE',
    });
    expect((await world.send(sending)).status).toBe(200);
    await world.call('POST', '/_sim/templates/parcel_waits/events', { event: 'PAUSED' });
    expect((await world.send(sending)).body.error.code).toBe(132015);
    expect((await world.graph('DELETE', `/${WABA}/message_templates?name=parcel_waits`)).body).toEqual({ success: true });
    expect((await world.send(sending)).status).toBe(404);
  });
});

describe('the account', () => {
  test('tells its numbers, with the fields that were asked for, under any version or none', async () => {
    for (const prefix of ['/v19.0', '/v26.0', '', '/graph', '/graph/v25.0']) {
      const { body } = await world.call('GET', `${prefix}/${WABA}/phone_numbers`, undefined, AUTH);
      expect(body.data).toEqual([expect.objectContaining({ id: PHONE, display_phone_number: '+1 555-078-3881', quality_rating: 'GREEN' })]);
    }
    expect((await world.graph('GET', `/${PHONE}?fields=throughput`)).body).toEqual({ id: PHONE, throughput: { level: 'STANDARD' } });
  });

  test('has a profile that can be changed within its limits', async () => {
    expect(
      (await world.graph('POST', `/${PHONE}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'Open' })).body,
    ).toEqual({ success: true });
    expect((await world.graph('GET', `/${PHONE}/whatsapp_business_profile?fields=about`)).body.data).toEqual([
      { about: 'Open', messaging_product: 'whatsapp' },
    ]);
    expect((await world.graph('POST', `/${PHONE}/whatsapp_business_profile`, { about: 'x'.repeat(140) })).status).toBe(400);
  });

  test('blocks only who wrote within 24 hours, and hears no more of them', async () => {
    await world.write('447700900113', { type: 'text', text: 'spam' });
    const block = (user: string): Promise<{ status: number; body: Json }> =>
      world.graph('POST', `/${PHONE}/block_users`, { messaging_product: 'whatsapp', block_users: [{ user }] });
    expect((await block('+447700900113')).body.block_users.added_users).toEqual([{ input: '+447700900113', wa_id: '447700900113' }]);
    const failed = await block('447700900999');
    expect([failed.status, failed.body.error.code]).toEqual([400, 139100]);
    const wamid = await world.write('447700900113', { type: 'text', text: 'more spam' });
    const later = await world.write('447700900114', { type: 'text', text: 'hello' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === later));
    expect(world.hook.messages.some((message) => message.id === wamid)).toBe(false);
    expect((await world.graph('GET', `/${PHONE}/block_users`)).body.data).toEqual([
      { messaging_product: 'whatsapp', wa_id: '447700900113' },
    ]);
  });

  test('takes another webhook only from who passes the handshake', async () => {
    const override = (token: string): Promise<{ status: number }> =>
      world.graph('POST', `/${WABA}/subscribed_apps`, { override_callback_uri: world.hookUrl, verify_token: token });
    expect((await override('wrong')).status).toBe(400);
    expect((await override(twinDefaults.verifyToken)).status).toBe(200);
    expect((await world.graph('GET', `/${WABA}/subscribed_apps`)).body.data[0].override_callback_uri).toBe(world.hookUrl);
    expect((await world.graph('POST', `/${WABA}/subscribed_apps`)).body).toEqual({ success: true });
  });

  test('an unknown path is an error of Graph', async () => {
    expect((await world.graph('GET', '/1/2/3')).body.error).toMatchObject({ code: 2500, type: 'OAuthException' });
  });
});

describe('the shop and the outbox', () => {
  const day = (now: number, days: number): string => new Date(now + days * 86_400_000).toISOString().slice(0, 10);

  test('an order with a date that moves with the clock', async () => {
    const {
      body: { now_ms: now },
    } = await world.call('GET', '/_sim/clock');
    const { status, body } = await world.call('GET', '/shop/orders/fd-10234');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: 'FD-10234',
      status: 'shipped',
      eta: day(now, 2),
      phone: '+4915550100101',
      email: 'mara.jensen@example.com',
      customer_id: 'cust-1001',
      ship_to: { postcode: '22767' },
    });
    expect((await world.call('GET', '/shop/orders/FD-99999')).status).toBe(404);
    expect((await world.call('GET', '/shop/orders/fd-40007')).body).toMatchObject({
      status: 'processing',
      email: 'jo7@example.com',
      phone: null,
    });
  });

  test('a customer by phone, by id, or not at all', async () => {
    expect((await world.call('GET', '/shop/customers/by-phone/4915550100101')).body).toMatchObject({
      tier: 'retail',
      orders: ['FD-10234', 'FD-10198'],
    });
    expect((await world.call('GET', '/shop/customers/cust-1004')).body.tier).toBe('vip');
    expect((await world.call('GET', '/shop/customers/by-phone/447700900202')).status).toBe(404);
    expect((await world.call('GET', '/shop/stores?near=london')).body.stores).toHaveLength(1);
  });

  const change = (number: string, lines: string[], key: string): Promise<{ status: number; body: Json }> =>
    world.call('PUT', `/shop/orders/${number}/delivery-address`, { lines }, { 'idempotency-key': key });

  test('an address is changed once for a key, is shown, and the shop knows how often it was asked', async () => {
    const lines = ['Musterstraße 5', '20095 Hamburg'];
    expect((await change('FD-20417', lines, 'k1')).status).toBe(200);
    expect((await change('FD-20417', lines, 'k1')).status).toBe(200);
    expect((await change('FD-20417', ['Elsewhere 1'], 'k1')).status).toBe(422);
    expect((await world.call('GET', '/shop/orders/FD-20417')).body.ship_to).toMatchObject({ lines, postcode: '20095', city: 'Hamburg' });
    expect((await world.call('GET', '/shop/changes')).body).toEqual([
      { key: 'k1', order: 'FD-20417', lines, status: 200, at: expect.any(Number), asked: 3 },
    ]);
    expect((await world.call('PUT', '/shop/orders/FD-20417/delivery-address', { lines })).status).toBe(400);
  });

  test.each([
    ['an order that is on its way', 'FD-10234', ['Musterstraße 5'], 409],
    ['an order that is not there', 'FD-1', ['Musterstraße 5'], 404],
    ['no line', 'FD-20417', [' '], 422],
    ['a line that fits on no parcel', 'FD-20417', ['5'.repeat(101)], 422],
    ['neither house number nor postcode', 'FD-20417', ['Musterstraße'], 422],
  ])('the address of %s is not changed', async (_name, number, lines, status) => {
    expect((await change(number, lines, `${number} ${lines.join()}`)).status).toBe(status);
  });

  test('a change may be made, and nobody hears of it', async () => {
    await world.call('POST', '/_sim/faults', { name: 'shop_takes_then_timeout' });
    await expect(
      fetch(`${world.url}/shop/orders/FD-20417/delivery-address`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k2' },
        body: '{"lines":["Hafenweg 7"]}',
        signal: AbortSignal.timeout(300),
      }),
    ).rejects.toThrow('timeout');
    expect((await change('FD-20417', ['Hafenweg 7'], 'k2')).status).toBe(200);
    expect((await world.call('GET', '/shop/changes')).body).toContainEqual(expect.objectContaining({ key: 'k2', asked: 2 }));
  });

  test('is down when told to', async () => {
    await world.call('POST', '/_sim/faults', { name: 'shop_down' });
    expect((await world.call('GET', '/shop/orders/FD-10234')).status).toBe(503);
    expect((await world.call('GET', '/shop/orders/FD-10234')).status).toBe(200);
  });

  test('what is posted to the outbox is there to read', async () => {
    await world.call('POST', '/notify/email', { to: 'mara.jensen@example.com', subject: 'Your link' });
    await world.call('POST', '/notify/support', { text: 'P1' });
    expect((await world.call('POST', '/notify/pigeon', {})).status).toBe(404);
    const { body } = await world.call('GET', '/notify/outbox');
    expect(body.map((one: Json) => one.channel)).toEqual(['email', 'support']);
  });
});

test('the phone page and its files are served', async () => {
  const { body } = await world.call('GET', '/phone');
  const files = [...String(body).matchAll(/(?:href|src)="(\/phone\/[\w.]+)"/g)].map((match) => match[1]!);
  expect(files).toEqual(['/phone/phone.css', '/phone/phone.js']);
  for (const file of [
    ...files,
    '/phone/dom.js',
    '/phone/device.js',
    '/phone/menu.js',
    '/phone/bubble.js',
    '/phone/cards.js',
    '/phone/panel.js',
    '/phone/sheet.js',
  ])
    expect((await world.call('GET', file)).status).toBe(200);
});
