import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const MARA = '4915550100101';
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => world.close());

const fault = async (body: Json): Promise<void> => {
  expect((await world.call('POST', '/_sim/faults', body)).status).toBe(200);
};
const advance = async (ms: number): Promise<Json> => (await world.call('POST', '/_sim/clock', { advance_ms: ms })).body;

describe('faults', () => {
  beforeEach(async () => {
    await world.write(MARA, { type: 'text', text: 'hi' });
    await world.hook.until(() => world.hook.messages.length === 1);
  });

  test.each<[string, number, number]>([
    ['130429', 400, 130429],
    ['131056', 400, 131056],
    ['500', 500, 2],
    ['131000', 500, 131000],
    ['expired_token', 401, 190],
  ])('%s, once', async (name, status, code) => {
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
      method: 'POST',
      signal: AbortSignal.timeout(300),
      headers: { authorization: `Bearer ${twinDefaults.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        to: MARA,
        type: 'text',
        text: { body: 'lost answer' },
        biz_opaque_callback_data: 'send-7',
      }),
    });
    expect(
      await sending.then(
        () => 'answered',
        () => 'no answer',
      ),
    ).toBe('no answer');
    const { body: thread } = await world.call('GET', `/_sim/customers/${MARA}/thread?wait_after=${out}&timeout_ms=5000`);
    expect(thread.filter((entry: Json) => entry.text === 'lost answer')).toHaveLength(1);
    await world.hook.until(() =>
      world.hook.statuses().some((status) => status.biz_opaque_callback_data === 'send-7' && status.status === 'read'),
    );
  });

  test('slow: the statuses overtake the answer', async () => {
    await fault({ name: 'slow', delay_ms: 300 });
    let answered = false;
    const sending = world.text(MARA, 'x').then((answer) => {
      answered = true;
      return answer;
    });
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

  test('a late copy that was refused comes again at once when somebody listens again', async () => {
    const copies = () => world.hook.messages.filter((message) => message.text?.body === 'twice').length;
    world.hook.answer = () => (copies() === 2 ? 503 : 200);
    await fault({ name: 'duplicate_webhooks', delay_ms: 20 });
    await world.write(MARA, { type: 'text', text: 'twice' });
    await world.hook.until(() => copies() === 2);
    const refused = async (): Promise<boolean> => (await world.call('GET', '/_sim/webhooks')).body.some((one: Json) => one.status === 503);
    while (!(await refused()));
    await world.call('POST', '/_sim/webhook', { url: world.hookUrl, verify_token: twinDefaults.verifyToken });
    await world.hook.until(() => copies() === 3);
    expect((await world.call('GET', '/_sim/webhook')).body.pending).toBeLessThanOrEqual(1);
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
