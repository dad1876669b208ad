import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTwin, twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

/** What becomes of a template after it was approved, and of what quotes or is empty. */
const { phoneNumberId: PHONE, wabaId: WABA, accessToken } = twinDefaults;
const MARA = '4915550100101';
const HOUR = 3_600_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());

const advance = (ms: number) => world.call('POST', '/_sim/clock', { advance_ms: ms });
const told = (name: string): Json[] => world.hook.values.filter((value) => value.message_template_name === name);
async function approved(name: string, more: Json = {}): Promise<string> {
  const { body } = await world.graph('POST', `/${WABA}/message_templates`, {
    name,
    language: 'en_US',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'There is news.' }],
    ...more,
  });
  await advance(2000);
  await world.hook.until(() => told(name).some(({ event }) => event === 'APPROVED'));
  return body.id;
}
const decide = (name: string, event: string) => world.call('POST', `/_sim/templates/${name}/events`, { event });
const send = (to: string, name: string) => world.send({ to, type: 'template', template: { name, language: { code: 'en_US' } } });
const codeOf = async (name: string): Promise<unknown> => (await send(MARA, name)).body.error?.code;

describe('a template that customers complain about', () => {
  test('is paused for 3 hours, then for 6, and the third time disabled', async () => {
    const id = await approved('unloved');
    const status = async () => (await world.graph('GET', `/${id}?fields=status`)).body.status;
    for (const hours of [3, 6]) {
      await decide('unloved', 'PAUSED');
      expect(await codeOf('unloved')).toBe(132015);
      await advance(hours * HOUR - 10_000);
      expect(await status()).toBe('PAUSED');
      await advance(10_000);
      await world.hook.until(() => told('unloved').filter(({ event }) => event === 'UNPAUSED').length === hours / 3);
      expect([await status(), await codeOf('unloved')]).toEqual(['APPROVED', undefined]);
    }
    await decide('unloved', 'PAUSED');
    expect(await codeOf('unloved')).toBe(132016);
    await world.hook.until(() => told('unloved').some(({ event }) => event === 'DISABLED'));
    expect(told('unloved').map(({ event, other_info: info }) => [event, info?.title])).toEqual([
      ['APPROVED', undefined],
      ['PAUSED', 'FIRST_PAUSE'],
      ['UNPAUSED', 'UNPAUSE'],
      ['PAUSED', 'SECOND_PAUSE'],
      ['UNPAUSED', 'UNPAUSE'],
      ['DISABLED', 'DISABLED'],
    ]);
    expect(told('unloved').at(-1)!.disable_info).toEqual({ disable_date: expect.any(Number) });
  });

  test('is not unpaused by the end of a pause that somebody else has ended before', async () => {
    await approved('approved_again');
    await decide('approved_again', 'PAUSED');
    await advance(HOUR);
    await decide('approved_again', 'APPROVED');
    await decide('approved_again', 'PAUSED');
    await advance(2 * HOUR);
    expect(await codeOf('approved_again')).toBe(132015);
    await advance(4 * HOUR);
    await world.hook.until(() => told('approved_again').some(({ event }) => event === 'UNPAUSED'));
    expect(await codeOf('approved_again')).toBeUndefined();
  });

  test('goes on by itself also when the twin was started anew in between', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.json');
    const status = async (url: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${accessToken}` };
      const answer = await fetch(`${url}/${WABA}/message_templates?name=order_update&language=en&fields=status`, { headers });
      return ((await answer.json()) as Json).data[0].status;
    };
    const first = await createTwin({ stateFile });
    const { url } = await first.listen(0, '127.0.0.1');
    await fetch(`${url}/_sim/templates/order_update/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"event":"PAUSED"}',
    });
    await first.close();
    const second = await createTwin({ stateFile });
    const { url: anew } = await second.listen(0, '127.0.0.1');
    expect(await status(anew)).toBe('PAUSED');
    await second.clock.advance(3 * HOUR);
    while ((await status(anew)) === 'PAUSED');
    expect(await status(anew)).toBe('APPROVED');
    await second.close();
  });

  test('has no other events than Meta’s, and a reason when it is rejected', async () => {
    await approved('judged');
    expect([(await decide('judged', 'ADORED')).status, (await decide('judged', 'REJECTED')).status]).toEqual([400, 200]);
    await world.hook.until(() => told('judged').length === 2);
    expect(told('judged')[1]).toMatchObject({
      event: 'REJECTED',
      reason: 'INVALID_FORMAT',
      rejection_info: { reason: 'INVALID_FORMAT', recommendation: expect.any(String) },
    });
    await decide('order_update', 'LOCKED');
    await world.hook.until(() => told('order_update').length > 0);
    expect(told('order_update')[0]!.other_info).toEqual({ title: 'LOCKED', description: expect.any(String) });
  });
});

