import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { Receiver, startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const MARA = '4915550100101';
const OTHER = { waba: '202', phone: '777', portfolio: 'other-portfolio', app: 'other-app', token: 'OTHER-TOKEN', secret: 'other-secret' };
const auth = { authorization: `Bearer ${OTHER.token}` };
const { phoneNumberId: PHONE, wabaId: WABA, verifyToken } = twinDefaults;

let world: World;
let other: Receiver;
let otherUrl: string;
beforeAll(async () => {
  world = await startWorld({ numberRate: 100_000 });
  other = new Receiver();
  otherUrl = await other.start();
  const app = { id: OTHER.app, access_token: OTHER.token, app_secret: OTHER.secret };
  expect(
    (await world.call('POST', '/_sim/accounts', { id: OTHER.waba, name: 'Another shop', portfolio_id: OTHER.portfolio, app })).body,
  ).toEqual({ id: OTHER.waba, portfolio_id: OTHER.portfolio, app_id: OTHER.app });
  await world.call('POST', '/_sim/numbers', {
    id: OTHER.phone,
    waba_id: OTHER.waba,
    display_phone_number: '+1 555 078 4444',
    quality_rating: 'YELLOW',
  });
  expect((await world.call('POST', '/_sim/webhook', { app_id: OTHER.app, url: otherUrl, verify_token: verifyToken })).status).toBe(200);
});
afterAll(async () => {
  await world?.close();
  await other?.stop();
});

const toOther = (body: Json, headers: Record<string, string> = {}) =>
  world.call('POST', `/v25.0/${OTHER.phone}/messages`, { messaging_product: 'whatsapp', ...body }, { ...auth, ...headers });
const template = (to: string, name: string) => ({ to, type: 'template', template: { name, language: { code: 'en_US' } } });

describe('two businesses, each with an app of its own', () => {
  test('hear only of their own numbers, each signed with its own secret', async () => {
    const mine = await world.write(MARA, { type: 'text', text: 'to the first' });
    const theirs = await world.write(MARA, { type: 'text', text: 'to the other', phone_number_id: OTHER.phone });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === mine));
    await other.until(() => other.messages.some((message) => message.id === theirs));
    expect(world.hook.messages.some((message) => message.id === theirs)).toBe(false);
    expect(other.messages.some((message) => message.id === mine)).toBe(false);
    const { raw, headers, body } = other.received.at(-1)!;
    expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', OTHER.secret).update(raw).digest('hex')}`);
    expect(body.entry[0]).toMatchObject({
      id: OTHER.waba,
      changes: [{ value: { metadata: { phone_number_id: OTHER.phone, display_phone_number: '15550784444' } } }],
    });
  });

  test('know a person by different user ids, and one is no address for the other', async () => {
    const wamid = await world.write('447700905001', { type: 'text', text: 'hello' });
    const again = await world.write('447700905001', { type: 'text', text: 'hello', phone_number_id: OTHER.phone });
    await other.until(() => other.messages.some((message) => message.id === again));
    await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
    const ours = world.hook.messages.find((message) => message.id === wamid)!.from_user_id;
    const theirs = other.messages.find((message) => message.id === again)!.from_user_id;
    expect(theirs).not.toBe(ours);
    const good = (await toOther({ recipient: theirs, text: { body: 'x' } })).body;
    expect(good.contacts).toEqual([{ input: theirs, wa_id: '447700905001', user_id: theirs }]);
    const bad = (await toOther({ recipient: ours, text: { body: 'x' } })).body;
    await other.until(() => other.statuses(bad.messages[0].id).length > 0);
    expect(other.statuses(bad.messages[0].id)[0]!.errors[0].code).toBe(131026);
  });

  test('cannot use what belongs to the other', async () => {
    const {
      body: { data },
    } = await world.graph('GET', `/${WABA}/message_templates?limit=1`);
    const png = new Blob([new Uint8Array(8)], { type: 'image/png' });
    const form = new FormData();
    form.append('messaging_product', 'whatsapp');
    form.append('file', png, 'a.png');
    const media = (await (
      await fetch(`${world.url}/v25.0/${PHONE}/media`, {
        method: 'POST',
        body: form,
        headers: { authorization: `Bearer ${twinDefaults.accessToken}` },
      })
    ).json()) as Json;
    const {
      body: { url },
    } = await world.graph('GET', `/${media.id}`);
    for (const [method, path] of [
      ['GET', PHONE],
      ['GET', WABA],
      ['GET', data[0].id],
      ['GET', media.id],
      ['GET', `${WABA}/message_templates`],
      ['POST', `${PHONE}/messages`],
      ['DELETE', media.id],
      ['POST', `${WABA}/subscribed_apps`],
    ] as const) {
      const { status, body } = await world.call(method, `/v25.0/${path}`, undefined, auth);
      expect([path, status, body.error.code, body.error.error_subcode]).toEqual([path, 400, 100, 33]);
    }
    expect((await fetch(url, { headers: auth })).status).toBe(400);
    expect(
      (await world.graph('POST', `/${OTHER.phone}/messages`, { messaging_product: 'whatsapp', to: MARA, text: { body: 'x' } })).body.error
        .error_subcode,
    ).toBe(33);
    const { body } = await world.graph('GET', `/debug_token?input_token=${OTHER.token}`);
    expect(body.data).toMatchObject({
      app_id: OTHER.app,
      is_valid: true,
      granular_scopes: [{ target_ids: [OTHER.waba] }, { target_ids: [OTHER.waba] }],
    });
  });

  test('have templates, quality, rate and messaging limit of their own', async () => {
    expect((await toOther(template(MARA, 'season_offer'))).body.error.code).toBe(132001);
    await world.call(
      'POST',
      `/v25.0/${OTHER.waba}/message_templates`,
      { name: 'their_news', language: 'en_US', category: 'UTILITY', components: [{ type: 'BODY', text: 'There is news for you.' }] },
      auth,
    );
    await world.call('POST', '/_sim/clock', { advance_ms: 3000 });
    await other.until(() => other.values.some((value) => value.event === 'APPROVED'));
    expect(world.hook.values.some((value) => value.message_template_name === 'their_news')).toBe(false);
    expect((await world.send(template(MARA, 'their_news'))).body.error.code).toBe(132001);
    expect((await toOther(template('447700905002', 'their_news'))).status).toBe(200);
    const fields = '?fields=quality_rating,throughput,whatsapp_business_manager_messaging_limit';
    await world.call('POST', '/_sim/portfolio', { id: OTHER.portfolio, messaging_limit: 'TIER_10K' });
    expect((await world.call('GET', `/v25.0/${OTHER.phone}${fields}`, undefined, auth)).body).toMatchObject({
      quality_rating: 'YELLOW',
      whatsapp_business_manager_messaging_limit: 'TIER_10K',
    });
    expect((await world.graph('GET', `/${PHONE}${fields}`)).body).toMatchObject({
      quality_rating: 'GREEN',
      whatsapp_business_manager_messaging_limit: 'TIER_250',
    });
    await world.call('POST', '/_sim/numbers', { id: OTHER.phone, rate: 1 });
    await other.until(() => other.values.some((value) => value.event === 'THROUGHPUT_UPGRADE'));
    const burst = await Promise.all(Array.from({ length: 12 }, (_, index) => toOther(template(`44770090510${index}`, 'their_news'))));
    expect(burst.some(({ body }) => body.error?.code === 130429)).toBe(true);
    await world.call('POST', '/_sim/numbers', { id: OTHER.phone, rate: 80 });
  });

  test('stopping marketing of one is not stopping it of the other', async () => {
    await world.call('POST', '/_sim/customers/447700905003/preferences', { value: 'stop', phone_number_id: OTHER.phone });
    await other.until(() => other.values.some((value) => value.user_preferences));
    const { wamid } = await world.send(template('447700905003', 'season_offer'));
    await world.hook.until(() => world.hook.statuses(wamid).length > 0);
    expect(world.hook.statuses(wamid)[0]!.status).toBe('sent');
  });
});

