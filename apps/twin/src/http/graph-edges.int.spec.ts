import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

/** Edges that other people's clients call beside sending: as pywa, kapso and Meta's own pages write them. */
const { phoneNumberId: PHONE, wabaId: WABA, appId: APP, portfolioId: PORTFOLIO, accessToken, appSecret } = twinDefaults;
const success = { success: true };
const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());
const graph = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => world.graph(method, path, body, headers);
const errorOf = async (answer: Promise<{ status: number; body: Json }>): Promise<unknown[]> => {
  const { status, body } = await answer;
  return [status, body.error.code, ...(body.error.error_subcode === undefined ? [] : [body.error.error_subcode])];
};
const advance = (ms: number) => world.call('POST', '/_sim/clock', { advance_ms: ms });
const hello = (to: string, more: Json = {}) => ({
  messaging_product: 'whatsapp',
  to,
  type: 'template',
  template: { name: 'hello_world', language: { code: 'en_US' } },
  ...more,
});

describe('codes to scan', () => {
  test('are made, listed, found, changed and deleted', async () => {
    const { body: made } = await graph('POST', `/${PHONE}/message_qrdls`, { prefilled_message: 'Cyber Monday', generate_qr_image: 'svg' });
    expect(made).toEqual({
      code: expect.stringMatching(/^[0-9A-F]{14}$/),
      prefilled_message: 'Cyber Monday',
      deep_link_url: `https://wa.me/message/${made.code}`,
      qr_image_url: expect.stringContaining('.svg'),
    });
    const plain = { code: made.code, prefilled_message: 'Cyber Monday', deep_link_url: made.deep_link_url };
    expect((await graph('GET', `/${PHONE}/message_qrdls`)).body).toMatchObject({ data: [plain], paging: { cursors: {} } });
    expect((await graph('GET', `/${PHONE}/message_qrdls/${made.code}`)).body).toEqual({ data: [plain] });
    expect(
      (await graph('GET', `/${PHONE}/message_qrdls?fields=prefilled_message,qr_image_url.format(SVG)&code=${made.code}`)).body,
    ).toEqual({ data: [{ prefilled_message: 'Cyber Monday', qr_image_url: made.qr_image_url }] });
    expect((await graph('POST', `/${PHONE}/message_qrdls?code=${made.code}&prefilled_message=Tuesday`)).body).toEqual({
      ...plain,
      prefilled_message: 'Tuesday',
    });
    expect((await graph('DELETE', `/${PHONE}/message_qrdls/${made.code}`)).body).toEqual(success);
    expect((await graph('GET', `/${PHONE}/message_qrdls`)).body).toEqual({ data: [] });
  });
  test.each<[string, Json, string]>([
    ['no text', {}, 'prefilled_message is required'],
    ['141 characters', { prefilled_message: 'x'.repeat(141) }, '140'],
    ['another format', { prefilled_message: 'x', generate_qr_image: 'GIF' }, 'got "GIF"'],
    ['a code nobody made', { prefilled_message: 'x', code: 'AA' }, 'Param code'],
  ])('with %s are refused', async (_what, body, says) => {
    const answer = await graph('POST', `/${PHONE}/message_qrdls`, body);
    expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual([400, 100, expect.stringContaining(says)]);
  });
});

