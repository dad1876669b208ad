import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let ana = '';
let ticketId = '';
const conversation = 'attached';
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 200_000 }, (_, index) => index % 251)]);
const pdf = Buffer.from('%PDF-1.7 a whole document');
const about = { conversationId: conversation, fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 1 } };

interface View {
  id: string;
  text: string;
  status: string;
  file: { id: string; kind: string; name: string; bytes: number } | null;
}
const attached = async (bytes = pdf, name = 'Rechnung für Mara.pdf') =>
  (await world.attach(ana, ticketId, bytes, { 'x-file-name': encodeURIComponent(name) })).body['file'] as unknown as NonNullable<
    View['file']
  >;
const detail = async (cookie = ana) =>
  (await world.call(cookie, `api/tickets/${ticketId}`)).body['ticket'] as unknown as {
    unsent: string;
    unsent_file: View['file'];
    drafts: View[];
  };
const reply = (words: object, cookie = ana) => world.call(cookie, `api/tickets/${ticketId}/reply`, { ...again(), ...words });
const written = () => world.said(conversation).filter((one) => one.type === 'AgentMessageWritten' && one.data.file !== undefined);

beforeAll(async () => {
  world = await ConsoleWorld.open();
  ana = await world.signIn('ana');
  ticketId = await world.taken(conversation, ana);
}, 120_000);
afterAll(() => world?.close(), 60_000);
beforeEach(() => {
  world.filesAway = false;
  world.refusesFiles = undefined;
});