describe('subscriptions', () => {
  test('a second app of the same account gets its own copy, signed with its own secret', async () => {
    const second = new Receiver();
    const url = await second.start();
    await world.call('POST', '/_sim/accounts', { id: WABA, app: { id: 'second', access_token: 'SECOND', app_secret: 'second-secret' } });
    await world.call('POST', '/_sim/webhook', { app_id: 'second', url, verify_token: verifyToken });
    const wamid = await world.write(MARA, { type: 'text', text: 'for both' });
    await Promise.all([
      second.until(() => second.messages.some((message) => message.id === wamid)),
      world.hook.until(() => world.hook.messages.some((message) => message.id === wamid)),
    ]);
    const { raw, headers } = second.received.at(-1)!;
    expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', 'second-secret').update(raw).digest('hex')}`);
    await world.call('DELETE', `/v25.0/${WABA}/subscribed_apps`, undefined, { authorization: 'Bearer SECOND' });
    const later = await world.write(MARA, { type: 'text', text: 'for one' });
    await world.call('POST', `/v25.0/${WABA}/subscribed_apps`, undefined, { authorization: 'Bearer SECOND' });
    const last = await world.write(MARA, { type: 'text', text: 'for both again' });
    await second.until(() => second.messages.some((message) => message.id === last));
    expect(second.messages.some((message) => message.id === later)).toBe(false);
    await second.stop();
  });

  test('an app may choose its fields and its address itself, after the handshake', async () => {
    const subscribe = (body: Json) =>
      world.call(
        'POST',
        `/v25.0/${OTHER.app}/subscriptions`,
        { object: 'whatsapp_business_account', callback_url: otherUrl, fields: 'message_template_status_update', ...body },
        auth,
      );
    expect((await subscribe({ verify_token: 'wrong' })).status).toBe(400);
    expect((await subscribe({ verify_token: verifyToken })).body).toEqual({ success: true });
    const before = other.messages.length;
    await world.write(MARA, { type: 'text', text: 'not subscribed', phone_number_id: OTHER.phone });
    await world.call('POST', '/_sim/templates/their_news/events', { waba_id: OTHER.waba, event: 'PAUSED' });
    await other.until(() => other.values.some((value) => value.event === 'PAUSED'));
    expect(other.messages).toHaveLength(before);
    expect((await world.call('GET', `/v25.0/${OTHER.app}/subscriptions`, undefined, auth)).body.data[0].fields).toEqual([
      { name: 'message_template_status_update', version: 'v25.0' },
    ]);
    await subscribe({ verify_token: verifyToken, fields: '' });
  });

  test("the number's address wins over the account's, and both only for messages", async () => {
    const [number, account] = [new Receiver(), new Receiver()];
    const [numberUrl, accountUrl] = [await number.start(), await account.start()];
    await world.graph('POST', `/${WABA}/subscribed_apps`, { override_callback_uri: accountUrl, verify_token: verifyToken });
    const first = await world.write(MARA, { type: 'text', text: 'to the account' });
    await account.until(() => account.messages.some((message) => message.id === first));
    await world.graph('POST', `/${PHONE}`, { webhook_configuration: { override_callback_uri: numberUrl, verify_token: verifyToken } });
    expect((await world.graph('GET', `/${PHONE}?fields=webhook_configuration`)).body.webhook_configuration).toEqual({
      phone_number: numberUrl,
      whatsapp_business_account: accountUrl,
      application: world.hookUrl,
    });
    const second = await world.write(MARA, { type: 'text', text: 'to the number' });
    await number.until(() => number.messages.some((message) => message.id === second));
    await world.call('POST', '/_sim/templates/order_update/events', { quality: 'YELLOW' });
    await world.hook.until(() => world.hook.values.some((value) => value.new_quality_score === 'YELLOW'));
    expect([number, account].some((one) => one.values.some((value) => value.new_quality_score))).toBe(false);
    await world.graph('POST', `/${PHONE}`, { webhook_configuration: { override_callback_uri: '' } });
    await world.graph('POST', `/${WABA}/subscribed_apps`);
    const third = await world.write(MARA, { type: 'text', text: 'to the app' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === third));
    await Promise.all([number.stop(), account.stop()]);
  });
});

