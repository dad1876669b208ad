import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isAnimated, mediaProblem } from '../domain/media.ts';
import { pricing } from '../domain/pricing.ts';
import { defaultRules } from '../domain/rules.ts';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

// Rules that no other spec would miss.

const { phoneNumberId: PHONE, wabaId: WABA, accessToken } = twinDefaults;
const MARA = '4915550100101';
const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await startWorld({ numberRate: 100_000 });
});
afterAll(async () => world?.close());

const advance = (ms: number) => world.call('POST', '/_sim/clock', { advance_ms: ms });
const create = (name: string, more: Json = {}) =>
  world.graph('POST', `/${WABA}/message_templates`, {
    name,
    language: 'en_US',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'There is news for you.' }],
    ...more,
  });
const upload = async (mime: string, bytes: Uint8Array<ArrayBuffer>): Promise<Json> => {
  const form = new FormData();
  form.append('messaging_product', 'whatsapp');
  form.append('file', new Blob([bytes], { type: mime }), 'a');
  return (await (
    await fetch(`${world.url}/v25.0/${PHONE}/media`, { method: 'POST', body: form, headers: { authorization: `Bearer ${accessToken}` } })
  ).json()) as Json;
};

test('a sticker that stands still has 100 KB, one that moves 500', () => {
  expect(mediaProblem('sticker', 'image/webp', 100 * 1024, false)).toBeUndefined();
  expect(mediaProblem('sticker', 'image/webp', 100 * 1024 + 1, false)).toContain('102400');
  expect(mediaProblem('sticker', 'image/webp', 500 * 1024, true)).toBeUndefined();
  expect(isAnimated('image/webp', Buffer.from('RIFF....WEBPVP8X..........ANIM'))).toBe(true);
  expect(isAnimated('image/webp', Buffer.from('RIFF....WEBPVP8 '))).toBe(false);
});

test('a utility template in the window is free before 2026-10-01 and costs from then on', () => {
  const at = Date.UTC(2026, 9, 1);
  expect(pricing('UTILITY', { lastInboundAt: at - 2 }, at - 1, defaultRules(), 0)).toMatchObject({
    billable: false,
    type: 'free_customer_service',
  });
  expect(pricing('UTILITY', { lastInboundAt: at - 2 }, at, defaultRules(), 0)).toMatchObject({ billable: true, category: 'utility' });
});

test('a voice message is ogg, and is played after it was read', async () => {
  await world.write(MARA, { type: 'text', text: 'hi' });
  const voice = async (mime: string) =>
    world.send({ to: MARA, type: 'audio', audio: { id: (await upload(mime, new Uint8Array(8))).id, voice: true } });
  expect((await voice('audio/mpeg')).body.error.code).toBe(131053);
  const { wamid } = await voice('audio/ogg');
  await world.hook.until(() => world.hook.statuses(wamid).length === 4);
  expect(world.hook.statuses(wamid).map(({ status }) => status)).toEqual(['sent', 'delivered', 'read', 'played']);
});

test('a login code needs a phone number, and a deleted message takes no reaction', async () => {
  const wamid = await world.write(MARA, { type: 'text', text: 'gone soon' });
  await world.hook.until(() => world.hook.messages.some(({ id }) => id === wamid));
  const userId = world.hook.messages.find(({ id }) => id === wamid)!.from_user_id;
  const code = {
    name: 'login_code',
    language: { code: 'en_US' },
    components: [
      { type: 'body', parameters: [{ type: 'text', text: '1' }] },
      { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text: '1' }] },
    ],
  };
  expect((await world.send({ recipient: userId, type: 'template', template: code })).body.error.code).toBe(131062);
  expect((await world.send({ to: MARA, type: 'template', template: code })).status).toBe(200);
  await world.write(MARA, { type: 'revoke', message_id: wamid });
  const { wamid: reaction } = await world.send({ to: MARA, type: 'reaction', reaction: { message_id: wamid, emoji: '👍' } });
  await world.hook.until(() => world.hook.statuses(reaction).length > 0);
  expect(world.hook.statuses(reaction)[0]!.errors[0].code).toBe(131009);
});

test('an uploaded file lives 30 days', async () => {
  const { id } = await upload('image/png', new Uint8Array(8));
  await advance(30 * DAY - 60_000);
  expect((await world.graph('GET', `/${id}`)).status).toBe(200);
  await advance(60_000);
  expect((await world.graph('GET', `/${id}`)).status).toBe(400);
});

