import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const ask = (body: object, token = 'token-between-services'): Promise<Response> =>
  fetch(new URL('/internal/contacts/conversations', world.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const phone = '4915100000078';

test('the conversation with whoever has a number is found by it, by services alone; of a number that nobody has there is none', async () => {
  const item = { from: phone, id: 'wamid.HELLO', timestamp: '1790000100', type: 'text', text: { body: 'hello' } };
  expect((await world.post(toWire(webhook({ messages: [item] })))).status).toBe(200);
  await eventually(() => expect(world.facts.some(({ type }) => type === 'MessageReceived')).toBe(true));
  const conversation = world.facts.find(({ type }) => type === 'MessageReceived')!.envelope.conversationId;
  expect(await (await ask({ phone })).json()).toEqual({ conversations: [conversation] });
  expect(await (await ask({ phone: '4915100000079' })).json()).toEqual({ conversations: [] });
  expect((await ask({ phone }, 'another')).status).toBe(401);
  const refused = await ask({ phone: `+${phone}` });
  expect(refused.status).toBe(400);
  expect(await refused.text()).not.toContain(phone);
});

test('who was forgotten is not found by it any more', async () => {
  // as its erasure.sql does
  await world.postgresRows('DELETE FROM gateway.aliases', []);
  expect(await (await ask({ phone })).json()).toEqual({ conversations: [] });
});
