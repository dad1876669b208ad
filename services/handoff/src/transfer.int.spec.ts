import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';
import type { Answer } from '../test/console-world.ts';

let world: ConsoleWorld;
let [ana, ben, lena, carl] = ['', '', '', ''];
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ OWNER_SILENT_S: '3600' }));
  [ana, ben, lena, carl] = (await Promise.all(['ana', 'ben', 'lena', 'carl'].map(world.signIn))) as [string, string, string, string];
}, 60_000);
afterAll(() => world?.close(), 30_000);

const present = (cookie: string, presence: string): Promise<Answer> => world.call(cookie, 'api/presence', { ...again(), presence });
const transfer = (cookie: string, ticketId: string, body: object): Promise<Answer> =>
  world.call(cookie, `api/tickets/${ticketId}/transfer`, { ...again(), from: 'ana', to: 'ben', ...body });
const fence = (epoch: number) => ({ $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 });
const queueOwns = (conversationId: string, ticketId: string, epoch: number) =>
  world.send(
    message(
      'OwnerChanged',
      { from: 'agent:ana', to: 'queue', epoch, cause: 'CaseReturned', ticketId },
      { conversationId, fence: fence(epoch) },
    ),
    'conversation.lifecycle.v1',
  );

test('who may be handed a case is named with how they stand, to who answers customers', async () => {
  await present(ben, 'available');
  await present(lena, 'away');
  expect((await world.call(ana, 'api/colleagues')).body['colleagues']).toEqual([
    { id: 'ana', name: 'Ana', standing: 'off' },
    { id: 'ben', name: 'Ben', standing: 'available' },
    { id: 'lena', name: 'Lena', standing: 'away' },
  ]);
  expect(await world.call(carl, 'api/colleagues')).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
});

test('handed over once, with a note, it is offered to who was named; nobody is alarmed', async () => {
  const ticketId = await world.taken('handed', ana);
  const gathered = { routed: { messageId: 'm1', next: 'handoff' }, outcome: 'no_evidence' };
  await world.send(message('Grounded', gathered, { conversationId: 'handed', fence: fence(1) }), 'conversation.grounded.v1');
  await eventually(() => world.find('handed', 'PacketCompleted') !== undefined);
  const { due_at: due } = (await world.call(ana, `api/tickets/${ticketId}`)).body['ticket']!;
  const asked = { ...again(), note: 'Call mara@example.com back' };
  const [first, second] = [await transfer(ana, ticketId, asked), await transfer(ana, ticketId, asked)];
  expect([first, second]).toMatchObject([
    { status: 200, body: { ticket: { state: 'waiting', yours: false, due_at: due } } },
    { status: 200, body: { ticket: { state: 'waiting' } } },
  ]);
  await queueOwns('handed', ticketId, 4);
  await eventually(async () =>
    expect((await world.call(ben, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({
      state: 'offered',
      offered_to_you: true,
      due_at: due,
    }),
  );
  const said = world.said('handed').filter(({ type }) => type === 'NoteWritten' || type === 'CaseReturned');
  expect(said).toMatchObject([
    { type: 'NoteWritten', data: { agentId: 'ana', ticketId, text: { redacted: 'Call [EMAIL_1] back' } } },
    { type: 'CaseReturned', data: { agentId: 'ana', toAgentId: 'ben', reason: 'TRANSFERRED' } },
  ]);
  expect(JSON.stringify((await world.call(lena, 'api/notices')).body)).not.toContain(ticketId);
});

test('refused with its reason, and nothing is noted', async () => {
  const ticketId = await world.taken('kept', ana);
  const note = 'never written';
  const refusals = [
    [ben, { to: 'lena' }, { code: 'NOT_YOURS', state: 'held' }],
    [lena, { from: 'ben', to: 'lena' }, { code: 'NOT_THEIRS', by: { id: 'ana', name: 'Ana' } }],
    [ana, { to: 'ana' }, { code: 'ALREADY_THEIRS' }],
    [ana, { to: 'lena' }, { code: 'NOT_AVAILABLE' }],
    [ana, { to: 'carl' }, { code: 'NOT_AVAILABLE' }],
  ] as const;
  for (const [cookie, body, refusal] of refusals) {
    expect(await transfer(cookie, ticketId, { ...body, note })).toMatchObject({ status: 409, body: refusal });
  }
  expect((await transfer(ana, ticketId, { note: ' ' })).status).toBe(400);
  expect((await transfer(carl, ticketId, {})).status).toBe(403);
  expect((await world.call(ana, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ yours: true });
  // a lead takes it from her, for the queue
  expect((await transfer(lena, ticketId, { to: null })).status).toBe(200);
  await eventually(() => expect(world.find('kept', 'CaseReturned')).toMatchObject({ data: { toAgentId: '', agentId: 'ana' } }));
  expect(world.find('kept', 'CaseReturned')!.envelope.actor).toMatchObject({ kind: 'lead', id: 'lena' });
  expect(world.said('kept').filter(({ type }) => type === 'NoteWritten')).toEqual([]);
});

test('what was said of it while it waited before stands no more: it has been taken since', async () => {
  const told = async (): Promise<string[]> => {
    const { notices } = (await world.call(lena, 'api/notices')).body as unknown as { notices: { kind: string; ticket_id: string }[] };
    return notices.filter(({ ticket_id }) => ticket_id === ticketId).map(({ kind }) => kind);
  };
  const unclaimed = (epoch: number) =>
    world.send(
      message('AcceptanceDue', { ticketId, offerId: '' }, { conversationId: 'late', fence: fence(epoch) }),
      'conversation.timer.v1',
    );
  const ticketId = await world.waiting('late');
  await unclaimed(2);
  await eventually(async () => expect(await told()).toEqual(['escalated']));
  await world.take('late', ticketId, ana);
  expect((await transfer(ana, ticketId, { to: null })).status).toBe(200);
  await queueOwns('late', ticketId, 4);
  await eventually(async () => expect((await world.call(ana, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ assignee: null }));
  expect(await told()).toEqual([]);
  await unclaimed(4);
  await eventually(async () => expect(await told()).toEqual(['escalated']));
});