describe('a number that a call makes', () => {
  test('is verified by the code that it gets, then registered, and only then sends', async () => {
    expect(await errorOf(graph('POST', `/${WABA}/phone_numbers`, { cc: '49', phone_number: '15400000999' }))).toEqual([400, 100]);
    const {
      body: { id },
    } = await graph('POST', `/${WABA}/phone_numbers`, { cc: '49', phone_number: '15400000999', verified_name: 'Second Shop' });
    const view = async () => (await graph('GET', `/${id}?fields=display_phone_number,code_verification_status,status,is_pin_enabled`)).body;
    expect(await view()).toEqual({
      id,
      display_phone_number: '+49 15400000999',
      code_verification_status: 'NOT_VERIFIED',
      status: 'PENDING',
      is_pin_enabled: false,
    });
    expect(await errorOf(graph('POST', `/${id}/register`, { messaging_product: 'whatsapp', pin: '123456' }))).toEqual([400, 133006]);
    expect(await errorOf(graph('POST', `/${id}/request_code`, { code_method: 'PIGEON', language: 'en' }))).toEqual([400, 100]);
    expect(await errorOf(graph('POST', `/${id}/request_code`, { code_method: 'SMS' }))).toEqual([400, 100]);
    expect((await graph('POST', `/${id}/request_code?code_method=SMS&language=en`)).body).toEqual(success);
    const code = /\d{3}-\d{3}/.exec((await world.call('GET', '/notify/outbox?channel=sms')).body.at(-1).body.text)![0];
    expect(await errorOf(graph('POST', `/${id}/verify_code`, { code: '000000' }))).toEqual([400, 136025]);
    expect((await graph('POST', `/${id}/verify_code`, { code })).body).toEqual(success);
    expect(await errorOf(graph('POST', `/${id}/messages`, hello('4915400000042')))).toEqual([400, 133010]);
    expect((await graph('POST', `/${id}/register`, { messaging_product: 'whatsapp', pin: '123456' })).body).toEqual(success);
    expect(await view()).toMatchObject({ code_verification_status: 'VERIFIED', status: 'CONNECTED', is_pin_enabled: true });
    expect((await graph('POST', `/${id}/messages`, hello('4915400000042'))).status).toBe(200);
    expect(await errorOf(graph('POST', `/${id}/register`, { messaging_product: 'whatsapp', pin: '654321' }))).toEqual([400, 133005]);
  });

  test('asks for five codes a day, and for none once it is verified', async () => {
    const {
      body: { id },
    } = await graph('POST', `/${WABA}/phone_numbers`, { cc: '49', phone_number: '15400000998', verified_name: 'Third Shop' });
    const ask = (number: string) => graph('POST', `/${number}/request_code`, { code_method: 'VOICE', language: 'de' });
    for (let asked = 0; asked < 5; asked += 1) expect((await ask(id)).status).toBe(200);
    expect(await errorOf(ask(id))).toEqual([400, 136024, 2388367]);
    await advance(DAY);
    expect((await ask(id)).status).toBe(200);
    expect(await errorOf(ask(PHONE))).toEqual([400, 136024, 2388091]);
  });

  test('is registered and deregistered ten times in 72 hours', async () => {
    await world.call('POST', '/_sim/numbers', { id: '777', display_phone_number: '+1 555 078 7777' });
    const turn = (edge: string) => graph('POST', `/777/${edge}`, { messaging_product: 'whatsapp', pin: '123456' });
    for (let turned = 0; turned < 5; turned += 1)
      expect([(await turn('register')).status, (await turn('deregister')).status]).toEqual([200, 200]);
    expect([await errorOf(turn('register')), await errorOf(turn('deregister'))]).toEqual([
      [400, 133016],
      [400, 133016],
    ]);
    await advance(3 * DAY - 60_000);
    expect(await errorOf(turn('register'))).toEqual([400, 133016]);
    await advance(60_000);
    expect((await turn('register')).body).toEqual(success);
  });
});

describe('a file that is uploaded in parts', () => {
  const session = (query: string) => world.call('POST', `/v25.0/${APP}/uploads?access_token=${accessToken}&${query}`);
  const part = (id: string, bytes: string, file_offset: string, type = 'application/octet-stream') =>
    world.call('POST', `/v25.0/${id}`, bytes, { authorization: `OAuth ${accessToken}`, file_offset, 'content-type': type });

  test('gives a handle, which a profile takes', async () => {
    const {
      body: { id },
    } = await session('file_name=a.png&file_length=8&file_type=image/png');
    expect(id).toMatch(/^upload:/);
    expect((await part(id, '1234', '0')).body).toEqual({ id, file_offset: 4 });
    expect((await graph('GET', `/${id}`)).body).toEqual({ id, file_offset: 4 });
    expect(await errorOf(part(id, '1234', '0'))).toEqual([400, 100]);
    const {
      body: { h },
    } = await part(id, '5678', '4', 'image/png');
    expect(h).toMatch(/^4::/);
    expect(
      (await graph('POST', `/${PHONE}/whatsapp_business_profile`, { messaging_product: 'whatsapp', profile_picture_handle: h })).body,
    ).toEqual(success);
    expect((await graph('GET', `/${PHONE}/whatsapp_business_profile?fields=profile_picture_url`)).body.data[0].profile_picture_url).toMatch(
      /^https:/,
    );
    expect(await errorOf(graph('POST', `/${PHONE}/whatsapp_business_profile`, { profile_picture_handle: 'no handle' }))).toEqual([
      400, 100,
    ]);
  });
  test('takes JSON for what it is, and no more than was announced', async () => {
    const {
      body: { id },
    } = await session('file_length=4&file_type=application/pdf');
    expect(await errorOf(part(id, '{"not":"json for Graph"}', '0', 'application/json'))).toEqual([400, 100]);
  });
  test('is refused without a length, of another type, for another app, and when nobody began it', async () => {
    expect(await errorOf(session('file_type=image/png'))).toEqual([400, 100]);
    expect(await errorOf(session('file_length=8&file_type=image/gif'))).toEqual([400, 100]);
    expect(await errorOf(graph('POST', '/12345/uploads?file_length=8&file_type=image/png'))).toEqual([400, 100, 33]);
    expect(await errorOf(part('upload:nobody', 'x', '0'))).toEqual([400, 100, 33]);
  });
});

