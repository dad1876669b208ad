import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually, message, testId, testTime, turn } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';
import type { Answer } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const note = (cookie: string, conversation: string, body: object): Promise<Answer> =>
  world.call(cookie, `api/conversations/${conversation}/notes`, body);
const notes = (conversation: string) => world.said(conversation).filter((one) => one.type === 'NoteWritten');

test('a note is written once for one command, sealed, with who wrote it, and the console is told to look', async () => {
  const ana = await world.signIn('ana');
  const ticketId = await world.taken('one', ana);
  const revision = async () => Number((await world.call(ana, `api/tickets/${ticketId}`)).body['ticket']!['revision']);
  const before = await revision();
  const asked = { ...again(), text: '  Call mara@example.com back ' };
  const [first, second] = [await note(ana, 'one', asked), await note(ana, 'one', asked)];
  expect(first.status).toBe(200);
  expect(second.body).toEqual(first.body);
  await note(await world.signIn('ben'), 'one', { ...again(), text: 'So did I' });
  await eventually(() => expect(notes('one')).toHaveLength(2));
  const [written] = notes('one');
  expect(written).toMatchObject({
    data: { noteId: first.body['note_id'], ticketId, agentId: 'ana', text: { redacted: 'Call [EMAIL_1] back' } },
    envelope: { actor: { kind: 'agent', id: 'ana' }, fence: { case: 1, epoch: 3 } },
  });
  expect(Buffer.from((written!.data as { text: { sealed: Uint8Array } }).text.sealed).toString()).not.toContain('mara@');
  expect(await revision()).toBeGreaterThan(before);
});

test('it is read by who reads the thread, opened, by name', async () => {
  const ana = await world.signIn('ana');
  await world.taken('read', ana);
  await note(ana, 'read', { ...again(), text: 'Call mara@example.com back' });
  await eventually(() => expect(notes('read')).toHaveLength(1));
  const { redacted, sealed } = (notes('read')[0]!.data as { text: { redacted: string; sealed: Uint8Array } }).text;
  const text = { redacted, sealed: Buffer.from(sealed).toString('base64') };
  const line = { id: testId(78), ts: new Date(testTime).toISOString(), sender: 'note:ana', text, metadata: { kind: 'note' } };
  world.lines.push(line);
  for (const name of ['ben', 'lena', 'carl']) {
    const { body } = await world.call(await world.signIn(name), 'api/conversations/read/thread');
    expect(body['messages']!['1']).toMatchObject({ sender: 'note', author: 'ana', author_name: 'Ana', text: 'Call mara@example.com back' });
  }
  world.lines.pop();
});

test('nothing, too much, and who only reads, or does not see the thread, are refused', async () => {
  const [ana, lena, carl] = [await world.signIn('ana'), await world.signIn('lena'), await world.signIn('carl')];
  await world.waiting('refused');
  for (const text of ['', ' \n ', 'x'.repeat(4_001)]) {
    expect(await note(ana, 'refused', { ...again(), text })).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST', fields: ['text'] },
    });
  }
  const asked = { ...again(), text: 'x'.repeat(4_000) };
  expect(await note(carl, 'refused', asked)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  expect((await note('', 'refused', asked)).status).toBe(401);
  expect((await note(ana, 'nobody', asked)).status).toBe(404);
  // nobody was asked into it
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const about = { conversationId: 'bots', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 1, turn: 1 } };
  await world.send(message('MessageAdmitted', { messageId: 'm1', turn: turn({ contact }) }, about), 'conversation.admitted.v1');
  await eventually(async () => expect((await note(lena, 'bots', asked)).status).toBe(200));
  expect((await note(ana, 'bots', { ...asked, ...again() })).status).toBe(404);
  await eventually(() => expect(notes('bots')).toHaveLength(1));
  expect(notes('refused')).toHaveLength(0);
});

test('of who has been forgotten nothing is written', async () => {
  const ana = await world.signIn('ana');
  await world.waiting('gone');
  const rows = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  await rows.query(`UPDATE threads SET packet = '' WHERE conversation_id = 'gone'`);
  await rows.destroy();
  expect(await note(ana, 'gone', { ...again(), text: 'still here?' })).toMatchObject({ status: 409, body: { code: 'ERASED' } });
});
