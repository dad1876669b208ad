import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

test('a conversation whose row cannot be read keeps no other from being settled', async () => {
  const customers = [await world.customer('4915300000001'), await world.customer('4915300000002')];
  const [broken, sound] = customers.toSorted((a, b) => (a.conversationId < b.conversationId ? -1 : 1)) as [
    (typeof customers)[0],
    (typeof customers)[0],
  ];
  await world.bus.append([world.dispatch(broken, 'notice', 'one').record, world.dispatch(sound, 'notice', 'two').record]);
  await eventually(() => world.of('SendAccepted').length === 2);
  await world.postgresRows(`UPDATE gateway.fences SET owed = '{}' WHERE conversation_id = $1`, [broken.conversationId]);
  await world.postgresRows(`UPDATE gateway.sends SET state = 'sending', marked_at = $1`, [new Date(Date.now() - 600_000)]);
  const stateOf = async ({ conversationId }: { conversationId: string }) =>
    (await world.postgresRows<{ state: string }>('SELECT state FROM gateway.sends WHERE conversation_id = $1', [conversationId]))[0]?.state;
  await eventually(async () => (await stateOf(sound)) === 'unknown');
  expect(await stateOf(broken)).toBe('sending');
});
