import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const MARA = '4915550100101';
const HOUR = 3_600_000;
let world: World;
beforeEach(async () => {
  world = await startWorld({ numberRate: 100_000 });
});
afterEach(async () => world.close());

const coexistence = () => world.call('POST', '/_sim/numbers', { id: twinDefaults.phoneNumberId, coexistence: true });
const advance = (ms: number) => world.call('POST', '/_sim/clock', { advance_ms: ms });
const arrived = async (wamid: string): Promise<Json> => {
  await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
  return world.hook.messages.find((message) => message.id === wamid)!;
};
const field = async (name: string): Promise<Json> => {
  const found = () => world.hook.received.map(({ body }) => body.entry[0].changes[0]).find((change) => change.field === name)?.value;
  await world.hook.until(() => found() !== undefined);
  return found();
};
const change = (body: Json) => world.call('POST', `/_sim/customers/${MARA}/messages`, body);
const thread = async (): Promise<Json[]> => (await world.call('GET', `/_sim/customers/${MARA}/thread`)).body;

describe('a customer edits and deletes', () => {
  test('on a number that is also in the app the business hears what', async () => {
    await coexistence();
    const wamid = await world.write(MARA, { type: 'text', text: 'Wher is it' });
    const { body: edited } = await change({ type: 'edit', message_id: wamid, text: 'Where is it?' });
    expect(await arrived(edited.wamid)).toMatchObject({
      type: 'edit',
      edit: { original_message_id: wamid, message: { type: 'text', text: { body: 'Where is it?' } } },
    });
    const { body: revoked } = await change({ type: 'revoke', message_id: wamid });
    expect(await arrived(revoked.wamid)).toMatchObject({ type: 'revoke', revoke: { original_message_id: wamid } });
    expect((await thread())[0]).toMatchObject({ wamid, text: 'Where is it?', edited: true, revoked: true });
    expect((await change({ type: 'revoke', message_id: wamid })).status).toBe(400);
  });

  test('on any other number it hears only that something was', async () => {
    const wamid = await world.write(MARA, { type: 'text', text: 'oops' });
    const { body } = await change({ type: 'revoke', message_id: wamid });
    expect(await arrived(body.wamid)).toMatchObject({
      type: 'unsupported',
      unsupported: { type: 'revoke' },
      errors: [{ code: 131051, title: 'Message type unknown' }],
    });
  });

  test('an edit within 15 minutes, a deletion within 2 days', async () => {
    const wamid = await world.write(MARA, { type: 'text', text: 'old' });
    await advance(15 * 60_000 + 1000);
    expect((await change({ type: 'edit', message_id: wamid, text: 'new' })).status).toBe(400);
    expect((await change({ type: 'revoke', message_id: 'wamid.x' })).status).toBe(400);
    await advance(48 * HOUR);
    expect((await change({ type: 'revoke', message_id: wamid })).status).toBe(400);
  });

  test('neither opens the window', async () => {
    const wamid = await world.write(MARA, { type: 'text', text: 'old' });
    await advance(25 * HOUR);
    await change({ type: 'revoke', message_id: wamid });
    const { wamid: sent } = await world.text(MARA, 'x');
    await world.hook.until(() => world.hook.statuses(sent).length > 0);
    expect(world.hook.statuses(sent)[0]!.errors[0].code).toBe(131047);
  });
});

describe('answers', () => {
  test.each<[string, Json, Json]>([
    [
      'a form',
      { type: 'flow', response: { flow_token: 't', size: 'M' } },
      {
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t","size":"M"}' } },
      },
    ],
    [
      'contact information',
      { type: 'contact_info' },
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Mara Jensen', first_name: 'Mara', last_name: 'Jensen' },
            phones: [{ phone: `+${MARA}`, wa_id: MARA }],
            origin: 'contact_request',
          },
        ],
      },
    ],
    [
      'a permission to call',
      { type: 'call_permission', response: 'reject' },
      {
        type: 'interactive',
        interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'reject', response_source: 'user_action' } },
      },
    ],
    ['a forwarded text', { type: 'text', text: 'look', forwarded: 9 }, { type: 'text', context: { frequently_forwarded: true } }],
    ['a file over 100 MB', { type: 'video', too_large: true }, { type: 'unsupported', errors: [{ code: 131052 }] }],
  ])('%s', async (_what, body, expected) => {
    expect(await arrived(await world.write(MARA, body))).toMatchObject(expected);
  });
});

test('a call rings, ends and opens the window', async () => {
  const {
    body: { call_id: id },
  } = await world.call('POST', `/_sim/customers/${MARA}/calls`, {});
  const { calls } = await field('calls');
  expect(calls[0]).toMatchObject({
    id,
    from: MARA,
    to: '15550783881',
    event: 'connect',
    direction: 'USER_INITIATED',
    session: { sdp_type: 'offer' },
  });
  const { wamid } = await world.text(MARA, 'Sorry that we missed your call');
  await world.hook.until(() => world.hook.statuses(wamid).length === 3);
});

