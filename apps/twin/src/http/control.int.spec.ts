import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { Receiver, startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const MARA = '4915550100101';
const DAY = 86_400_000;
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => world.close());

const advance = async (ms: number): Promise<Json> => (await world.call('POST', '/_sim/clock', { advance_ms: ms })).body;

describe('the clock', () => {
  test('moves forward and is answered when all who follow have it', async () => {
    const { body: before } = await world.call('GET', '/_sim/clock');
    const polled = world.call('GET', `/_sim/clock?follower=policy-1&seen=${before.version}&wait_ms=20000`);
    const other = await world.call('GET', '/_sim/clock?follower=gateway&seen=0&wait_ms=20000');
    expect(other.body.version).toBe(before.version);
    let answered = false;
    const moved = advance(DAY).then((body) => {
      answered = true;
      return body;
    });
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

test('a webhook of the test’s own, with a good, a bad and no signature', async () => {
  const post = async (body: unknown, signature?: string): Promise<Json> =>
    (await world.call('POST', '/_sim/webhooks/raw', { body, ...(signature ? { signature } : {}) })).body;
  expect(await post({ object: 'x', entry: [] })).toMatchObject({ status: 200 });
  await post('{"broken":', 'bad');
  await post('{}', 'none');
  const [good, bad, none] = world.hook.received;
  expect(good!.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(bad!.raw).toBe('{"broken":');
  expect(none!.headers).not.toHaveProperty('x-hub-signature-256');
});

test('calls are recorded in the order in which they came', async () => {
  await world.write(MARA, { type: 'text', text: 'hi' });
  const waiting = world.call('GET', '/_sim/calls?after=0&wait_ms=5000');
  await world.text(MARA, 'x');
  await waiting;
  await world.graph('GET', `/${twinDefaults.phoneNumberId}`);
  const { body: calls } = await world.call('GET', '/_sim/calls');
  expect(calls.map((call: Json) => [call.seq, call.method, call.path, call.status])).toEqual([
    [1, 'POST', `/v25.0/${twinDefaults.phoneNumberId}/messages`, 200],
    [2, 'GET', `/v25.0/${twinDefaults.phoneNumberId}`, 200],
  ]);
  expect(calls[0].body.text.body).toBe('x');
});

test('reset forgets everything but the time and the webhook', async () => {
  await world.write(MARA, { type: 'text', text: 'hi' });
  await advance(DAY);
  await world.call('POST', '/_sim/reset');
  expect((await world.call('GET', `/_sim/customers/${MARA}/thread`)).body).toEqual([]);
  expect((await world.call('GET', '/_sim/clock')).body.offset_ms).toBe(DAY);
  expect((await world.call('GET', '/_sim/webhook')).body.url).toBe(world.hookUrl);
});
