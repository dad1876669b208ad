import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

/** Graph's batches, as `whatsapp-business-rs` and Meta's page on batch requests write them; and what that client asks otherwise. */
const { phoneNumberId: PHONE, wabaId: WABA, accessToken, appId } = twinDefaults;
const MARA = '4915550100101';
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.write(MARA, { type: 'text', text: 'hi' });
});
afterAll(async () => world.close());

const message = (body: string): string =>
  new URLSearchParams({ messaging_product: 'whatsapp', to: MARA, type: 'text', text: JSON.stringify({ body }) }).toString();
const send = (body: string) => ({ method: 'POST', relative_url: `v24.0/${PHONE}/messages`, body: message(body) });
const headers = { authorization: `Bearer ${accessToken}` };
const thread = async (): Promise<unknown[]> =>
  (await world.call('GET', `/_sim/customers/${MARA}/thread`)).body
    .filter((one: Json) => one.direction === 'out')
    .map((one: Json) => one.text);

test('several calls in one are answered one by one, in their order, whatever became of the others', async () => {
  const batch = [send('one'), { method: 'GET', relative_url: `/${PHONE}?fields=id` }, { method: 'GET', relative_url: '404' }, send('two')];
  const { status, body } = await world.call('POST', '/v24.0/', { batch }, headers);
  expect([status, body.map(({ code }: Json) => code)]).toEqual([200, [200, 200, 400, 200]]);
  const told = body.map((one: Json) => JSON.parse(one.body));
  expect(told[1]).toEqual({ id: PHONE });
  expect(told[2].error.error_subcode).toBe(33);
  expect(told[3].messages[0].id).toMatch(/^wamid\./);
  expect(body[0].headers).toContainEqual({ name: 'content-type', value: expect.stringContaining('application/json') });
  expect(await thread()).toEqual(['one', 'two']);
});

test('are taken as a form and in parts too, and tell no headers when none are wanted', async () => {
  const batch = JSON.stringify([send('three')]);
  const parts = new FormData();
  parts.append('batch', batch);
  parts.append('include_headers', 'false');
  for (const body of [new URLSearchParams({ batch, include_headers: 'false' }), parts]) {
    const answer = await fetch(`${world.url}/`, { method: 'POST', headers, body });
    expect(await answer.json()).toEqual([{ code: 200, body: expect.stringContaining('wamid.') }]);
  }
});

test('are at most 50, and not none; each needs a token that is good', async () => {
  const codes = async (batch: unknown, more = headers): Promise<unknown[]> => {
    const { status, body } = await world.call('POST', '/', { batch }, more);
    return [status, body.error.code];
  };
  const calls = (count: number) => Array.from({ length: count }, () => ({ method: 'GET', relative_url: 'me' }));
  expect(await codes(calls(51))).toEqual([400, 100]);
  expect((await world.call('POST', '/', { batch: calls(50) }, headers)).body).toHaveLength(50);
  for (const nothing of [[], 'no list', undefined]) expect(await codes(nothing)).toEqual([400, 100]);
  expect(await codes(calls(1), { authorization: 'Bearer nobody' })).toEqual([401, 190]);
});

test('an empty cursor is none, and a token says when its access to data ends', async () => {
  const { status, body } = await world.graph('GET', `/${WABA}/phone_numbers?fields=id&after=`);
  expect([status, body.data]).toEqual([200, [{ id: PHONE }]]);
  const { data } = (await world.graph('GET', `/debug_token?input_token=${accessToken}`)).body;
  expect(data).toMatchObject({ app_id: appId, expires_at: 0, data_access_expires_at: 0 });
});

test('statuses name nobody in contacts when the switch says so', async () => {
  await world.call('POST', '/_sim/rules', { status_contacts: false });
  const { wamid } = await world.text(MARA, 'as it was');
  await world.hook.until(() => world.hook.statuses(wamid).length === 3);
  const values = world.hook.values.filter(({ statuses }) => statuses?.[0].id === wamid);
  expect(values.map((value) => 'contacts' in value)).toEqual([false, false, false]);
  await world.call('POST', '/_sim/rules', { status_contacts: true });
});
