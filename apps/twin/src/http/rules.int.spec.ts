import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld } from '../harness.spec.ts';
import type { World } from '../harness.spec.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ numberRate: 100_000 });
}); // a fast machine would meet 80 in a second
afterAll(() => world?.close());

const template = (to: string, name = 'conversation_update') =>
  world.send({ to, type: 'template', template: { name, language: { code: 'en_US' } } });
const failure = async ({ wamid }: { wamid: string }): Promise<number | undefined> => {
  await world.hook.until(() => world.hook.statuses(wamid).some(({ status }) => status === 'failed' || status === 'delivered'));
  return world.hook.statuses(wamid).find(({ status }) => status === 'failed')?.errors[0].code;
};

test('the 251st person outside the window in a day is not reached; inside the window nobody counts; a higher tier is told and makes room', async () => {
  await world.write('447700901999', { type: 'text', text: 'I am here' });
  for (let index = 0; index < 250; index += 1) expect((await template(`4477009${String(20_000 + index)}`)).status).toBe(200);
  expect(await failure(await template('447700930001'))).toBe(131048);
  expect(await failure(await template('447700920007'))).toBeUndefined();
  expect(await failure(await template('447700901999'))).toBeUndefined();
  expect((await world.call('POST', '/_sim/portfolio', { messaging_limit: 'TIER_1K' })).status).toBe(400);
  expect((await world.call('POST', '/_sim/portfolio', { messaging_limit: 'TIER_2K' })).body).toEqual({
    messaging_limit: 'TIER_2K',
    over_limit_code: 131048,
    reached: 250,
  });
  await world.hook.until(() => world.hook.values.some((value) => value.max_daily_conversations_per_business === 'TIER_2K'));
  expect(await failure(await template('447700930001'))).toBeUndefined();
  const { body } = await world.graph('GET', '/106540352242922?fields=whatsapp_business_manager_messaging_limit');
  expect(body.whatsapp_business_manager_messaging_limit).toBe('TIER_2K');
});

test('marketing does not reach the United States, nor who had enough of it; utility does', async () => {
  await world.call('POST', '/_sim/customers', { phone: '447700902001', marketing_capped: true });
  for (const to of ['15550100901', '447700902001']) {
    expect([to, await failure(await template(to, 'season_offer')), await failure(await template(to))]).toEqual([to, 131049, undefined]);
  }
  expect(await failure(await template('447700902002', 'season_offer'))).toBeUndefined();
});

test('a fault by chance is the same chance each time', async () => {
  const round = async (seed: number) => {
    await world.call('DELETE', '/_sim/faults');
    await world.call('POST', '/_sim/faults', { name: '131016', probability: 0.5, seed });
    const statuses: number[] = [];
    for (let index = 0; index < 24; index += 1) statuses.push((await world.text(`4477009030${10 + index}`, 'x')).status);
    return statuses;
  };
  const [first, again, other] = [await round(7), await round(7), await round(8)];
  await world.call('DELETE', '/_sim/faults');
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const failed = first.filter((status) => status === 500).length;
  expect([failed > 4, failed < 20]).toEqual([true, true]);
});

test('a notification with a known Idempotency-Key is the same notification', async () => {
  const post = (key: string) => world.call('POST', '/notify/support', { text: 'breach' }, { 'idempotency-key': key });
  const [one, same, another] = [await post('k1'), await post('k1'), await post('k2')];
  expect([one.status, same.body.id === one.body.id, another.body.id === one.body.id]).toEqual([202, true, false]);
  expect((await world.call('GET', '/notify/outbox?channel=support')).body).toHaveLength(2);
});

test('groups are not simulated, and say so', async () => {
  expect((await world.send({ recipient_type: 'group', to: '120363000', type: 'text', text: { body: 'x' } })).body.error).toMatchObject({
    code: 131009,
  });
});
