import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

// How Graph filters, pages and counts: as clients of other people ask for it, and where its limits are exactly.

const { phoneNumberId: PHONE, wabaId: WABA, appId: APP } = twinDefaults;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

const create = async (name: string, more: Json = {}): Promise<string> =>
  (
    await world.graph('POST', `/${WABA}/message_templates`, {
      name,
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: `News of ${name}.` }],
      ...more,
    })
  ).body.id;
const names = async (query: string): Promise<string[]> =>
  (await world.graph('GET', `/${WABA}/message_templates?limit=200&${query}`)).body.data.map((one: Json) => one.name);

describe('templates', () => {
  test('are filtered by one value or by a JSON list of them', async () => {
    await create('list_one');
    await create('list_two', { category: 'MARKETING', parameter_format: 'named' });
    expect(await names('name_or_content=list_&status=["PENDING","REJECTED"]')).toEqual(['list_one', 'list_two']);
    expect(await names('name_or_content=list_&status=["APPROVED"]')).toEqual([]);
    expect(await names('name_or_content=list_&category=["MARKETING"]&language=["en_US","de"]')).toEqual(['list_two']);
    expect(await names('name_or_content=list_&status=approved')).toEqual([]);
    expect(await names('content=News of list_one')).toEqual(['list_one']);
    expect(await names('content=list_&parameter_format=NAMED')).toEqual(['list_two']);
    expect(await names('status=[nonsense')).toEqual([]);
  });

  test('are deleted by several ids at once, or none of them if one is not there', async () => {
    const ids = [await create('gone_one'), await create('gone_two')];
    const remove = (list: string[], waba: string = WABA) =>
      world.graph('DELETE', `/${waba}/message_templates?hsm_ids=${encodeURIComponent(JSON.stringify(list))}`);
    expect((await remove([...ids, '1'])).body.error).toMatchObject({ code: 100, error_subcode: 2593002 });
    expect((await remove(ids, '404')).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect((await remove([])).status).toBe(400);
    expect(await names('name_or_content=gone_')).toEqual(['gone_one', 'gone_two']);
    expect((await remove(ids)).body).toEqual({ success: true });
    expect(await names('name_or_content=gone_')).toEqual([]);
  });

  test('come 25 on a page', async () => {
    for (let index = 0; index < 26; index += 1) await create(`paged_${index}`);
    const { body } = await world.graph('GET', `/${WABA}/message_templates?name_or_content=paged_`);
    expect(body.data).toHaveLength(25);
    const { body: rest } = await world.call(
      'GET',
      new URL(body.paging.next as string).pathname + new URL(body.paging.next as string).search,
      undefined,
      { authorization: `Bearer ${twinDefaults.accessToken}` },
    );
    expect([rest.data.length, 'next' in rest.paging]).toEqual([1, false]);
  });

  test('of an account that is not there are not there either', async () => {
    expect((await world.graph('GET', '/404/message_templates')).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
      type: 'GraphMethodException',
    });
  });

  test('are unpaused only when they are paused', async () => {
    const id = await create('not_paused');
    expect((await world.graph('POST', `/${id}/unpause`)).body.error.message).toContain('paused');
    await world.call('POST', '/_sim/templates/not_paused/events', { event: 'PAUSED' });
    expect((await world.graph('POST', `/${id}/unpause`)).body).toEqual({ success: true });
    expect((await world.graph('GET', `/${id}?fields=status`)).body.status).toBe('APPROVED');
  });
});

