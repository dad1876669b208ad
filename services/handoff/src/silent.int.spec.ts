import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message, testId, testTime } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

const hour = 3_600_000;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const silent = (conversationId: string, ticketId: string) =>
  world.send(
    message(
      'CustomerSilent',
      { clockId: 'window:1', ticketId, lastInboundAt: testTime },
      { conversationId, decidedAt: testTime + 72 * hour },
    ),
    'conversation.timer.v1',
  );
const told = async (cookie: string, what = 'silent'): Promise<string[]> => {
  const { notices } = (await world.call(cookie, 'api/notices')).body as unknown as { notices: { kind: string; ticket_id: string }[] };
  return notices.filter(({ kind }) => kind === what).map(({ ticket_id }) => ticket_id);
};

test('that a customer has not written for 72 h is told to who has the case, else to leads, until they write', async () => {
  const [ana, ben, lena] = [await world.signIn('ana'), await world.signIn('ben'), await world.signIn('lena')];
  const anas = await world.taken('of-ana', ana);
  const nobodys = await world.waiting('of-nobody');
  await silent('of-ana', anas);
  await silent('of-nobody', nobodys);
  await eventually(async () => expect([await told(ana), await told(ben), await told(lena)]).toEqual([[anas], [], [nobodys]]));
  const wrote = message(
    'WindowOpened',
    { lastInboundAt: testTime + 72 * hour, endsAt: testTime + 96 * hour },
    { conversationId: 'of-ana' },
  );
  await world.send(wrote, 'conversation.lifecycle.v1');
  await eventually(async () => expect(await told(ana)).toEqual([]));
  expect(await told(lena)).toEqual([nobodys]);
});

test('that nine tenths of the time promised have passed is told to who has the case, once, until they answer', async () => {
  const [ana, lena] = [await world.signIn('ana'), await world.signIn('lena')];
  const ticketId = await world.taken('warned', ana);
  const { dueAt } = world.find('warned', 'HandoffOpened')!.data;
  const warned = (percent: number) =>
    message(
      'SlaWarned',
      { clockId: `sla:human_first_response:${ticketId}`, clock: 'human_first_response', ticketId, percent, dueAt },
      { conversationId: 'warned', id: testId(percent) },
    );
  const seen = async () => (await world.call(lena, `api/tickets/${ticketId}`)).body['ticket'];
  await world.send(warned(75), 'conversation.timer.v1');
  await eventually(async () => expect(await seen()).toMatchObject({ warned: 75 }));
  expect(await told(ana, 'warning')).toEqual([]);
  // that nobody took it in time is told by another word
  await world.send(message('SlaBreached', { clock: 'acceptance', ticketId, dueAt }, { conversationId: 'warned' }), 'conversation.timer.v1');
  for (const one of [warned(90), warned(90)]) await world.send(one, 'conversation.timer.v1');
  await eventually(async () => expect(await told(ana, 'warning')).toEqual([ticketId]));
  expect([await told(lena, 'warning'), await told(lena, 'breach'), await seen()]).toMatchObject([[], [], { warned: 90 }]);
  const about = { conversationId: 'warned', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 1 } };
  await world.send(message('MessageSent', { speaker: 'agent', subjectId: testId(9), at: dueAt }, about), 'conversation.lifecycle.v1');
  await eventually(async () => expect(await told(ana, 'warning')).toEqual([]));
});

test('that nobody knows whether a text arrived is told to who wrote it, until its status comes', async () => {
  const [ana, ben, lena] = [await world.signIn('ana'), await world.signIn('ben'), await world.signIn('lena')];
  const ticketId = await world.taken('in-doubt', ana);
  await world.call(ana, `api/tickets/${ticketId}/reply`, { ...again(), text: 'It is on its way.' });
  await eventually(() => world.find('in-doubt', 'AgentMessageWritten') !== undefined);
  const { draftId } = world.find('in-doubt', 'AgentMessageWritten')!.data;
  const send = { sendId: 'send-1', subjectId: draftId, speaker: 'agent' };
  const about = { conversationId: 'in-doubt' };
  await world.send(message('SendUnconfirmed', send, about), 'conversation.delivery.v1');
  // what the bot or a notice said is nobody's own
  await world.send(
    message('SendUnconfirmed', { sendId: 'send-2', subjectId: 'reply-1', speaker: 'bot' }, about),
    'conversation.delivery.v1',
  );
  await eventually(async () => expect(await told(ana, 'unconfirmed')).toEqual([ticketId]));
  expect([await told(ben, 'unconfirmed'), await told(lena, 'unconfirmed')]).toEqual([[], []]);
  await world.send(message('MessageSent', { ...send, at: testTime }, about), 'conversation.lifecycle.v1');
  await eventually(async () => expect(await told(ana, 'unconfirmed')).toEqual([]));
});
