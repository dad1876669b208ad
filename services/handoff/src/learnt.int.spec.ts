import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message, testTime, turn } from '@frontdesk/testing';
import { ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

test('who turns out to be a VIP while they wait comes first, and is promised less time, as everybody sees', async () => {
  const minute = 60_000;
  await world.waiting('trade');
  const ticketId = await world.waiting('vip');
  const lena = await world.signIn('lena');
  const queue = async () => (await world.call(lena, 'api/queue')).body['queue'] as unknown as { id: string }[];
  expect((await queue()).map(({ id }) => id).indexOf(ticketId)).toBe(1);
  const about = { conversationId: 'vip', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 2, turn: 2 } };
  const routed = {
    messageId: 'm2',
    next: 'none',
    intent: 'other',
    topic: 'general',
    turn: turn({ tier: 'vip', owner: 'queue', open: [] }),
  };
  await world.send(message('Routed', routed, about), 'conversation.routed.v1');
  await eventually(async () =>
    expect(await queue()).toMatchObject([
      { id: ticketId, tier: 'vip', topic: 'refund', priority: 1, due_at: testTime + 5 * minute },
      { tier: 'trade' },
    ]),
  );
  expect(world.find('vip', 'PromiseShortened')).toMatchObject({
    data: { ticketId, tier: 'vip', topic: 'refund', dueAt: testTime + 5 * minute },
    envelope: { reasons: ['TIER_LEARNT', 'sla-1'], fence: { case: 1, epoch: 2 } },
  });
});