test('what the business edits or takes back on its own phone is an echo of that', async () => {
  const {
    body: { wamid },
  } = await world.call('POST', '/_sim/echoes', { phone: MARA, text: 'Helo' });
  await world.call('POST', '/_sim/echoes', { phone: MARA, text: 'Hello', edits: wamid });
  await world.call('POST', '/_sim/echoes', { phone: MARA, revokes: wamid });
  const echoes = () => world.hook.values.flatMap((value) => value.message_echoes ?? []);
  await world.hook.until(() => echoes().length === 3);
  expect(echoes().map(({ type }) => type)).toEqual(['text', 'edit', 'revoke']);
  expect(echoes()[1]!.edit).toEqual({ original_message_id: wamid, message: { type: 'text', text: { body: 'Hello' } } });
});

test("while Meta's own agent leads, everything is on standby, until the business sends", async () => {
  await world.call('POST', `/_sim/customers/${MARA}/agent`, { holds: true });
  await world.write(MARA, { type: 'text', text: 'to the agent' });
  const { body } = await world.call('POST', `/_sim/customers/${MARA}/agent`, { text: 'I can help' });
  const value = await field('standby');
  expect(value).toMatchObject({
    metadata: { phone_number_id: twinDefaults.phoneNumberId },
    messages: [{ text: { body: 'to the agent' } }],
  });
  await world.hook.until(() => world.hook.values.some(({ message_echoes: echoes }) => echoes?.[0].id === body.wamid));
  await world.text(MARA, 'A person here');
  const wamid = await world.write(MARA, { type: 'text', text: 'to the business' });
  await arrived(wamid);
  expect(world.hook.received.at(-1)!.body.entry[0].changes[0].field).toBe('messages');
});

test('the history comes in chunks after the contacts, or is declined', async () => {
  for (let index = 0; index < 3; index += 1) await world.write(MARA, { type: 'text', text: `old ${index}` });
  expect((await world.call('POST', '/_sim/history', { chunk_size: 2 })).body).toEqual({ chunks: 2 });
  expect((await field('smb_app_state_sync')).state_sync).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        type: 'contact',
        action: 'add',
        contact: { full_name: 'Mara Jensen', first_name: 'Mara', phone_number: MARA },
      }),
    ]),
  );
  const chunks = () => world.hook.values.flatMap((value) => value.history ?? []);
  await world.hook.until(() => chunks().length === 2);
  expect(chunks().map(({ metadata }) => metadata)).toEqual([
    { phase: 0, chunk_order: 1, progress: 50 },
    { phase: 0, chunk_order: 2, progress: 100 },
  ]);
  expect(chunks()[0]!.threads[0]).toMatchObject({
    id: MARA,
    messages: [
      { from: MARA, type: 'text', text: { body: 'old 0' }, history_context: { status: expect.any(String) } },
      { text: { body: 'old 1' } },
    ],
  });
  await world.call('POST', '/_sim/history', { declined: true });
  await world.hook.until(() => chunks().some(({ errors }) => errors?.[0].code === 2593109));
});

