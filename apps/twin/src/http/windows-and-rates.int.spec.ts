import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const { phoneNumberId: PHONE } = twinDefaults;
const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());

const last = async (wamid: string): Promise<Json> => {
  await world.hook.until(() => world.hook.statuses(wamid).some(({ status }) => status === 'failed' || status === 'delivered'));
  return world.hook.statuses(wamid).find(({ status }) => status === 'failed' || status === 'delivered')!;
};
/** What a text to them comes to: the code that it failed with, or `delivered`. */
const outcome = async (to: string): Promise<unknown> => {
  const { errors, status } = await last((await world.text(to, 'Hello')).wamid);
  return errors?.[0].code ?? status;
};
const utility = (to: string) =>
  world.send({ to, type: 'template', template: { name: 'conversation_update', language: { code: 'en_US' } } });

describe('the window', () => {
  const target = async (phone: string): Promise<string> => {
    const { wamid } = await utility(phone);
    await last(wamid);
    return wamid;
  };
  test.each<[string, (phone: string) => Promise<Json>]>([
    ['a text', async () => ({ type: 'text', text: 'hi' })],
    ['a reaction', async (phone) => ({ type: 'reaction', message_id: await target(phone), emoji: '👍' })],
    ['a tap on a button', async (phone) => ({ type: 'button', id: 'Continue', context: await target(phone) })],
    ['a picture', async () => ({ type: 'image' })],
    [
      'a poll, which cannot be shown',
      async () => ({ raw: { type: 'unsupported', unsupported: { type: 'poll' }, errors: [{ code: 131051 }] } }),
    ],
    ['what is not said what it was', async () => ({ raw: { type: 'unsupported', errors: [{ code: 131051 }] } })],
    ['opening the chat for the first time', async () => ({ type: 'request_welcome' })],
  ])('is opened by %s', async (what, message) => {
    const phone = `44770090${String(4000 + what.length)}`;
    expect(await outcome(phone)).toBe(131047);
    await world.write(phone, await message(phone));
    expect(await outcome(phone)).toBe('delivered');
  });

  test.each<[string, Json]>([
    ['a notice of the system', { raw: { type: 'system', system: { type: 'customer_identity_changed', body: 'x' } } }],
    ['a deletion', { raw: { type: 'unsupported', unsupported: { type: 'revoke' }, errors: [{ code: 131051 }] } }],
    ['an edit', { raw: { type: 'unsupported', unsupported: { type: 'edit' }, errors: [{ code: 131051 }] } }],
  ])('is not opened by %s', async (what, message) => {
    const phone = `44770090${String(5000 + what.length)}`;
    await world.write(phone, message);
    expect(await outcome(phone)).toBe(131047);
  });

  test('is opened by a call, and by nothing that the customer reads', async () => {
    await last((await utility('447700906001')).wamid);
    await world.call('POST', '/_sim/customers/447700906001/read');
    expect(await outcome('447700906001')).toBe(131047);
    await world.call('POST', '/_sim/customers/447700906001/calls', {});
    expect(await outcome('447700906001')).toBe('delivered');
  });

  test('is one for each number, and closes a day after the last word', async () => {
    await world.call('POST', '/_sim/numbers', { id: '4242', display_phone_number: '+1 555 078 4242' });
    await world.write('447700906002', { type: 'text', text: 'to the first' });
    const other = await world.graph('POST', '/4242/messages', {
      messaging_product: 'whatsapp',
      to: '447700906002',
      type: 'text',
      text: { body: 'x' },
    });
    expect((await last(other.body.messages[0].id)).errors[0].code).toBe(131047);
    await world.call('POST', '/_sim/clock', { advance_ms: DAY - 60_000 });
    expect(await outcome('447700906002')).toBe('delivered');
    await world.call('POST', '/_sim/clock', { advance_ms: 60_000 });
    expect(await outcome('447700906002')).toBe(131047);
  });
});

