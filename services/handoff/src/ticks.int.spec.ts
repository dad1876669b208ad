import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const conversationId = 'ticks';
const status = (name: string) =>
  message('StatusReceived', { sendId: 'send-1', status: name, applied: true, at: world.clock.now() }, { conversationId });
const hear = (name: string) => world.send(status(name), 'conversation.delivery.v1');

test('statuses move the tick of what a person wrote, forward only, the console is told, and no id is claimed for them', async () => {
  const ana = await world.signIn('ana');
  const ticketId = await world.taken(conversationId, ana);
  const seen = async () =>
    (await world.call(ana, `api/tickets/${ticketId}`)).body['ticket'] as unknown as { revision: number; drafts: { status: string }[] };
  const shows = (drafts: string) => eventually(async () => expect((await seen()).drafts).toMatchObject([{ status: drafts }]));
  await world.call(ana, `api/tickets/${ticketId}/reply`, { ...again(), text: 'It left today.' });
  await eventually(() => world.find(conversationId, 'AgentMessageWritten') !== undefined);
  const { draftId } = world.find(conversationId, 'AgentMessageWritten')!.data;
  await world.send(
    message(
      'VerdictGiven',
      { verdict: 'ALLOW', subjectType: 'AgentMessageWritten', subjectId: draftId, sendId: 'send-1', speaker: 'agent' },
      { conversationId },
    ),
    'conversation.lifecycle.v1',
  );
  await shows('allowed');
  await hear('sent');
  await shows('sent');
  await hear('read');
  await shows('read');

  const before = (await seen()).revision;
  const late = status('delivered');
  await world.send(late, 'conversation.delivery.v1');
  await eventually(async () => expect((await seen()).revision).toBeGreaterThan(before));
  await shows('read');

  const admin = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  try {
    expect(await admin.query('SELECT FROM inbox WHERE cause_id = $1', [late.envelope.id])).toEqual([]);
    // what is no status is claimed as ever
    const failed = message('SendFailed', { sendId: 'send-1', subjectId: draftId, speaker: 'agent', final: true }, { conversationId });
    await world.send(failed, 'conversation.delivery.v1');
    await eventually(async () => expect(await admin.query('SELECT FROM inbox WHERE cause_id = $1', [failed.envelope.id])).toHaveLength(1));
  } finally {
    await admin.destroy();
  }
});