describe('a file in the box', () => {
  test('is kept by gateway under the customer that it is for, and stands there after a reload, with what is typed', async () => {
    const file = await attached(jpeg, 'C:\\photos\\parcel.jpeg');
    expect(file).toEqual({ id: expect.any(String), kind: 'image', mime: 'image/jpeg', bytes: jpeg.length, name: 'parcel.jpg' });
    expect(world.kept.at(-1)).toEqual({ query: 'contact_id=contact-1&number_id=number-1', bytes: jpeg });
    await world.call(ana, `api/tickets/${ticketId}/draft`, { text: 'like this one?' });
    expect(await detail()).toMatchObject({ unsent: 'like this one?', unsent_file: { id: file.id, name: 'parcel.jpg' } });
    const lena = await world.signIn('lena');
    expect((await detail(lena)).unsent_file).toBeNull();
    expect(written()).toEqual([]);
  });

  test('gives way to another, and is taken out again; gateway hears which is of no use any more', async () => {
    const first = await attached(jpeg);
    const other = await attached();
    expect([world.withdrawn.includes(first.id), world.withdrawn.includes(other.id)]).toEqual([true, false]);
    expect((await detail()).unsent_file).toMatchObject({ id: other.id, name: 'Rechnung für Mara.pdf' });
    expect((await world.call(ana, `api/tickets/${ticketId}/detach`, {})).status).toBe(200);
    expect([(await detail()).unsent_file, world.withdrawn.at(-1)]).toEqual([null, other.id]);
  });

  test('is refused with the reason, and the box stays as it is', async () => {
    const { id } = await attached();
    world.refusesFiles = 'type';
    expect(await world.attach(ana, ticketId, Buffer.from('<svg/>'))).toMatchObject({
      status: 422,
      body: { code: 'FILE_REFUSED', reason: 'type' },
    });
    world.filesAway = true;
    expect(await world.attach(ana, ticketId, jpeg)).toMatchObject({ status: 502, body: { code: 'FILE_UNAVAILABLE' } });
    expect((await detail()).unsent_file).toMatchObject({ id });
  });

  test('comes from our own page only, from who has the case', async () => {
    const lena = await world.signIn('lena');
    const count = world.kept.length;
    expect(await world.attach(lena, ticketId, jpeg)).toMatchObject({ status: 409, body: { code: 'NOT_YOURS' } });
    expect(await world.attach('', ticketId, jpeg)).toMatchObject({ status: 401 });
    expect(await world.attach(ana, ticketId, jpeg, { 'x-frontdesk-console': '' })).toMatchObject({ status: 403 });
    expect(await world.attach(ana, ticketId, jpeg, { 'content-type': 'application/octet-stream' })).toMatchObject({ status: 400 });
    expect(await world.attach(ana, ticketId, jpeg, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(world.kept.length).toBe(count);
  });
});

describe('what is written with a file', () => {
  test('waits while a template goes out', async () => {
    const { id } = await attached();
    const template = { id: 't1', name: 'order_update', language: 'de', category: 'UTILITY', status: 'APPROVED', body: 'Hallo' };
    await world.send(message('TemplateCatalogRead', { templates: [template] }, { conversationId: 'account:1' }), 'channel.account.v1');
    const sent = () =>
      world.call(ana, `api/tickets/${ticketId}/template`, { ...again(), name: 'order_update', language: 'de', variables: [] });
    await eventually(async () => expect((await sent()).status).toBe(200));
    expect((await detail()).unsent_file).toMatchObject({ id });
  });

  test('is one message: its words are sealed, a name among them, and its bytes are not in it', async () => {
    const { id } = await attached();
    const { status, body } = await reply({ text: 'For mara@example.com', file_id: id });
    expect([status, body['draft']]).toMatchObject([200, { text: 'For mara@example.com', file: { id, name: 'Rechnung für Mara.pdf' } }]);
    await eventually(() => written().length === 1);
    const { data } = written()[0]!;
    expect(data).toMatchObject({
      agentId: 'ana',
      file: {
        fileId: id,
        kind: 'document',
        mime: 'application/pdf',
        bytes: pdf.length,
        words: { redacted: 'For [EMAIL_1]\nRechnung für Mara.pdf' },
      },
    });
    expect([(data as { text?: object }).text, (await detail()).unsent_file]).toEqual([undefined, null]);
  });

  test('comes back with its file when the gate refuses it, and is sent again with it', async () => {
    const { id } = await attached();
    const draft = (await reply({ text: 'see https://evil.example', file_id: id })).body['draft'] as unknown as View;
    const refused = {
      verdictId: 'v1',
      subjectType: 'AgentMessageWritten',
      subjectId: draft.id,
      verdict: 'REFUSE',
      reason: 'URL_NOT_ALLOWED',
    };
    await world.send(message('VerdictGiven', refused, about), 'conversation.lifecycle.v1');
    await eventually(async () => expect((await detail()).drafts.find((one) => one.id === draft.id)?.status).toBe('refused'));
    expect((await detail()).drafts.find((one) => one.id === draft.id)).toMatchObject({ text: 'see https://evil.example', file: { id } });
    const sent = await reply({ text: '', file_id: id, replaces_draft_id: draft.id });
    expect(sent).toMatchObject({ status: 200, body: { draft: { text: '', file: { id, name: 'Rechnung für Mara.pdf' } } } });
    expect((await detail()).drafts.map((one) => one.id)).not.toContain(draft.id);
    await attached(jpeg);
    expect(world.withdrawn).not.toContain(id);
  });

  test('names a file of the box, of this case and of this person, and says no more beside it than WhatsApp takes', async () => {
    const { id } = await attached();
    const long = await reply({ text: 'x'.repeat(1_025), file_id: id });
    expect([long.status, long.body['message']]).toEqual([400, 'wrong or missing: text (at most 1024 characters beside a file)']);
    expect(await reply({ text: 'x', file_id: randomUUID() })).toMatchObject({ status: 409, body: { code: 'FILE_GONE' } });
    const lena = await world.signIn('lena');
    expect(await reply({ text: 'x', file_id: id }, lena)).toMatchObject({ status: 409, body: { code: 'FILE_GONE' } });
    expect(await reply({ text: '' })).toMatchObject({ status: 400, body: { fields: ['text'] } });
    expect((await reply({ text: 'x'.repeat(1_024), file_id: id })).status).toBe(200);
  });
});