describe('a number', () => {
  test('has at most 4 prompts and 30 commands, and tells them as a field of its own', async () => {
    const set = (prompts: number, commands: number) =>
      world.graph('POST', `/${PHONE}/conversational_automation`, {
        enable_welcome_message: true,
        prompts: Array.from({ length: prompts }, (_, index) => `p${index}`),
        commands: Array.from({ length: commands }, (_, index) => ({ command_name: `c${index}`, command_description: 'x' })),
      });
    expect([(await set(5, 0)).status, (await set(0, 31)).status, (await set(4, 30)).status]).toEqual([400, 400, 200]);
    const { body } = await world.graph('GET', `/${PHONE}?fields=conversational_automation`);
    expect(body).toEqual({
      id: PHONE,
      conversational_automation: expect.objectContaining({ id: PHONE, enable_welcome_message: true, prompts: ['p0', 'p1', 'p2', 'p3'] }),
    });
    expect(body.conversational_automation.commands).toHaveLength(30);
  });

  test('is on the high throughput from 1,000 a second on', async () => {
    const level = async (rate: number): Promise<string> => {
      await world.call('POST', '/_sim/numbers', { id: PHONE, rate });
      return (await world.graph('GET', `/${PHONE}?fields=throughput`)).body.throughput.level;
    };
    expect([await level(999), await level(1000), await level(80)]).toEqual(['STANDARD', 'HIGH', 'STANDARD']);
  });

  test('keeps of its profile what is not changed', async () => {
    await world.graph('POST', `/${PHONE}/whatsapp_business_profile`, {
      messaging_product: 'whatsapp',
      about: 'Open',
      websites: ['https://a.example'],
    });
    await world.graph('POST', `/${PHONE}/whatsapp_business_profile`, { messaging_product: 'whatsapp', address: 'Pier 1' });
    expect((await world.graph('GET', `/${PHONE}/whatsapp_business_profile?fields=about,address,websites`)).body.data).toEqual([
      { about: 'Open', address: 'Pier 1', websites: ['https://a.example'], messaging_product: 'whatsapp' },
    ]);
  });

  test('says that it is verified, and why another webhook was not taken', async () => {
    expect((await world.graph('GET', `/${PHONE}?fields=code_verification_status`)).body.code_verification_status).toBe('VERIFIED');
    const { status, body } = await world.graph('POST', `/${PHONE}`, {
      webhook_configuration: { override_callback_uri: world.hookUrl, verify_token: 'wrong' },
    });
    expect([status, body.error.code, body.error.error_subcode]).toEqual([400, 100, 2200]);
  });
});

test('an upload belongs to the app of the token, and begins at its first byte', async () => {
  const begin = (app: string) => world.graph('POST', `/${app}/uploads?file_length=4&file_type=image/png`);
  expect((await begin('404')).body.error.error_subcode).toBe(33);
  const {
    body: { id },
  } = await begin(APP);
  const put = (bytes: string, headers: Record<string, string> = {}) =>
    world.graph('POST', `/${id}`, bytes, { 'content-type': 'image/png', ...headers });
  expect((await put('ab', { file_offset: '1' })).status).toBe(400);
  expect((await put('ab')).body).toEqual({ id, file_offset: 2 });
  expect((await put('cd', { file_offset: '2' })).body.h).toMatch(/^4::/);
});

describe('what Graph says to what it does not know', () => {
  const code = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const {
      status,
      body: { error },
    } = await world.graph(method, path, body, headers);
    return [status, error.code, error.error_subcode];
  };
  test.each<[string, string, string, unknown, (number | undefined)[]]>([
    ['a path of no object', 'GET', '/a/b/c/d', undefined, [400, 2500, undefined]],
    ['an edge of nothing', 'POST', '/404/messages', {}, [400, 100, 33]],
    [
      "another product's webhook",
      'POST',
      `/${APP}/subscriptions`,
      { object: 'page', callback_url: 'http://127.0.0.1:1/', verify_token: 'x' },
      [400, 100, undefined],
    ],
    [
      'a webhook that nobody answers for',
      'POST',
      `/${APP}/subscriptions`,
      { object: 'whatsapp_business_account', callback_url: 'http://127.0.0.1:1/', verify_token: 'x' },
      [400, 2200, undefined],
    ],
    [
      "an account's webhook that nobody answers for",
      'POST',
      `/${WABA}/subscribed_apps`,
      { override_callback_uri: 'http://127.0.0.1:1/', verify_token: 'x' },
      [400, 100, 2200],
    ],
    ['an upload without a file', 'POST', `/${PHONE}/media`, { messaging_product: 'whatsapp' }, [400, 100, undefined]],
    ['a body that is no JSON', 'POST', `/${PHONE}/messages`, '{', [400, 100, undefined]],
  ])('%s', async (_what, method, path, body, expected) => {
    expect(await code(method, path, body)).toEqual(expected);
  });
});

test('an account tells what was counted of its messages, each kind in its own form', async () => {
  const { body } = await world.graph(
    'GET',
    `/${WABA}?fields=analytics.start(1).end(2).granularity(DAY),pricing_analytics.start(1).end(2).granularity(DAILY)`,
  );
  expect(body).toEqual({
    id: WABA,
    analytics: { phone_numbers: [], granularity: 'DAY', data_points: [] },
    pricing_analytics: { data: [{ data_points: [] }] },
  });
});

test("the app's webhook is listed as Graph lists one", async () => {
  const { body } = await world.graph('GET', `/${APP}/subscriptions`);
  expect(body).toEqual({
    data: [
      { object: 'whatsapp_business_account', callback_url: world.hookUrl, active: true, fields: [{ name: 'messages', version: 'v25.0' }] },
    ],
  });
});