describe('the rates', () => {
  test('of a pair belong to this number and this person', async () => {
    await world.call('POST', '/_sim/numbers', { id: '4343', display_phone_number: '+1 555 078 4343' });
    const from = (number: string, to = '447700907001') =>
      world.graph('POST', `/${number}/messages`, { messaging_product: 'whatsapp', to, type: 'text', text: { body: 'x' } });
    for (let sent = 0; sent < 45; sent += 1) expect((await from('4343')).status).toBe(200);
    expect((await from('4343')).body.error.code).toBe(131056);
    expect([(await from(PHONE)).status, (await from('4343', '447700907002')).status]).toEqual([200, 200]);
    await world.call('POST', '/_sim/clock', { advance_ms: 6000 });
    expect([(await from('4343')).status, (await from('4343')).body.error.code]).toEqual([200, 131056]);
  });

  test('of a number are 80 in a second by default, HIGH from 1,000, and are told when they rise', async () => {
    expect((await world.call('GET', '/_sim/numbers')).body.find(({ id }: Json) => id === PHONE).rate).toBe(80);
    const level = async (rate: number): Promise<string> => {
      await world.call('POST', '/_sim/numbers', { id: '4242', rate });
      return (await world.graph('GET', '/4242?fields=throughput')).body.throughput.level;
    };
    expect([await level(999), await level(1000)]).toEqual(['STANDARD', 'HIGH']);
    await world.hook.until(() => world.hook.values.some(({ event }) => event === 'THROUGHPUT_UPGRADE'));
  });
});

test('only service messages use up the free ones of a month', async () => {
  const used = async (): Promise<number> =>
    (await world.call('GET', '/_sim/numbers')).body.find(({ id }: Json) => id === PHONE).service_messages_this_month;
  await world.write('447700908001', { type: 'text', text: 'hi' });
  const before = await used();
  await last((await utility('447700908001')).wamid);
  expect(await used()).toBe(before);
  await last((await world.text('447700908001', 'x')).wamid);
  expect(await used()).toBe(before + 1);
});

test.each([201, 204, 302])('a webhook that is answered with %i comes again: nothing but 200 will do', async (status) => {
  const own = await startWorld();
  own.hook.answer = (_received, index) => (index === 0 ? status : 200);
  const wamid = await own.write('447700909001', { type: 'text', text: 'hi' });
  await own.hook.until(() => own.hook.received.length === 1);
  while ((await own.call('GET', '/_sim/webhooks')).body.length === 0);
  await own.call('POST', '/_sim/clock', { advance_ms: 6000 });
  await own.hook.until(() => own.hook.messages.filter(({ id }) => id === wamid).length === 2);
  await own.close();
});

test('a voice message is not played where read receipts are off', async () => {
  await world.call('POST', '/_sim/customers', { phone: '447700910001', auto_read: false });
  await world.write('447700910001', { type: 'text', text: 'hi' });
  const { wamid } = await world.send({ to: '447700910001', type: 'audio', audio: { link: 'https://shop.example/a.ogg', voice: true } });
  await last(wamid);
  await world.call('POST', '/_sim/clock', { advance_ms: 60_000 });
  await last((await world.text('447700910001', 'later')).wamid);
  expect(world.hook.statuses(wamid).map(({ status }) => status)).toEqual(['sent', 'delivered']);
});

test('who wrote more than a day ago cannot be blocked', async () => {
  await world.write('447700910002', { type: 'text', text: 'hi' });
  await world.call('POST', '/_sim/clock', { advance_ms: DAY });
  const { status, body } = await world.graph('POST', `/${PHONE}/block_users`, {
    messaging_product: 'whatsapp',
    block_users: [{ user: '447700910002' }],
  });
  expect([status, body.error.code, body.block_users.failed_users[0].input]).toEqual([400, 139100, '447700910002']);
});

test('the dots show for 25 seconds', async () => {
  const wamid = await world.write('447700910003', { type: 'text', text: 'hi' });
  await world.send({ status: 'read', message_id: wamid, typing_indicator: { type: 'text' } });
  const typing = async (): Promise<unknown> =>
    (await world.call('GET', '/_sim/customers')).body.find(({ key }: Json) => key === '447700910003').typing_until;
  await world.call('POST', '/_sim/clock', { advance_ms: 20_000 });
  expect(await typing()).not.toBeNull();
  await world.call('POST', '/_sim/clock', { advance_ms: 5_000 });
  expect(await typing()).toBeNull();
});

test('the address of an override has at most 200 characters', async () => {
  const to = (length: number) =>
    world.graph('POST', `/${PHONE}`, {
      webhook_configuration: {
        override_callback_uri: `${world.hookUrl}?${'x'.repeat(length - world.hookUrl.length - 1)}`,
        verify_token: twinDefaults.verifyToken,
      },
    });
  expect([(await to(201)).status, (await to(200)).status]).toEqual([400, 200]);
});
