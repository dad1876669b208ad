import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message, testTime, turn } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

test('who holds a case asks for a proof in words of ours, and is shown what comes of it', async () => {
  const ana = await world.signIn('ana');
  const ticketId = await world.taken('asked', ana);
  const shown = async () => (await world.call(ana, `api/tickets/${ticketId}`)).body['ticket']!;
  await world.call(ana, `api/tickets/${ticketId}/draft`, { text: 'half a thought' });
  const asked = { ...again(), order: ' 10234 ' };
  const [first, second] = [
    await world.call(ana, `api/tickets/${ticketId}/ask-proof`, asked),
    await world.call(ana, `api/tickets/${ticketId}/ask-proof`, asked),
  ];
  expect(first).toMatchObject({
    status: 200,
    body: { draft: { status: 'pending', text: expect.stringContaining('order FD-10234 is yours') } },
  });
  expect(second.body).toEqual(first.body);
  await eventually(() => expect(world.find('asked', 'AgentMessageWritten')).toBeDefined());
  const written = world.said('asked').filter(({ type }) => type === 'AgentMessageWritten');
  const draftId = String(first.body['draft']!['id']);
  expect(written).toMatchObject([{ data: { draftId, challenge: { id: draftId, subject: 'FD-10234', agentId: 'ana' } } }]);
  expect(await shown()).toMatchObject({
    proof: { order: 'FD-10234', outcome: 'asked', attempts_left: null, asked_at: expect.any(Number) },
    unsent: 'half a thought',
  });

  const challenge = { id: draftId, level: 'order', subject: 'FD-10234', agentId: 'ana' };
  const about = (number: number) => ({
    conversationId: 'asked',
    fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: number },
  });
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const seen = (proofOutcome: string, number: number, more: object = {}) =>
    world.send(
      message(
        'Routed',
        {
          messageId: `m${number}`,
          next: 'answer',
          proofOutcome,
          attemptsLeft: 2,
          turn: turn({ owner: 'agent:ana', contact, challenge, ...more }),
        },
        about(number),
      ),
      'conversation.routed.v1',
    );
  await seen('failed', 2);
  await eventually(async () => expect(await shown()).toMatchObject({ proof: { outcome: 'failed', attempts_left: 2 }, identity: null }));
  const identity = {
    level: 'order',
    subject: 'FD-10234',
    method: 'order_postcode',
    provedAt: testTime,
    expiresAt: testTime + 1_800_000,
  };
  await seen('proved', 3, { identity });
  await eventually(async () =>
    expect(await shown()).toMatchObject({
      proof: { outcome: 'proved', attempts_left: null },
      identity: { level: 'order', subject: 'FD-10234', expires_at: testTime + 1_800_000 },
    }),
  );
}, 60_000);

test('what is no order number, and who does not hold the case, is refused', async () => {
  const [ana, ben, carl] = [await world.signIn('ana'), await world.signIn('ben'), await world.signIn('carl')];
  const ticketId = await world.taken('refused', ana);
  const ask = (cookie: string, order: string) => world.call(cookie, `api/tickets/${ticketId}/ask-proof`, { ...again(), order });
  expect(await ask(ana, 'the lamp')).toMatchObject({ status: 400, body: { fields: ['order'] } });
  expect(await ask(ben, 'FD-10234')).toMatchObject({ status: 409, body: { code: 'NOT_YOURS' } });
  expect((await ask(carl, 'FD-10234')).status).toBe(403);
  expect((await ask(ana, '')).status).toBe(200);
}, 60_000);