test('what a template says after it was changed is told at once, part by part, before it is looked at', async () => {
  const id = await approved('reworded');
  const components = [
    { type: 'HEADER', format: 'TEXT', text: 'News' },
    { type: 'BODY', text: 'There is other news.' },
    { type: 'FOOTER', text: 'The shop' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Read', url: 'https://shop.example/news' },
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+4915550100101' },
      ],
    },
  ];
  expect((await world.graph('POST', `/${id}`, { components })).body).toEqual({ success: true });
  await world.hook.until(() => told('reworded').length === 2);
  expect(told('reworded')[1]).toEqual({
    message_template_id: Number(id),
    message_template_name: 'reworded',
    message_template_language: 'en_US',
    message_template_title: 'News',
    message_template_element: 'There is other news.',
    message_template_footer: 'The shop',
    message_template_buttons: [
      {
        message_template_button_type: 'URL',
        message_template_button_text: 'Read',
        message_template_button_url: 'https://shop.example/news',
      },
      {
        message_template_button_type: 'PHONE_NUMBER',
        message_template_button_text: 'Call',
        message_template_button_phone_number: '+4915550100101',
      },
    ],
  });
  const { field } = world.hook.received.at(-1)!.body.entry[0].changes[0];
  expect(field).toBe('message_template_components_update');
});

test('how long a template is kept is changed within the limits of its category', async () => {
  const id = await approved('kept');
  const change = (seconds: number) => world.graph('POST', `/${id}`, { message_send_ttl_seconds: seconds });
  expect([(await change(29)).status, (await change(30)).status]).toEqual([400, 200]);
  expect((await world.graph('GET', `/${id}?fields=message_send_ttl_seconds,status`)).body).toEqual({
    id,
    message_send_ttl_seconds: 30,
    status: 'APPROVED',
  });
});

test('a message waits for its phone as long as its template says, then it is dropped without a word', async () => {
  const [PHONE_OFF, LATER] = ['4915550100771', '4915550100772'];
  await approved('short_lived', { message_send_ttl_seconds: 60 });
  await approved('long_lived', { message_send_ttl_seconds: -1 });
  const statuses = async (to: string, name: string, wait: number): Promise<string[]> => {
    await world.call('POST', '/_sim/customers', { phone: to, online: false });
    const { wamid } = await send(to, name);
    await world.hook.until(() => world.hook.statuses(wamid).length === 1);
    await advance(wait);
    await world.call('POST', '/_sim/customers', { phone: to, online: true });
    const last = await send(to, 'long_lived');
    await world.hook.until(() => world.hook.statuses(last.wamid).some(({ status }) => status === 'read'));
    return world.hook.statuses(wamid).map(({ status }) => status);
  };
  expect(await statuses(PHONE_OFF, 'short_lived', 59_000)).toEqual(['sent', 'delivered', 'read']);
  expect(await statuses(PHONE_OFF, 'short_lived', 61_000)).toEqual(['sent']);
  expect(await statuses(LATER, 'long_lived', 29 * 24 * HOUR)).toEqual(['sent', 'delivered', 'read']);
});

describe('a quote', () => {
  const quoteOf = async (message: Json): Promise<unknown> => {
    const { status, wamid } = await world.send({ to: MARA, ...message });
    expect(status).toBe(200);
    const { body } = await world.call('GET', `/_sim/customers/${MARA}/thread`);
    return body.find((one: Json) => one.wamid === wamid).context;
  };
  const text = (quoted: string): Json => ({ type: 'text', text: { body: 'x' }, context: { message_id: quoted } });

  test('stands above an answer, not above a template or a reaction', async () => {
    const asked = await world.write(MARA, { type: 'text', text: 'a question' });
    const context = { message_id: asked };
    expect(await quoteOf(text(asked))).toBe(asked);
    const template = { name: 'conversation_update', language: { code: 'en_US' } };
    expect(await quoteOf({ type: 'template', template, context })).toBeUndefined();
    expect(await quoteOf({ type: 'reaction', reaction: { ...context, emoji: '👍' }, context })).toBeUndefined();
  });

  test('of what nobody knows, of somebody else or of more than 30 days ago is left out, and the answer goes', async () => {
    const elsewhere = await world.write('447700900102', { type: 'text', text: 'mine' });
    expect([await quoteOf(text('wamid.nobody')), await quoteOf(text(elsewhere))]).toEqual([undefined, undefined]);
    const old = await world.write(MARA, { type: 'text', text: 'long ago' });
    await advance(30 * 24 * HOUR - 60_000);
    await world.write(MARA, { type: 'text', text: 'still here' });
    expect(await quoteOf(text(old))).toBe(old);
    await advance(60_000);
    expect(await quoteOf(text(old))).toBeUndefined();
  });
});

