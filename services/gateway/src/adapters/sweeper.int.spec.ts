import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld } from '../../test/gateway-world.ts';
import type { Keys } from './keys.ts';
import { SendsStore } from './sends.store.ts';

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

test('what a takeover may wait for is looked at before what is only unknown, and what only has to wait not at all', async () => {
  const before = world.of('SendAccepted').length;
  const now = Date.now();
  const standings = [
    ['waits', 'unknown', now, 1],
    ['may be said', 'unknown', now - 31_000, 1],
    ['unknown again', 'unknown', now, 2],
    ['marked', 'sending', null, 0],
  ] as const;
  const named = new Map<string, string>();
  for (const [index, [name]] of standings.entries()) {
    const send = world.dispatch(await world.customer(`491530000001${index}`), 'notice', name);
    named.set(send.sendId, name);
    await world.bus.append([send.record]);
  }
  await eventually(() => world.of('SendAccepted').length === before + standings.length);
  const source = await connect({ url: world.database.urlFor('gateway'), schema: 'gateway', poolSize: 1 });
  const found = await source.transaction(async (tx) => {
    for (const [name, state, since, times] of standings) {
      const sendId = [...named].find(([, one]) => one === name)![0];
      await tx.query('UPDATE sends SET state = $2, marked_at = $3, unknown_since = $4, times_unknown = $5 WHERE send_id = $1', [
        sendId,
        state,
        new Date(now),
        since === null ? null : new Date(since),
        times,
      ]);
    }
    return new SendsStore({ openText: (sealed: unknown) => sealed } as unknown as Keys).unsettled(tx, now + 1, now - 30_000);
  });
  await source.destroy();
  expect(found.flatMap(({ sendId }) => named.get(sendId) ?? [])).toEqual(['marked', 'may be said', 'unknown again']);
});
