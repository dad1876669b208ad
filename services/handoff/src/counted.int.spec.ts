import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const about = (conversationId: string, epoch: number) => ({
  conversationId,
  fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 },
});

test("a customer's rating of a case that was resolved is counted, once", async () => {
  const ana = await world.signIn('ana');
  const ticketId = await world.taken('rated', ana);
  await world.call(ana, `api/tickets/${ticketId}/resolve`, again());
  await world.send(
    message('CaseClosed', { reason: 'resolved', closedAt: world.clock.now() }, about('rated', 9)),
    'conversation.lifecycle.v1',
  );
  const rating = (messageId: string) =>
    world.send(message('MessageNoted', { messageId, notedAs: 'rating', rating: 4 }, about('rated', 9)), 'conversation.admitted.v1');
  await rating('m7');
  await rating('m8');
  await eventually(() => world.find('rated', 'CaseRated') !== undefined);
  expect((await world.meters.ratings.get()).values.map(({ labels, value }) => [labels.rating, value])).toEqual([['4', 1]]);
});
