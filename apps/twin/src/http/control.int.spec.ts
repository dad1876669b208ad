import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { Receiver, startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const MARA = '4915550100101';
const DAY = 86_400_000;
let world: World;
beforeEach(async () => { world = await startWorld(); });
afterEach(async () => world.close());

const fault = async (body: Json): Promise<void> => { expect((await world.call('POST', '/_sim/faults', body)).status).toBe(200); };
const advance = async (ms: number): Promise<Json> => (await world.call('POST', '/_sim/clock', { advance_ms: ms })).body;

describe('the clock', () => {
  test('moves forward and is answered when all who follow have it', async () => {
    const { body: before } = await world.call('GET', '/_sim/clock');
    const polled = world.call('GET', `/_sim/clock?follower=policy-1&seen=${before.version}&wait_ms=20000`);
    const other = await world.call('GET', '/_sim/clock?follower=gateway&seen=0&wait_ms=20000');
    expect(other.body.version).toBe(before.version);
    let answered = false;
    const moved = advance(DAY).then((body) => { answered = true; return body; });
    const { body: heard } = await polled;
    expect(heard).toMatchObject({ version: before.version + 1, offset_ms: before.offset_ms + DAY });
    await world.call('GET', `/_sim/clock?follower=gateway&seen=${heard.version}&wait_ms=0`);
    expect(answered).toBe(false);
    await world.call('GET', `/_sim/clock?follower=policy-1&seen=${heard.version}&wait_ms=0`);
    expect((await moved).followers.sort()).toEqual(['gateway', 'policy-1']);
    expect(heard.now_ms - before.now_ms).toBeGreaterThanOrEqual(DAY);
  });

  test('never goes back', async () => {
    expect((await world.call('POST', '/_sim/clock', { advance_ms: -1 })).status).toBe(400);
    expect((await world.call('POST', '/_sim/clock', { set_iso: '2020-01-01T00:00:00Z' })).status).toBe(400);
  });
});

describe('webhooks that are not answered with 200', () => {
  test('come again with the same bytes, before what came later, and only until 200', async () => {
    world.hook.answer = (_received, index) => (index < 2 ? 503 : 200);
    const first = await world.write(MARA, { type: 'text', text: 'one' });
    const second = await world.write(MARA, { type: 'text', text: 'two' });
    await world.hook.until(() => world.hook.received.length === 1);
    await advance(6000);
    await world.hook.until(() => world.hook.received.length === 2);
    await advance(31_000);
    await world.hook.until(() => world.hook.received.length === 4);
    expect(world.hook.messages.map((message) => message.id)).toEqual([first, first, first, second]);
    expect(new Set(world.hook.received.slice(0, 3).map((one) => one.raw)).size).toBe(1);
    expect((await world.call('GET', '/_sim/webhook')).body.pending).toBe(0);
  });

  test('do not hold up other customers', async () => {
    world.hook.answer = ({ raw }) => (raw.includes(MARA) ? 500 : 200);
    await world.write(MARA, { type: 'text', text: 'stuck' });
    const wamid = await world.write('447700900102', { type: 'text', text: 'passes' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
  });

  test('are given up after 7 days, which pass at once', async () => {
    world.hook.answer = () => 500;
    await world.write(MARA, { type: 'text', text: 'lost' });
    await world.hook.until(() => world.hook.received.length === 1);
    await advance(7 * DAY);
    await world.hook.until(() => world.hook.received.length >= 20);
    let pending = 1;
    while (pending > 0) ({ pending } = (await world.call('GET', '/_sim/webhook?')).body);
    expect(new Set(world.hook.messages.map((message) => message.id)).size).toBe(1);
  });

  test('wait for a receiver that is not there yet', async () => {
    await world.hook.stop();
    const wamid = await world.write(MARA, { type: 'text', text: 'anybody?' });
    await world.call('GET', '/_sim/webhooks?after=0&wait_ms=5000');
    const late = new Receiver();
    const url = await late.start();
    expect(await world.twin.registerWebhook(url, 'wrong')).toContain('403');
    expect(await world.twin.registerWebhook(url, twinDefaults.verifyToken)).toBeUndefined();
    await late.until(() => late.messages.some((message) => message.id === wamid));
    await late.stop();
  });
});

describe('faults', () => {
  beforeEach(async () => {
    await world.write(MARA, { type: 'text', text: 'hi' });
    await world.hook.until(() => world.hook.messages.length === 1);
  });

  test.each<[string, number, number]>([['130429', 400, 130429], ['131056', 400, 131056], ['500', 500, 2], ['131000', 500, 131000], ['expired_token', 401, 190]])('%s, once', async (name, status, code) => {
    await fault({ name });
    const { status: got, body } = await world.text(MARA, 'x');
    expect([got, body.error.code]).toEqual([status, code]);
    expect((await world.text(MARA, 'x')).status).toBe(200);
  });

  test('131047 inside the window comes as a failed status', async () => {
    await fault({ name: '131047' });
    const { wamid } = await world.text(MARA, 'x');
    await world.hook.until(() => world.hook.statuses(wamid).length > 0);
    expect(world.hook.statuses(wamid)[0]!.errors[0].code).toBe(131047);
  });

  test('by the header of one request, and only where it matches', async () => {
    expect((await world.text(MARA, 'x', {})).status).toBe(200);
    const { body } = await world.send({ to: MARA, type: 'text', text: { body: 'x' } }, { 'x-sim-fault': '131016' });
    expect(body.error.code).toBe(131016);
    await fault({ name: '131056', on: true, match: { phone: '+447700900102' } });
    expect((await world.text(MARA, 'x')).status).toBe(200);
    expect((await world.text('447700900102', 'x')).status).toBe(400);
    await fault({ name: '131056', on: false });
    expect((await world.text('447700900102', 'x')).status).toBe(200);
  });

  test.each(['cut', 'accept_then_timeout'])('%s: nobody answers, and the customer has it once', async (name) => {
    await fault({ name });
    const { body: before } = await world.call('GET', `/_sim/customers/${MARA}/thread`);
    const out = before.filter((entry: Json) => entry.direction === 'out').length;
    const sending = fetch(`${world.url}/v25.0/${twinDefaults.phoneNumberId}/messages`, {
      method: 'POST', signal: AbortSignal.timeout(300),
      headers: { authorization: `Bearer ${twinDefaults.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', to: MARA, type: 'text', text: { body: 'lost answer' }, biz_opaque_callback_data: 'send-7' }),
    });
    expect(await sending.then(() => 'answered', () => 'no answer')).toBe('no answer');
    const { body: thread } = await world.call('GET', `/_sim/customers/${MARA}/thread?wait_after=${out}&timeout_ms=5000`);
    expect(thread.filter((entry: Json) => entry.text === 'lost answer')).toHaveLength(1);
    await world.hook.until(() => world.hook.statuses().some((status) => status.biz_opaque_callback_data === 'send-7' && status.status === 'read'));
  });

  test('slow: the statuses overtake the answer', async () => {
    await fault({ name: 'slow', delay_ms: 300 });
    let answered = false;
    const sending = world.text(MARA, 'x').then((answer) => { answered = true; return answer; });
    await world.hook.until(() => world.hook.statuses().some((status) => status.status === 'read'));
    expect(answered).toBe(false);
    expect(world.hook.statuses((await sending).wamid)).toHaveLength(3);
  });

  test('no_statuses: it arrives and nobody is told', async () => {
    await fault({ name: 'no_statuses' });
    const silent = await world.text(MARA, 'x');
    const loud = await world.text(MARA, 'y');
    await world.hook.until(() => world.hook.statuses(loud.wamid).length === 3);
    expect(world.hook.statuses(silent.wamid)).toHaveLength(0);
    const { body: thread } = await world.call('GET', `/_sim/customers/${MARA}/thread`);
    expect(thread.find((entry: Json) => entry.wamid === silent.wamid).status).toBe('read');
  });

  test('duplicate_webhooks and reorder_statuses', async () => {
    await fault({ name: 'reorder_statuses' });
    await fault({ name: 'duplicate_webhooks', on: true });
    const { wamid } = await world.text(MARA, 'x');
    await world.hook.until(() => world.hook.statuses(wamid).length === 6);
    expect(world.hook.statuses(wamid).map((status) => status.status)).toEqual(['delivered', 'delivered', 'sent', 'sent', 'read', 'read']);
  });

  test('tampered_signature: refused, then right', async () => {
    await fault({ name: 'tampered_signature' });
    const good = (received: { headers: Json; raw: string }): boolean => received.headers['x-hub-signature-256'] !== signatures[0];
    const signatures: string[] = [];
    world.hook.answer = (received) => {
      const signature = String(received.headers['x-hub-signature-256']);
      const status = signatures.length > 0 && good(received) ? 200 : 401;
      signatures.push(signature);
      return status;
    };
    await world.write(MARA, { type: 'text', text: 'signed' });
    await world.hook.until(() => signatures.length === 1);
    await advance(6000);
    await world.hook.until(() => signatures.length === 2);
    expect(signatures[0]).not.toBe(signatures[1]);
  });

  test('batch: what waits together comes together', async () => {
    world.hook.answer = () => 503;
    const seen = world.hook.received.length;
    for (let index = 0; index < 5; index += 1) await world.write(MARA, { type: 'text', text: `burst ${index}` });
    await world.hook.until(() => world.hook.received.length === seen + 1);
    await fault({ name: 'batch', size: 10 });
    world.hook.answer = () => 200;
    await advance(6000);
    await world.hook.until(() => world.hook.messages.filter((message) => message.text?.body === 'burst 4').length === 1);
    expect(world.hook.received.at(-1)!.body.entry).toHaveLength(5);
  });

  test('an unknown fault is refused', async () => {
    expect((await world.call('POST', '/_sim/faults', { name: 'gremlins' })).status).toBe(400);
  });
});

test('a webhook of the test’s own, with a good, a bad and no signature', async () => {
  const post = async (body: unknown, signature?: string): Promise<Json> => (await world.call('POST', '/_sim/webhooks/raw', { body, ...(signature ? { signature } : {}) })).body;
  expect(await post({ object: 'x', entry: [] })).toMatchObject({ status: 200 });
  await post('{"broken":', 'bad');
  await post('{}', 'none');
  const [good, bad, none] = world.hook.received;
  expect(good!.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(bad!.raw).toBe('{"broken":');
  expect(none!.headers).not.toHaveProperty('x-hub-signature-256');
});

test('what the business types on its phone comes as an echo', async () => {
  const { body } = await world.call('POST', '/_sim/echoes', { phone: MARA, text: 'Hi, Ben from the shop' });
  await world.hook.until(() => world.hook.values.some((value) => value.message_echoes));
  const { field, value } = world.hook.received[0]!.body.entry[0].changes[0];
  expect(field).toBe('smb_message_echoes');
  expect(value.message_echoes[0]).toMatchObject({ from: '15550783881', to: MARA, id: body.wamid, type: 'text', text: { body: 'Hi, Ben from the shop' } });
});

test('without auto_read a message stays delivered until the chat is opened', async () => {
  await world.call('POST', '/_sim/customers', { phone: MARA, auto_read: false });
  await world.write(MARA, { type: 'text', text: 'hi' });
  const { wamid } = await world.text(MARA, 'x');
  await world.hook.until(() => world.hook.statuses(wamid).length === 2);
  expect((await world.call('POST', `/_sim/customers/${MARA}/read`)).body).toEqual({ read: 1 });
  await world.hook.until(() => world.hook.statuses(wamid).length === 3);
});

test('calls are recorded in the order in which they came', async () => {
  await world.write(MARA, { type: 'text', text: 'hi' });
  const waiting = world.call('GET', '/_sim/calls?after=0&wait_ms=5000');
  await world.text(MARA, 'x');
  await waiting;
  await world.graph('GET', `/${twinDefaults.phoneNumberId}`);
  const { body: calls } = await world.call('GET', '/_sim/calls');
  expect(calls.map((call: Json) => [call.seq, call.method, call.path, call.status])).toEqual([
    [1, 'POST', `/v25.0/${twinDefaults.phoneNumberId}/messages`, 200], [2, 'GET', `/v25.0/${twinDefaults.phoneNumberId}`, 200],
  ]);
  expect(calls[0].body.text.body).toBe('x');
});

test('everything a customer can send reaches the receiver as Meta writes it', async () => {
  const bodies: Json[] = [
    { type: 'image', caption: 'look' }, { type: 'audio' }, { type: 'document', filename: 'räk.pdf' }, { type: 'video' }, { type: 'sticker' },
    { type: 'location', location: { latitude: 1.5, longitude: 2 } }, { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
    { type: 'reaction', message_id: 'wamid.1' }, { raw: { type: 'unsupported', errors: [{ code: 131051 }] } },
  ];
  for (const body of bodies) await world.write(MARA, body);
  await world.hook.until(() => world.hook.messages.length === bodies.length);
  expect(world.hook.messages.map((message) => message.type)).toEqual(['image', 'audio', 'document', 'video', 'sticker', 'location', 'contacts', 'reaction', 'unsupported']);
  expect(world.hook.messages[0]!.image).toMatchObject({ caption: 'look', mime_type: 'image/png', sha256: expect.stringMatching(/=$/), url: expect.stringContaining('mid=') });
  expect(world.hook.messages[7]!.reaction).toEqual({ message_id: 'wamid.1' });
  expect((await world.call('POST', `/_sim/customers/${MARA}/messages`, { type: 'text' })).status).toBe(400);
});

test('reset forgets everything but the time and the webhook', async () => {
  await world.write(MARA, { type: 'text', text: 'hi' });
  await advance(DAY);
  await world.call('POST', '/_sim/reset');
  expect((await world.call('GET', `/_sim/customers/${MARA}/thread`)).body).toEqual([]);
  expect((await world.call('GET', '/_sim/clock')).body.offset_ms).toBe(DAY);
  expect((await world.call('GET', '/_sim/webhook')).body.url).toBe(world.hookUrl);
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