describe('the rules that sources disagree about', () => {
  const failed = async (to: string): Promise<Json> => {
    const { wamid } = await world.text(to, 'x');
    await world.hook.until(() => world.hook.statuses(wamid).length > 0);
    return world.hook.values.find((value) => value.statuses?.[0].id === wamid)!;
  };
  const rules = (body: Json) => world.call('POST', '/_sim/rules', body);

  test('a failed status to who is not on WhatsApp: as observed, in full, or without contacts', async () => {
    const phone = '447700900804';
    await world.call('POST', '/_sim/customers', { phone, on_whatsapp: false });
    const observed = await failed(phone);
    expect(observed.contacts).toEqual([{ wa_id: phone }]);
    expect(observed.statuses[0]).not.toHaveProperty('recipient_user_id');
    expect(observed.statuses[0].errors[0]).not.toHaveProperty('href');
    await rules({ failed_contacts: 'full' });
    expect((await failed(phone)).contacts).toEqual([{ wa_id: phone, user_id: expect.stringMatching(/^GB\./) }]);
    await rules({ failed_contacts: 'docs' });
    expect(await failed(phone)).not.toHaveProperty('contacts');
  });

  test('which errors answer the call and which come after it', async () => {
    await rules({ ways: { 131047: 'sync', 131056: 'async' } });
    expect((await world.text(MARA, 'x')).body.error.code).toBe(131047);
    await world.write(MARA, { type: 'text', text: 'hi' });
    const answers: { status: number; wamid: string }[] = [];
    for (let index = 0; index < 50; index += 1) answers.push(await world.text(MARA, `${index}`));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const last = answers.at(-1)!.wamid;
    await world.hook.until(() => world.hook.statuses(last).length > 0);
    expect(world.hook.statuses(last)[0]!.errors[0].code).toBe(131056);
  });

  test('what a call without a token is told: 400 with 104 as Graph, or 401 with 190', async () => {
    const bare = async () => {
      const { status, body } = await world.call('GET', `/v25.0/${twinDefaults.wabaId}`);
      return [status, body.error.code, body.error.type];
    };
    expect(await bare()).toEqual([400, 104, 'OAuthException']);
    await rules({ missing_token: 190 });
    expect(await bare()).toEqual([401, 190, 'OAuthException']);
    await rules({ missing_token: 104 });
    expect(await bare()).toEqual([400, 104, 'OAuthException']);
  });

  test('what a service message costs, before and since 2026-10-01, and after the free ones of the month', async () => {
    const price = async (): Promise<Json> => {
      await world.write(MARA, { type: 'text', text: 'hi' });
      const { wamid } = await world.text(MARA, 'x');
      await world.hook.until(() => world.hook.statuses(wamid).length > 0);
      return world.hook.statuses(wamid)[0]!.pricing;
    };
    expect((await rules({ service_priced_from: '2020-01-01', free_service_messages: 1 })).status).toBe(200);
    expect(await price()).toEqual({ billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' });
    expect(await price()).toEqual({ billable: true, pricing_model: 'PMP', category: 'service', type: 'regular' });
    await advance(31 * 24 * HOUR);
    expect(await price()).toMatchObject({ billable: false });
    await rules({ service_priced_from: null });
    expect(await price()).toMatchObject({ billable: false });
    await rules({ ai_provider: true });
    expect(await price()).toMatchObject({ billable: true, category: 'general_purpose_ai' });
    await rules({ ai_provider: false });
  });

  test.each<[Json]>([
    [{ list_body_limit: 2000 }],
    [{ missing_token: 100 }],
    [{ ai_provider: 'yes' }],
    [{ failed_contacts: 'some' }],
    [{ ways: { 131047: 'later' } }],
    [{ service_priced_from: 'soon' }],
    [{ free_service_messages: -1 }],
  ])('%j is refused', async (body) => {
    expect((await rules(body)).status).toBe(400);
  });

  test('a list of more than 1024 characters, where the documentation says 4096', async () => {
    const list = {
      to: MARA,
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'x'.repeat(1025) },
        action: { button: 'Open', sections: [{ rows: [{ id: 'a', title: 'A' }] }] },
      },
    };
    expect((await world.send(list)).body.error.code).toBe(131009);
    await rules({ list_body_limit: 4096 });
    expect((await world.send(list)).status).toBe(200);
  });
});

test('the free entry point of an ad is a conversation in the statuses', async () => {
  await world.write(MARA, { type: 'text', text: 'from the ad', referral: { source_type: 'ad', source_id: '1' } });
  const { wamid } = await world.text(MARA, 'Hello');
  await world.hook.until(() => world.hook.statuses(wamid).length === 3);
  const [sent, delivered] = world.hook.statuses(wamid);
  expect(sent!.conversation).toMatchObject({
    origin: { type: 'referral_conversion' },
    expiration_timestamp: expect.stringMatching(/^\d+$/),
  });
  expect(delivered!.conversation).toEqual({ id: sent!.conversation.id, origin: { type: 'referral_conversion' } });
});

test('what waits longer than 30 days for a phone is dropped', async () => {
  await world.call('POST', '/_sim/customers', { phone: MARA, online: false });
  await world.write(MARA, { type: 'text', text: 'bye' });
  const { wamid } = await world.text(MARA, 'too late');
  await advance(30 * 24 * HOUR);
  await world.call('POST', '/_sim/customers', { phone: MARA, online: true });
  await world.write(MARA, { type: 'text', text: 'back' });
  const { wamid: next } = await world.text(MARA, 'in time');
  await world.hook.until(() => world.hook.statuses(next).length === 3);
  expect(world.hook.statuses(wamid).map(({ status }) => status)).toEqual(['sent']);
});

test('a Brazilian and a Mexican number are one person, however they are written', async () => {
  await world.write('5531987654321', { type: 'text', text: 'oi' });
  const { body } = await world.text('+55 31 98765-4321', 'olá');
  expect(body.contacts).toEqual([{ input: '+55 31 98765-4321', wa_id: '553187654321' }]);
  expect((await world.text('+525512345678', 'hola')).body.contacts[0].wa_id).toBe('5215512345678');
});
