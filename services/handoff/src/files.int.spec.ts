import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually, message, testId, testTime } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import { ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let ana = '';
const id = testId(500);
const conversation = 'files';
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 200_000 }, (_, index) => index % 251)]);

const line = (more: object = {}) => ({
  id,
  ts: new Date(testTime).toISOString(),
  sender: 'customer',
  text: { redacted: '', sealed: null },
  status: null,
  statuses: [],
  verdict: null,
  metadata: { kind: 'media', media_kind: 'image' },
  ...more,
});
const row = (more: object = {}) => ({
  message_id: id,
  contact_id: 'contact-1',
  kind: 'image',
  mime: 'image/jpeg',
  bytes: jpeg.length,
  state: 'stored',
  reason: null,
  ...more,
});

async function sealed(bytes: Uint8Array): Promise<Uint8Array> {
  const admin = await connect({ url: world.database.adminUrl, schema: 'vault', poolSize: 1 });
  try {
    const parts: Uint8Array[] = [];
    for await (const part of new Vault(admin, parseKeks(`test:${Buffer.alloc(32, 7).toString('base64')}`), 'reads').sealStream(
      'contact-1',
      (async function* one() {
        yield bytes;
      })(),
    ))
      parts.push(part);
    return Buffer.concat(parts);
  } finally {
    await admin.destroy();
  }
}
const fetched = async (cookie: string, path = `api/conversations/${conversation}/files/${id}`) => {
  const response = await fetch(`${world.base}/console/${path}`, { headers: { cookie } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const refused = async (cookie: string, path?: string) => {
  const { status, bytes, headers } = await fetched(cookie, path);
  expect(headers.get('content-type')).toMatch(/json/);
  return { status, ...(JSON.parse(bytes.toString()) as object) };
};
const opened = () => world.said('account:*').filter((one) => one.type === 'FileOpened');

beforeAll(async () => {
  world = await ConsoleWorld.open();
  await world.waiting(conversation);
  ana = await world.signIn('ana');
}, 120_000);
afterAll(() => world?.close(), 60_000);
beforeEach(async () => {
  world.lines = [line()];
  world.filesAway = false;
  world.files.clear();
  world.files.set(id, { row: row(), sealed: await sealed(jpeg) });
});

describe('a picture that a customer sent', () => {
  test('is opened for who may read the conversation, with its type, kept by nobody, and who looked is on record once a session', async () => {
    const { status, headers, bytes } = await fetched(ana);
    expect([status, bytes.equals(jpeg)]).toEqual([200, true]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': "inline; filename*=UTF-8''image.jpeg",
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
    });
    await fetched(ana);
    const carl = await world.signIn('carl');
    expect((await fetched(carl)).status).toBe(200);
    await eventually(() => opened().length === 2);
    expect(opened().map(({ data }) => data)).toMatchObject([
      { agentId: 'ana', conversationId: conversation, messageId: id, kind: 'image' },
      { agentId: 'carl', messageId: id },
    ]);
    expect(opened()[0]?.envelope).toMatchObject({ actor: { kind: 'agent', id: 'ana' } });
  });

  test('is for nobody who is not signed in, and under no other conversation', async () => {
    expect(await refused('')).toMatchObject({ status: 401, code: 'SIGNED_OUT' });
    expect(await refused(ana, `api/conversations/another/files/${id}`)).toMatchObject({ status: 404 });
    expect(await refused(ana, `api/conversations/${conversation}/files/${testId(501)}`)).toMatchObject({ status: 404 });
    expect(await refused(ana, `api/conversations/${conversation}/files/states`)).toMatchObject({ status: 404 });
  });

  test('is shown in the thread as what it is', async () => {
    const file = async () =>
      ((await world.call(ana, `api/conversations/${conversation}/thread`)).body['messages'] as unknown as { file: object | null }[]).map(
        (message) => message.file,
      );
    expect(await file()).toEqual([{ kind: 'image', state: 'kept', reason: null, mime: 'image/jpeg', bytes: jpeg.length }]);
    world.files.set(id, { row: row({ state: 'pending', bytes: null }) });
    expect(await file()).toMatchObject([{ state: 'coming' }]);
    world.files.set(id, { row: row({ state: 'failed', reason: 'expired', mime: '', bytes: null }) });
    expect(await file()).toEqual([{ kind: 'image', state: 'gone', reason: 'expired', mime: '', bytes: null }]);
    world.files.clear();
    expect(await file()).toEqual([{ kind: 'image', state: 'gone', reason: 'not_kept', mime: '', bytes: null }]);
    world.filesAway = true;
    expect(await file()).toEqual([{ kind: 'image', state: 'unknown', reason: null, mime: '', bytes: null }]);
    world.lines = [line({ metadata: { kind: 'text', media_kind: null } }), line({ revoked: true })];
    expect(await file()).toEqual([null, null]);
  });

  test('a message that WhatsApp does not hand over is shown as what it was', async () => {
    world.lines = [line({ metadata: { kind: 'unsupported', meta_type: 'unsupported_poll', media_kind: null } }), line()];
    expect((await world.call(ana, `api/conversations/${conversation}/thread`)).body['messages']).toMatchObject([
      { kind: 'unsupported', meta_type: 'unsupported_poll', text: '', file: null },
      { kind: 'media', meta_type: null },
    ]);
  });

  test.each<[string, () => void, object]>([
    ['still coming', () => world.files.set(id, { row: row({ state: 'pending' }) }), { status: 409, code: 'FILE_COMING' }],
    [
      'past its days',
      () => world.files.set(id, { row: row({ state: 'failed', reason: 'expired' }) }),
      { status: 410, code: 'FILE_GONE', reason: 'expired' },
    ],
    ['nowhere', () => world.files.clear(), { status: 410, code: 'FILE_GONE', reason: 'not_kept' }],
    ['gone from the store', () => world.files.set(id, { row: row() }), { status: 410, code: 'FILE_GONE' }],
    [
      'of a contact that was erased',
      () => world.files.set(id, { row: row({ contact_id: 'contact-9' }), sealed: Buffer.from([2, 1, 2, 3]) }),
      { status: 410, code: 'FILE_GONE', reason: 'erased' },
    ],
    [
      'not what we sealed',
      () => world.files.set(id, { row: row(), sealed: Buffer.alloc(4_000, 2) }),
      { status: 502, code: 'FILE_UNAVAILABLE' },
    ],
    ['taken back', () => void (world.lines = [line({ revoked: true })]), { status: 404 }],
    ['not to be had, because gateway is away', () => void (world.filesAway = true), { status: 502, code: 'FILE_UNAVAILABLE' }],
  ])('that is %s is refused, and nobody saw it', async (_name, given, answer) => {
    given();
    const before = opened().length;
    const again = await world.signIn('ana');
    expect(await refused(again)).toMatchObject(answer);
    // what is on record comes in order: the next one that is seen is the next one there
    Object.assign(world, { lines: [line()], filesAway: false });
    world.files.set(id, { row: row(), sealed: await sealed(jpeg) });
    expect((await fetched(await world.signIn('ben'))).status).toBe(200);
    await eventually(() => opened().length > before);
    expect(
      opened()
        .slice(before)
        .map(({ data }) => data.agentId),
    ).toEqual(['ben']);
  });
});

test('what cannot be put on record is not shown, and gateway does not hold it open; what a session has on record needs no transaction', async () => {
  await fetched(ana);
  world.files.set(id, { row: row(), sealed: await sealed(Buffer.alloc(32_000_000)) });
  const cookie = await world.signIn('ana');
  const admin = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  await admin.query(`ALTER TABLE inbox ADD CONSTRAINT takes_nothing CHECK (false) NOT VALID`);
  try {
    expect(await refused(cookie)).toMatchObject({ status: 500 });
    await eventually(() => world.filesLetGo === 1);
    expect((await fetched(ana)).status).toBe(200);
  } finally {
    await admin.query('ALTER TABLE inbox DROP CONSTRAINT takes_nothing');
    await admin.destroy();
  }
});

describe('what could act in a browser', () => {
  test.each([
    ['text/html', '<script>alert(1)</script>'],
    ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ])('%s is bytes to be saved', async (mime, content) => {
    world.lines = [line({ text: { redacted: 'invoice.html', sealed: null }, metadata: { kind: 'media', media_kind: 'document' } })];
    world.files.set(id, { row: row({ kind: 'document', mime }), sealed: await sealed(Buffer.from(content)) });
    const { headers, bytes } = await fetched(ana);
    expect(bytes.toString()).toBe(content);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''invoice.html",
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
  });
});

test('what the customer sends to people is listed with what was sent before', async () => {
  const ticketId = await world.taken('photo', ana);
  const about = { conversationId: 'photo', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 2 } };
  const photo = { messageId: 'm2', kind: 'media', mediaKind: 'image', sentAt: testTime };
  await world.send(message('MessageAdmitted', { messageId: 'm2', message: photo }, about), 'conversation.admitted.v1');
  await eventually(async () =>
    expect((await world.call(ana, `api/tickets/${ticketId}`)).body['ticket']).toMatchObject({ attachments: ['m2'] }),
  );
});

test('a file that a person sent is opened under its own id, and who looked is on record with the message', async () => {
  const fileId = testId(502);
  world.lines = [
    line({
      sender: 'agent:ana',
      text: { redacted: 'Here you are\nInvoice 7.pdf', sealed: null },
      metadata: { kind: 'media', media_kind: 'document', file_id: fileId },
    }),
  ];
  const kept = row({ message_id: fileId, kind: 'document', mime: 'application/pdf' });
  world.files.set(fileId, { row: kept, sealed: await sealed(Buffer.from('%PDF-1.7')) });
  const thread = await world.call(ana, `api/conversations/${conversation}/thread`);
  expect(thread.body['messages']).toMatchObject([{ id, file: { kind: 'document', state: 'kept', mime: 'application/pdf' } }]);
  const before = opened().length;
  const { status, headers, bytes } = await fetched(await world.signIn('lena'));
  expect([status, bytes.toString(), headers.get('content-disposition')]).toEqual([
    200,
    '%PDF-1.7',
    "attachment; filename*=UTF-8''Invoice%207.pdf",
  ]);
  await eventually(() => opened().length > before);
  expect(opened().at(-1)?.data).toMatchObject({ agentId: 'lena', messageId: id, kind: 'document' });
});