describe('a file', () => {
  const upload = async (bytes: string) => {
    const form = new FormData();
    form.append('messaging_product', 'whatsapp');
    form.append('type', 'text/plain');
    form.append('file', new Blob([bytes], { type: 'text/plain' }), 'a.txt');
    const headers = { authorization: `Bearer ${accessToken}` };
    const answer = await fetch(`${world.url}/v25.0/${PHONE}/media`, { method: 'POST', headers, body: form });
    return { status: answer.status, body: (await answer.json()) as Json };
  };

  test('that is empty is refused, one of a byte is taken', async () => {
    const { status, body } = await upload('');
    expect([status, body.error.code, body.error.message]).toEqual([400, 100, '(#100) Param file must be a file that is not empty.']);
    expect((await upload('x')).status).toBe(200);
  });

  test('has an address that says whether a webhook told it', async () => {
    const { body } = await upload('x');
    expect((await world.graph('GET', `/${body.id}`)).body.url).not.toContain('source');
    const wamid = await world.write(MARA, { type: 'image' });
    await world.hook.until(() => world.hook.messages.some(({ id }) => id === wamid));
    expect(world.hook.messages.find(({ id }) => id === wamid)!.image.url).toContain('&source=webhook&');
  });
});

test('an event of a field that nobody knows is told all the same: it shows how a program bears it', async () => {
  const { status } = await world.call('POST', '/_sim/webhooks/event', { field: 'moon_phase_update', value: { phase: 'full' } });
  expect(status).toBe(202);
  await world.hook.until(() => world.hook.values.some(({ phase }) => phase === 'full'));
});

describe('a template whose first messages Meta holds back', () => {
  const pacing = (name: string, how: string) => world.call('POST', `/_sim/templates/${name}/events`, { pacing: how });
  const statuses = (wamid: string) => world.hook.statuses(wamid);

  test('answers that they are held, and they go out once it is released, as does what follows', async () => {
    const id = await approved('first_steps');
    expect((await pacing('first_steps', 'hold')).status).toBe(200);
    const held = await send(MARA, 'first_steps');
    expect(held.body.messages).toEqual([{ id: held.wamid, message_status: 'held_for_quality_assessment' }]);
    await world.call('POST', '/_sim/customers', { phone: MARA, online: false });
    await world.call('POST', '/_sim/customers', { phone: MARA, online: true });
    await advance(HOUR);
    const other = await world.text(MARA, 'meanwhile');
    await world.hook.until(() => statuses(other.wamid).length > 0);
    expect(statuses(held.wamid)).toEqual([]);
    expect((await world.graph('GET', `/${id}`)).body).not.toHaveProperty('paced');
    await pacing('first_steps', 'release');
    await world.hook.until(() => statuses(held.wamid).some(({ status }) => status === 'delivered'));
    expect((await send(MARA, 'first_steps')).body.messages[0].message_status).toBe('accepted');
  });

  test('and fail once it is dropped', async () => {
    await approved('missteps');
    await pacing('missteps', 'hold');
    const { wamid } = await send(MARA, 'missteps');
    await pacing('missteps', 'drop');
    await world.hook.until(() => statuses(wamid).length > 0);
    expect(statuses(wamid)).toMatchObject([{ status: 'failed', errors: [{ code: 132015 }] }]);
    expect(statuses(wamid)[0]).not.toHaveProperty('pricing');
  });

  test('is no login code, and there is no other pacing', async () => {
    await approved('quick');
    expect((await pacing('quick', 'hurry')).status).toBe(400);
    expect((await pacing('login_code', 'hold')).status).toBe(400);
  });
});