describe('lists', () => {
  test('are walked forwards and back by the links of their pages', async () => {
    const names = async (url: string): Promise<{ names: string[]; next?: string; previous?: string }> => {
      const body = (await (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).json()) as Json;
      return { names: body.data.map((one: Json) => `${one.name} ${one.language}`), ...body.paging };
    };
    const first = await names(`${world.url}/v25.0/${WABA}/message_templates?limit=5&fields=name,language`);
    const second = await names(first.next!);
    expect(second.names).toHaveLength(5);
    expect(second.names).not.toEqual(first.names);
    expect((await names(second.previous!)).names).toEqual(first.names);
    expect(first.previous).toBeUndefined();
    const last = await names(`${world.url}/v25.0/${WABA}/message_templates?limit=100&fields=name,language`);
    expect([last.next, last.names.slice(0, 5)]).toEqual([undefined, first.names]);
  });
  test.each([
    ['a cursor that is none', `/${WABA}/message_templates?after=!!`, 131059],
    ['a field that templates lack', `/${WABA}/message_templates?fields=name,colour`, 100],
    ['one that a number lacks', `/${PHONE}?fields=colour`, 100],
    ['one that numbers lack', `/${WABA}/phone_numbers?fields=colour`, 100],
    ['one that an account lacks', `/${WABA}?fields=name,conversation_analytics.start(1).end(2)`, 100],
  ])('are refused with %s', async (_what, path, code) => {
    expect(await errorOf(graph('GET', path))).toEqual([400, code]);
  });
  test('may be asked for fields that the twin does not keep; nested ones are taken by their name', async () => {
    expect((await graph('GET', `/${PHONE}?fields=certificate,throughput{level},id`)).body).toEqual({
      id: PHONE,
      throughput: { level: 'STANDARD' },
    });
  });
  test('count what was found beside all that there is', async () => {
    const { body } = await graph('GET', `/${WABA}/message_templates?name=hello_world&summary=total_count,message_template_limit`);
    expect(body).toMatchObject({ data: [{ name: 'hello_world' }], summary: { total_count: 1, message_template_limit: 250 } });
    expect((await graph('GET', `/${WABA}/message_templates?name_or_content=autumn`)).body.data).toMatchObject([{ name: 'season_offer' }]);
  });
});

describe('an account', () => {
  test('is found through its portfolio, with its edges, and by the app', async () => {
    expect((await graph('GET', `/${PORTFOLIO}/owned_whatsapp_business_accounts`)).body.data).toMatchObject([
      { id: WABA, timezone_id: '1' },
    ]);
    expect((await graph('GET', `/${PORTFOLIO}/client_whatsapp_business_accounts`)).body).toEqual({ data: [] });
    expect(await errorOf(graph('GET', '/123/owned_whatsapp_business_accounts'))).toEqual([400, 100, 33]);
    expect((await graph('GET', `/${PORTFOLIO}`)).body).toEqual({ id: PORTFOLIO, name: expect.any(String) });
    expect((await graph('GET', `/${APP}`)).body).toMatchObject({ id: APP, name: 'Frontdesk' });
    expect((await graph('GET', '/me')).body).toMatchObject({ id: APP });
    const { body } = await graph('GET', `/${WABA}?fields=currency,phone_numbers{id},subscribed_apps,message_templates.limit(3)`);
    expect(body).toMatchObject({
      id: WABA,
      currency: 'EUR',
      phone_numbers: { data: expect.arrayContaining([expect.objectContaining({ id: PHONE })]) },
      subscribed_apps: { data: [{ whatsapp_business_api_data: { id: APP } }] },
    });
    expect(Object.keys(body).sort()).toEqual(['currency', 'id', 'message_templates', 'phone_numbers', 'subscribed_apps']);
  });
  test('is counted when that is switched on', async () => {
    expect((await graph('POST', `/${WABA}?is_enabled_for_insights=true`)).body).toEqual({ id: WABA });
    expect((await graph('GET', `/${WABA}?fields=is_enabled_for_insights`)).body).toEqual({ id: WABA, is_enabled_for_insights: true });
    expect(await errorOf(graph('POST', `/${WABA}`, {}))).toEqual([400, 100]);
  });
  test('gives an app its token without one, for the right secret', async () => {
    const ask = (query: string) => world.call('GET', `/v25.0/oauth/access_token?client_id=${APP}&${query}`);
    const { body } = await ask(`client_secret=${appSecret}&grant_type=client_credentials`);
    expect(body).toEqual({ access_token: `${APP}|${appSecret}`, token_type: 'bearer' });
    expect((await world.call('GET', `/v25.0/${PHONE}?access_token=${encodeURIComponent(body.access_token)}`)).status).toBe(200);
    expect((await ask(`client_secret=${appSecret}&code=AQD`)).body.access_token).toBe(accessToken);
    expect(await errorOf(ask(`client_secret=${appSecret}`))).toEqual([400, 100]);
    expect(await errorOf(ask('client_secret=wrong&grant_type=client_credentials'))).toEqual([400, 1]);
    expect(await errorOf(world.call('GET', '/v25.0/oauth/access_token'))).toEqual([400, 101]);
  });
});

