import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

test("two contacts that may be one person are a lead's to judge, once; it is gone when gateway has carried it out", async () => {
  const ticketId = await world.waiting('known');
  await world.send(
    message(
      'ContactConflictFound',
      {
        conflictId: 'conflict-1',
        contactId: 'contact-1',
        otherContactIds: ['contact-2'],
        outcome: 'conflict',
        conversationId: 'known',
        otherConversationIds: ['unknown'],
      },
      { conversationId: 'account:1' },
    ),
    'channel.account.v1',
  );
  const [ana, lena] = [await world.signIn('ana'), await world.signIn('lena')];
  const list = async () => (await world.call(lena, 'api/conflicts')).body['conflicts'];
  await eventually(async () =>
    expect(await list()).toMatchObject([
      {
        id: 'conflict-1',
        outcome: 'conflict',
        decision: null,
        people: [
          { conversation_id: 'known', ticket_id: ticketId },
          { conversation_id: null, name: null, phone: null },
        ],
      },
    ]),
  );

  const judged = { ...again(), decision: 'same' };
  expect((await world.call(ana, 'api/conflicts')).status).toBe(403);
  expect((await world.call(ana, 'api/conflicts/conflict-1/judge', judged)).status).toBe(403);
  expect((await world.call(lena, 'api/conflicts/conflict-2/judge', judged)).status).toBe(404);
  expect((await world.call(lena, 'api/conflicts/conflict-1/judge', { ...again(), decision: 'perhaps' })).status).toBe(400);
  expect((await world.call(lena, 'api/conflicts/conflict-1/judge', judged)).status).toBe(200);
  expect((await world.call(lena, 'api/conflicts/conflict-1/judge', judged)).status).toBe(200);
  const other = await world.call(lena, 'api/conflicts/conflict-1/judge', { ...again(), decision: 'different' });
  expect(other.body).toMatchObject({ code: 'ALREADY_JUDGED' });
  expect(await list()).toMatchObject([{ decision: 'same', decided_by_name: 'Lena' }]);
  await eventually(() => world.find('account:*', 'ContactConflictJudged') !== undefined);
  expect(world.said('account:*').filter(({ type }) => type === 'ContactConflictJudged')).toMatchObject([
    { data: { conflictId: 'conflict-1', decision: 'same', by: 'lena' }, envelope: { actor: { kind: 'lead', id: 'lena' } } },
  ]);

  const settled = message(
    'ContactConflictSettled',
    { conflictId: 'conflict-1', decision: 'same', effect: 'merged' },
    { conversationId: 'account:*' },
  );
  await world.send(settled, 'channel.account.v1');
  await eventually(async () => expect(await list()).toEqual([]));
});
