import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const { phoneNumberId: PHONE } = twinDefaults;
const MARA = '4915550100101';
const day = 24 * 3_600_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

const statuses = async (wamid: string, count: number): Promise<Json[]> => {
  await world.hook.until(() => world.hook.statuses(wamid).length >= count);
  return world.hook.statuses(wamid);
};
const entry = async (wamid: string, phone = MARA): Promise<Json> =>
  ((await world.call('GET', `/_sim/customers/${phone}/thread`)).body as Json[]).find((one) => one.wamid === wamid)!;
const react = (wamid: string) => world.send({ to: MARA, type: 'reaction', reaction: { message_id: wamid, emoji: '👍' } });

describe('what is told of a message', () => {
  test('is exactly this, and its thread has each step with its time', async () => {
    await world.write(MARA, { type: 'text', text: 'hello' });
    const { wamid } = await world.text(MARA, 'Hello');
    const [sent, delivered, read] = await statuses(wamid, 3);
    for (const one of [sent, delivered, read]) {
      expect(one).toEqual({
        id: wamid,
        status: one!.status,
        timestamp: expect.stringMatching(/^\d{10}$/),
        recipient_id: MARA,
        recipient_user_id: expect.stringMatching(/^DE\.\d+$/),
        pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' },
      });
    }
    const { statuses: steps } = await entry(wamid);
    expect(steps.map((step: Json) => step.status)).toEqual(['sent', 'delivered', 'read']);
    const at = steps.map((step: Json) => Date.parse(step.at));
    expect(at.every((time: number, index: number) => Number.isFinite(time) && (index === 0 || time >= at[index - 1]))).toBe(true);
  });

  test("of one that failed has no price, and in the thread Meta's error", async () => {
    const { wamid } = await world.text('4915400000991', 'Are you there?');
    const [failed] = await statuses(wamid, 1);
    expect(failed).toMatchObject({ status: 'failed', errors: [{ code: 131047 }] });
    expect(failed).not.toHaveProperty('pricing');
    expect(failed).not.toHaveProperty('conversation');
    expect((await entry(wamid, '4915400000991')).statuses).toEqual([
      { status: 'failed', at: expect.any(String), errors: [expect.objectContaining({ code: 131047 })] },
    ]);
  });

  test('of a reaction is `sent` and no more, also when the chat is opened', async () => {
    const mine = await world.write(MARA, { type: 'text', text: 'like this' });
    const { wamid } = await react(mine);
    expect((await statuses(wamid, 1)).map(({ status, errors }) => [status, errors])).toEqual([['sent', undefined]]);
    await world.call('POST', `/_sim/customers/${MARA}/read`);
    const { wamid: next } = await world.text(MARA, 'And then this');
    await statuses(next, 3);
    expect(world.hook.statuses(wamid)).toHaveLength(1);
    expect((await entry(mine)).reactions).toEqual([{ from: 'business', emoji: '👍' }]);
  });

  test('to a reaction on what is older than 30 days is that it failed, to the day before that it went', async () => {
    const old = await world.write(MARA, { type: 'text', text: 'long ago' });
    await world.call('POST', '/_sim/clock', { advance_ms: 30 * day - 60_000 });
    await world.write(MARA, { type: 'text', text: 'still here' });
    expect((await statuses((await react(old)).wamid, 1))[0]).toMatchObject({ status: 'sent' });
    await world.call('POST', '/_sim/clock', { advance_ms: 120_000 });
    expect((await statuses((await react(old)).wamid, 1))[0]).toMatchObject({ status: 'failed', errors: [{ code: 131009 }] });
  });
});

describe('the business reads', () => {
  test('the message and all before it, once; what comes later stays unread, what it wrote itself is not touched', async () => {
    const [first, second] = [
      await world.write(MARA, { type: 'text', text: 'one' }),
      await world.write(MARA, { type: 'text', text: 'two' }),
    ];
    const { wamid: answer } = await world.text(MARA, 'an answer');
    await statuses(answer, 3);
    const third = await world.write(MARA, { type: 'text', text: 'three' });
    for (const _time of [1, 2]) await world.send({ status: 'read', message_id: second });
    expect([await entry(first), await entry(second), await entry(third)].map(({ status }) => status === 'read')).toEqual([
      true,
      true,
      false,
    ]);
    for (const wamid of [first, second]) expect((await entry(wamid)).statuses.filter((one: Json) => one.status === 'read')).toHaveLength(1);
    await world.send({ status: 'read', message_id: third });
    expect((await entry(answer)).statuses).toHaveLength(3);
  });

  test('the dots end with the next message', async () => {
    const asked = await world.write(MARA, { type: 'text', text: 'anybody?' });
    const typing = async () => ((await world.call('GET', '/_sim/customers')).body as Json[]).find(({ key }) => key === MARA)!.typing_until;
    await world.send({ status: 'read', message_id: asked, typing_indicator: { type: 'text' } });
    expect(await typing()).not.toBeNull();
    await world.text(MARA, 'Here I am');
    expect(await typing()).toBeNull();
  });
});

describe('a file in a message', () => {
  const image = (id: string, number: string = PHONE) =>
    world.graph('POST', `/${number}/messages`, { messaging_product: 'whatsapp', to: MARA, type: 'image', image: { id } });
  test("has to be one of this number's", async () => {
    await world.call('POST', '/_sim/numbers', { id: '777', display_phone_number: '+1 555-000-0777' });
    const form = new FormData();
    form.append('messaging_product', 'whatsapp');
    form.append('type', 'image/png');
    form.append(
      'file',
      new Blob(
        [Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')],
        { type: 'image/png' },
      ),
      'a.png',
    );
    const uploaded = await fetch(`${world.url}/v25.0/${PHONE}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${twinDefaults.accessToken}` },
      body: form,
    });
    const { id } = (await uploaded.json()) as { id: string };
    await world.write(MARA, { type: 'text', text: 'hello' });
    expect((await image(id)).status).toBe(200);
    for (const wrong of [await image('12345'), await image(id, '777')])
      expect([wrong.status, wrong.body.error]).toEqual([
        400,
        expect.objectContaining({ code: 100, message: expect.stringContaining('attachment ID') }),
      ]);
  });
});

describe('a phone that was switched off', () => {
  test('gets when it is back what waited, and nothing twice', async () => {
    const them = '4915400000992';
    await world.write(them, { type: 'text', text: 'hello' });
    const { wamid: before } = await world.text(them, 'before');
    await statuses(before, 3);
    await world.call('POST', '/_sim/customers', { phone: them, online: false });
    const { wamid: waited } = await world.text(them, 'waits');
    await statuses(waited, 1);
    await world.call('POST', '/_sim/customers', { phone: them, online: true });
    expect((await statuses(waited, 3)).map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']);
    const { wamid: after } = await world.text(them, 'after');
    await statuses(after, 3);
    expect([before, waited, after].map((wamid) => world.hook.statuses(wamid).length)).toEqual([3, 3, 3]);
    expect((await entry(before, them)).statuses).toHaveLength(3);
  });
});

test('a fault for one text is for that text only', async () => {
  await world.call('POST', '/_sim/faults', { name: 'no_statuses', on: true, match: { text: 'silent' } });
  const { wamid: silent } = await world.text(MARA, 'silent please');
  const { wamid: loud } = await world.text(MARA, 'loud please');
  await world.send({ to: MARA, type: 'location', location: { latitude: 1, longitude: 2 } });
  await statuses(loud, 3);
  expect(world.hook.statuses(silent)).toEqual([]);
  await world.call('DELETE', '/_sim/faults');
});