describe('marketing by its own way', () => {
  test('sends approved marketing, at its own price, and nothing else', async () => {
    await world.write('4915400000061', { type: 'text', text: 'hi' });
    const marketing = (body: Json) =>
      graph('POST', `/${PHONE}/marketing_messages`, {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '4915400000061',
        ...body,
      });
    const { status, body } = await marketing({
      type: 'template',
      template: { name: 'season_offer', language: { code: 'en_US' } },
      message_activity_sharing: true,
    });
    expect(status).toBe(200);
    await world.hook.until(() => world.hook.statuses(body.messages[0].id).length > 0);
    expect(world.hook.statuses(body.messages[0].id)[0]!.pricing).toEqual({
      billable: true,
      pricing_model: 'PMP',
      category: 'marketing_lite',
      type: 'regular',
    });
    expect(await errorOf(marketing(hello('4915400000061')))).toEqual([400, 134100]);
    expect(await errorOf(marketing({ type: 'text', text: { body: 'x' } }))).toEqual([400, 100]);
  });
});

describe('a number', () => {
  test('gets a new name when it was looked at', async () => {
    expect((await graph('POST', `/${PHONE}`, { new_display_name: 'Harbour & Oak' })).body).toEqual(success);
    expect((await graph('GET', `/${PHONE}?fields=verified_name,name_status`)).body).toEqual({
      id: PHONE,
      verified_name: twinDefaults.verifiedName,
      name_status: 'PENDING_REVIEW',
    });
    await advance(3000);
    await world.hook.until(() => world.hook.values.some((value) => value.requested_verified_name === 'Harbour & Oak'));
    expect((await graph('GET', `/${PHONE}?fields=verified_name,name_status`)).body).toEqual({
      id: PHONE,
      verified_name: 'Harbour & Oak',
      name_status: 'APPROVED',
    });
  });
  test('keeps what it is told about its shop and its key', async () => {
    expect((await graph('POST', `/${PHONE}/whatsapp_commerce_settings?is_catalog_visible=true`)).body).toEqual(success);
    expect((await graph('GET', `/${PHONE}/whatsapp_commerce_settings`)).body).toEqual({
      data: [{ id: PHONE, is_cart_enabled: true, is_catalog_visible: true }],
    });
    expect((await graph('GET', `/${PHONE}/whatsapp_business_encryption`)).body).toEqual({ data: [] });
    expect(await errorOf(graph('POST', `/${PHONE}/whatsapp_business_encryption`, { business_public_key: 'x' }))).toEqual([400, 100]);
    const key = '-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----';
    expect((await graph('POST', `/${PHONE}/whatsapp_business_encryption`, { business_public_key: key })).body).toEqual(success);
    expect((await graph('GET', `/${PHONE}/whatsapp_business_encryption`)).body.data).toEqual([
      { business_public_key: key, business_public_key_signature_status: 'VALID' },
    ]);
  });
});

test('Graph takes a number where an id is meant, and a language however it is written', async () => {
  await world.write('4915400000062', { type: 'text', text: 'hi' });
  const rows = [{ id: 1, title: 'one' }];
  expect(
    (
      await world.send({
        to: 4915400000062,
        type: 'interactive',
        interactive: { type: 'list', body: { text: 'b' }, action: { button: 'B', sections: [{ rows }] } },
      })
    ).body.error,
  ).toBeUndefined();
  expect(
    (await world.send({ to: '4915400000062', type: 'template', template: { name: 'hello_world', language: { code: 'en_us' } } })).status,
  ).toBe(200);
});

test('what an account may not lose: the sample that every account has', async () => {
  expect(await errorOf(graph('DELETE', `/${WABA}/message_templates?name=hello_world`))).toEqual([400, 100, 2388094]);
  expect(await errorOf(graph('DELETE', `/${WABA}/message_templates`))).toEqual([400, 100]);
});

test.each([
  ['POST', 'calls'],
  ['POST', 'groups'],
  ['GET', 'groups'],
  ['GET', 'call_permissions'],
  ['GET', 'business_compliance_info'],
  ['GET', 'official_business_account'],
])('%s %s of a number is not simulated, and says so as Graph does', async (method, edge) => {
  expect((await errorOf(graph(method, `/${PHONE}/${edge}`, method === 'POST' ? {} : undefined))).slice(0, 2)).toEqual([400, 100]);
});
