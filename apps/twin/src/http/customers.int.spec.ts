import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const MARA = '4915550100101';
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => world.close());

test('what the business types on its phone comes as an echo', async () => {
  const { body } = await world.call('POST', '/_sim/echoes', { phone: MARA, text: 'Hi, Ben from the shop' });
  await world.hook.until(() => world.hook.values.some((value) => value.message_echoes));
  const { field, value } = world.hook.received[0]!.body.entry[0].changes[0];
  expect(field).toBe('smb_message_echoes');
  expect(value.message_echoes[0]).toMatchObject({
    from: '15550783881',
    to: MARA,
    id: body.wamid,
    type: 'text',
    text: { body: 'Hi, Ben from the shop' },
  });
});

test('without auto_read a message stays delivered until the chat is opened', async () => {
  await world.call('POST', '/_sim/customers', { phone: MARA, auto_read: false });
  await world.write(MARA, { type: 'text', text: 'hi' });
  const { wamid } = await world.text(MARA, 'x');
  await world.hook.until(() => world.hook.statuses(wamid).length === 2);
  expect((await world.call('POST', `/_sim/customers/${MARA}/read`)).body).toEqual({ read: 1 });
  await world.hook.until(() => world.hook.statuses(wamid).length === 3);
});

test('everything a customer can send reaches the receiver as Meta writes it', async () => {
  const bodies: Json[] = [
    { type: 'image', caption: 'look' },
    { type: 'audio' },
    { type: 'document', filename: 'räk.pdf' },
    { type: 'video' },
    { type: 'sticker' },
    { type: 'location', location: { latitude: 1.5, longitude: 2 } },
    { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
    { type: 'reaction', message_id: 'wamid.1' },
    { raw: { type: 'unsupported', errors: [{ code: 131051 }] } },
  ];
  for (const body of bodies) await world.write(MARA, body);
  await world.hook.until(() => world.hook.messages.length === bodies.length);
  expect(world.hook.messages.map((message) => message.type)).toEqual([
    'image',
    'audio',
    'document',
    'video',
    'sticker',
    'location',
    'contacts',
    'reaction',
    'unsupported',
  ]);
  expect(world.hook.messages[0]!.image).toMatchObject({
    caption: 'look',
    mime_type: 'image/png',
    sha256: expect.stringMatching(/=$/),
    url: expect.stringContaining('mid='),
  });
  expect(world.hook.messages[7]!.reaction).toEqual({ message_id: 'wamid.1' });
  expect((await world.call('POST', `/_sim/customers/${MARA}/messages`, { type: 'text' })).status).toBe(400);
});

test('a phone that is switched off gets its messages when it is back', async () => {
  await world.call('POST', '/_sim/customers', { phone: MARA, online: false });
  await world.write(MARA, { type: 'text', text: 'bye' });
  const { wamid } = await world.text(MARA, 'x');
  const other = await world.text('447700900102', 'marker');
  await world.hook.until(() => world.hook.statuses(other.wamid).length > 0 && world.hook.statuses(wamid).length > 0);
  expect(world.hook.statuses(wamid).map((status) => status.status)).toEqual(['sent']);
  await world.call('POST', '/_sim/customers', { phone: MARA, online: true });
  await world.hook.until(() => world.hook.statuses(wamid).length === 3);
  expect(world.hook.statuses(wamid).map((status) => status.status)).toEqual(['sent', 'delivered', 'read']);
});

test('a changed number keeps the thread, gets a new user id, and is told', async () => {
  await world.write(MARA, { type: 'text', text: 'from the old phone' });
  await world.call('POST', `/_sim/customers/${MARA}/number`, { new_phone: '+4915550100999' });
  await world.hook.until(() => world.hook.messages.some((message) => message.type === 'system'));
  const before = world.hook.messages[0]!.from_user_id;
  const { from, system } = world.hook.messages.at(-1)!;
  expect([from, system.type, system.wa_id, system.previous_user_id]).toEqual([MARA, 'user_changed_number', '4915550100999', before]);
  expect(system.user_id).not.toBe(before);
  expect((await world.call('GET', '/_sim/customers/4915550100999/thread')).body).toHaveLength(1);
});

test('another number of the business has its own window', async () => {
  await world.call('POST', '/_sim/numbers', { id: '777', display_phone_number: '+1 555 078 4444' });
  await world.write(MARA, { type: 'text', text: 'to the first' });
  const { body } = await world.graph('POST', '/777/messages', { messaging_product: 'whatsapp', to: MARA, text: { body: 'x' } });
  await world.hook.until(() => world.hook.statuses(body.messages[0].id).length > 0);
  expect(world.hook.statuses(body.messages[0].id)[0]!.errors[0].code).toBe(131047);
  const value = world.hook.values.find((one) => one.statuses?.[0].id === body.messages[0].id)!;
  expect(value.metadata).toEqual({ display_phone_number: '15550784444', phone_number_id: '777' });
});

test('a flood comes whole, in order for each customer', async () => {
  const { body } = await world.call('POST', '/_sim/flood', { customers: 20, messages: 10 });
  await world.hook.until(() => new Set(world.hook.messages.map((message) => message.id)).size === 200);
  expect(body.wamids).toHaveLength(200);
  const first = world.hook.messages.filter((message) => message.from === '447946000000');
  expect(first.map((message) => message.text.body.replace(/\D/g, ''))).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
});

test('a number that sends more than its rate is refused, and goes on a second later', async () => {
  const slow = await startWorld({ numberRate: 2 });
  try {
    await slow.write(MARA, { type: 'text', text: 'hello' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => slow.text(MARA, 'x')));
    expect(answers.some((answer) => answer.body.error?.code === 130429)).toBe(true);
    expect(answers.some((answer) => answer.status === 200)).toBe(true);
    await slow.call('POST', '/_sim/clock', { advance_ms: 5000 });
    expect((await slow.text(MARA, 'y')).status).toBe(200);
  } finally {
    await slow.close();
  }
});

test('a picture that cannot be fetched fails afterwards', async () => {
  await world.write(MARA, { type: 'text', text: 'hi' });
  const { status, wamid } = await world.send({ to: MARA, type: 'image', image: { link: 'https://pictures.invalid/a.png' } });
  expect(status).toBe(200);
  await world.hook.until(() => world.hook.statuses(wamid).length > 0);
  expect(world.hook.statuses(wamid)[0]!.errors[0].code).toBe(131053);
});