describe('templates', () => {
  test('are changed once a day when approved, keep their category, and are reviewed again', async () => {
    const {
      body: { id },
    } = await create('to_be_changed');
    const change = (body: Json) => world.graph('POST', `/${id}`, body);
    expect((await change({ components: [] })).body.error.message).toContain('PENDING');
    await advance(3000);
    await world.hook.until(() => world.hook.values.some((value) => value.message_template_name === 'to_be_changed'));
    expect((await change({ category: 'MARKETING' })).body.error.message).toContain('category');
    const components = [{ type: 'BODY', text: 'There is other news.' }];
    expect((await change({ components })).body).toEqual({ success: true });
    expect((await world.graph('GET', `/${id}?fields=status`)).body).toEqual({ id, status: 'PENDING' });
    await advance(3000);
    await world.hook.until(
      () => world.hook.values.filter((value) => value.message_template_name === 'to_be_changed' && value.event === 'APPROVED').length === 2,
    );
    expect((await change({ components })).body.error.error_subcode).toBe(2388003);
    await advance(DAY);
    expect((await change({ components })).status).toBe(200);
  });

  test('leave their name blocked for 30 days, and stay when they are disabled', async () => {
    await create('short_life');
    const remove = (name: string) => world.graph('DELETE', `/${WABA}/message_templates?name=${name}`);
    expect((await remove('short_life')).body).toEqual({ success: true });
    expect((await create('short_life')).body.error.error_subcode).toBe(2388023);
    await advance(30 * DAY - 60_000);
    expect((await create('short_life')).body.error.error_subcode).toBe(2388023);
    await advance(60_000);
    expect((await create('short_life')).status).toBe(200);
    await world.call('POST', '/_sim/templates/short_life/events', { event: 'DISABLED' });
    expect((await remove('short_life')).body.error.code).toBe(100);
  });

  test('100 are made in an hour and account, the 101st waits for its place', async () => {
    const hour = 3_600_000;
    await world.call('POST', '/_sim/accounts', { id: '777', name: 'Busy' });
    const at = (account: string, name: string) =>
      world.graph('POST', `/${account}/message_templates`, {
        name,
        language: 'en_US',
        category: 'UTILITY',
        components: [{ type: 'BODY', text: 'News.' }],
      });
    const statuses: number[] = [];
    for (let index = 0; index < 100; index += 1) statuses.push((await at('777', `busy_${index}`)).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const over = await at('777', 'busy_100');
    expect([over.status, over.body.error.code]).toEqual([400, 80007]);
    expect(JSON.parse(over.headers.get('x-business-use-case-usage')!)).toMatchObject({
      777: [{ estimated_time_to_regain_access: expect.any(Number) }],
    });
    const fine = await at(WABA, 'not_busy');
    expect([fine.status, fine.headers.get('x-business-use-case-usage')]).toEqual([200, null]);
    await advance(hour / 100);
    expect([(await at('777', 'busy_100')).status, (await at('777', 'busy_101')).status]).toEqual([200, 400]);
  });

  test.each<[string, Json]>([
    ['an unknown language', { language: 'xx_YY' }],
    [
      'three links',
      {
        components: [
          { type: 'BODY', text: 'News.' },
          { type: 'BUTTONS', buttons: [1, 2, 3].map((index) => ({ type: 'URL', text: `${index}`, url: 'https://e.example' })) },
        ],
      },
    ],
    [
      'a variable in the middle of a link',
      {
        components: [
          { type: 'BODY', text: 'News.' },
          { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'a', url: 'https://e.example/{{1}}/x' }] },
        ],
      },
    ],
    [
      'a variable in the footer',
      {
        components: [
          { type: 'BODY', text: 'News.' },
          { type: 'FOOTER', text: 'by {{1}} now' },
        ],
      },
    ],
  ])('with %s are refused', async (_what, more) => {
    expect((await create('refused', more)).status).toBe(400);
  });

  test('quality and category change with their own webhooks', async () => {
    await world.call('POST', '/_sim/templates/csat_rating/events', { category: 'MARKETING' });
    await world.call('POST', '/_sim/templates/csat_rating/events', { category: 'MARKETING', now: true });
    const told = () =>
      world.hook.values.filter((value) => value.message_template_name === 'csat_rating' && value.message_template_language === 'de');
    await world.hook.until(() => told().length === 2);
    expect(told()).toEqual([
      expect.objectContaining({ new_category: 'UTILITY', correct_category: 'MARKETING', category_update_timestamp: expect.any(Number) }),
      expect.objectContaining({ previous_category: 'UTILITY', new_category: 'MARKETING' }),
    ]);
  });
});

test('a number that is also in the app sends 20 in a second', async () => {
  await world.call('POST', '/_sim/numbers', { id: '888', display_phone_number: '+1 555 078 8888', coexistence: true });
  expect((await world.call('GET', '/_sim/numbers')).body.find((one: Json) => one.id === '888')).toMatchObject({
    rate: 20,
    coexistence: true,
  });
});

test('a file of an earlier twin, which knew one account, is understood; faults and rules outlive a restart', async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.json');
  writeFileSync(
    stateFile,
    JSON.stringify({
      templates: [
        {
          id: '1',
          name: 'old',
          language: 'en',
          category: 'UTILITY',
          status: 'APPROVED',
          parameter_format: 'POSITIONAL',
          components: [{ type: 'BODY', text: 'Hi' }],
        },
      ],
      profile: {},
      portfolio: {},
    }),
  );
  const first = await startWorld({ stateFile });
  expect((await first.send({ to: MARA, type: 'template', template: { name: 'old', language: { code: 'en' } } })).status).toBe(200);
  await first.call('POST', '/_sim/faults', { script: ['-', '500', 'cut'] });
  await first.call('POST', '/_sim/rules', { failed_contacts: 'docs' });
  await first.text(MARA, 'x');
  await first.graph('POST', `/${WABA}/message_templates`, {
    name: 'waits',
    language: 'en_US',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'News.' }],
  });
  await first.close();
  const second = await startWorld({ stateFile });
  expect((await second.text(MARA, 'x')).status).toBe(500);
  expect((await second.call('GET', '/_sim/rules')).body.failed_contacts).toBe('docs');
  await second.call('POST', '/_sim/clock', { advance_ms: 3000 });
  await second.hook.until(() => second.hook.values.some((value) => value.message_template_name === 'waits' && value.event === 'APPROVED'));
  await second.close();
});