test.each([
  ['FLAGGED', 'APPROVED'],
  ['LOCKED', 'APPROVED'],
  ['UNLOCKED', 'APPROVED'],
  ['ARCHIVED', 'ARCHIVED'],
  ['UNARCHIVED', 'APPROVED'],
])('after %s a template is %s', async (event, status) => {
  await world.call('POST', '/_sim/templates/order_update/events', { event });
  await world.hook.until(() => world.hook.values.some((value) => value.event === event));
  const { body } = await world.graph('GET', `/${WABA}/message_templates?name=order_update`);
  expect(new Set((body.data as { status: string }[]).map((one) => one.status))).toEqual(new Set([status]));
});

describe('a number', () => {
  test('that is not registered sends nothing; the PIN counts, and ten registrations in three days are enough', async () => {
    const post = (path: string, body: Json = {}) => world.graph('POST', `/${PHONE}/${path}`, { messaging_product: 'whatsapp', ...body });
    expect((await post('register', { pin: '123456' })).body).toEqual({ success: true });
    await post('deregister');
    expect((await world.text(MARA, 'x')).body.error.code).toBe(133010);
    expect((await post('register', { pin: '654321' })).body.error.code).toBe(133005);
    for (let index = 0; index < 8; index += 1) await post('register', { pin: '123456' });
    expect((await post('register', { pin: '123456' })).body.error.code).toBe(133016);
    await world.call('POST', '/_sim/clock', { advance_ms: 72 * 3_600_000 + 1000 });
    expect((await post('register', { pin: '123456' })).status).toBe(200);
    await world.write(MARA, { type: 'text', text: 'hello again' });
    expect((await world.text(MARA, 'x')).status).toBe(200);
  });

  test('has settings, an automation and a username', async () => {
    await world.graph('POST', `/${PHONE}/settings`, { calling: { status: 'ENABLED' } });
    expect((await world.graph('GET', `/${PHONE}/settings`)).body).toMatchObject({
      calling: { status: 'ENABLED' },
      storage_configuration: { status: 'DEFAULT' },
    });
    expect((await world.graph('POST', `/${PHONE}/settings`, { fax: {} })).body.error.code).toBe(100);
    expect((await world.graph('POST', `/${PHONE}/conversational_automation`, { prompts: ['Where is my order?'] })).body).toEqual({
      success: true,
    });
    expect((await world.graph('POST', `/${PHONE}/username`, { username: 'harbour.and.pine' })).body).toEqual({ status: 'approved' });
    await world.hook.until(() => world.hook.values.some((value) => value.username === 'harbour.and.pine'));
    expect((await world.graph('GET', `/${PHONE}/username`)).body.username).toBe('harbour.and.pine');
    expect((await world.graph('POST', `/${PHONE}/username`, { username: 'No Spaces!' })).body.error.code).toBe(147001);
  });

  test.each([
    ['calls', 'POST', `/${PHONE}/calls`, 'Unsupported post request'],
    ['groups', 'POST', `/${PHONE}/groups`, 'Unsupported post request'],
    ['groups', 'GET', `/${PHONE}/groups`, 'nonexisting field (groups)'],
    ['flows', 'GET', `/${WABA}/flows`, 'nonexisting field (flows) on node type (WhatsAppBusinessAccount)'],
    ['flows', 'POST', `/${WABA}/flows`, 'Unsupported post request'],
  ])('has no %s here, and Graph says so (%s)', async (_what, method, path, message) => {
    const { status, body } = await world.graph(method, path, method === 'POST' ? {} : undefined);
    expect([status, body.error.code, body.error.message]).toEqual([400, 100, expect.stringContaining(message)]);
  });
});
