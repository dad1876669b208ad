import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fileType, Logger } from '@frontdesk/runtime';
import { eventually, text } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import { GatewayWorld, kek, numberId } from '../../test/gateway-world.ts';
import { cut, reject } from '../../test/graph-recorder.ts';
import { MediaFiles } from './media-files.ts';
import { MediaRemoval } from './media-removal.ts';
import { MediaStore } from './media.store.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-sent-files-'));
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 200_000 }, (_, index) => index % 251)]);
const pdf = Buffer.from(`%PDF-1.7\n${'x'.repeat(5_000)}`);
const mediaPath = `/v25.0/${numberId}/media`;
const token = { authorization: 'Bearer token-between-services' };

let world: GatewayWorld;
let to: Awaited<ReturnType<GatewayWorld['customer']>>;

interface Kept {
  readonly file_id: string;
  readonly kind: string;
  readonly mime: string;
  readonly bytes: number;
  readonly sha256: string;
}
const post = async (bytes: Buffer, headers: Record<string, string> = token, contact = to.contact.contactId) => {
  const response = await fetch(`${new URL(world.url).origin}/internal/media?contact_id=${contact}&number_id=${numberId}`, {
    method: 'POST',
    headers: { 'content-type': fileType, ...headers },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, body: (await response.json()) as Kept & { reason?: string } };
};
const rowOf = async (id: string) =>
  (
    await world.postgresRows<{ state: string; reason: string | null; ours: boolean }>(
      'SELECT state, reason, ours FROM gateway.media WHERE message_id = $1',
      [id],
    )
  )[0];
const send = async (kept: Kept, words: string) => {
  const { file_id: fileId, ...more } = kept;
  const dispatch = world.dispatch(to, 'agent', '', { text: undefined, file: { fileId, ...more, words: text(words) } } as object);
  await world.bus.append([dispatch.record]);
  return dispatch.sendId;
};
/** What is removed within the hour. */
const sweep = async () => {
  const dataSource = await world.database.connect('gateway');
  const store = new MediaStore(new Vault(dataSource, parseKeks(kek), 'creates'));
  await new MediaRemoval(dataSource, store, new Logger('gateway', 'silent'), new MediaFiles(dataDir)).sweep(Date.now() + 60 * 60_000);
};
const messages = () => world.graph.calls.filter(({ body }) => body['type'] !== undefined).map(({ body }) => body);
const failures = (sendId: string) => world.of('SendFailed', ({ data }) => data.sendId === sendId);
let uploaded = 0;
const takes = () =>
  world.graph.files.set(mediaPath, (response) => {
    uploaded += 1;
    response.writeHead(200).end(`{"id":"9000${uploaded}"}`);
  });

beforeAll(async () => {
  process.env['FRONTDESK_DATA_DIR'] = dataDir;
  world = await GatewayWorld.open();
  to = await world.customer('4915100000001');
}, 120_000);
afterAll(() => world?.close(), 60_000);
beforeEach(() => {
  world.graph.calls.length = 0;
  world.graph.fileCalls.length = 0;
  uploaded = 0;
  takes();
});

describe('a file that a person is about to send', () => {
  test('is told by its first bytes, kept sealed, and goes to Meta only with the message that shows it', async () => {
    const { status, body } = await post(jpeg);
    expect([status, body]).toEqual([
      200,
      {
        file_id: expect.any(String),
        kind: 'image',
        mime: 'image/jpeg',
        bytes: jpeg.length,
        sha256: createHash('sha256').update(jpeg).digest('hex'),
      },
    ]);
    expect(await rowOf(body.file_id)).toEqual({ state: 'stored', reason: null, ours: true });
    expect(readFileSync(join(dataDir, 'media', body.file_id)).includes(jpeg.subarray(0, 32))).toBe(false);
    expect(world.graph.fileCalls).toEqual([]);
  });

  test('that is no picture and no PDF, is too large, or is for a contact without a key, is refused and nothing of it is left', async () => {
    const before = readdirSync(join(dataDir, 'media'));
    const large = Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024)]);
    expect([await post(Buffer.from('<svg onload="x"/>')), await post(Buffer.alloc(0)), await post(large)]).toMatchObject([
      { status: 422, body: { reason: 'type' } },
      { status: 422, body: { reason: 'type' } },
      { status: 422, body: { reason: 'too_large' } },
    ]);
    expect(await post(jpeg, token, 'nobody')).toMatchObject({ status: 422, body: { reason: 'erased' } });
    expect(readdirSync(join(dataDir, 'media'))).toEqual(before);
  });

  test('is taken from other services alone, and as a file', async () => {
    expect(await post(jpeg, { authorization: 'Bearer guessed' })).toMatchObject({ status: 401 });
    expect(await post(Buffer.from('{}'), { ...token, 'content-type': 'application/json' })).toMatchObject({ status: 400 });
  });

  test('is removed when it is taken out of the box again; what a customer sent is not', async () => {
    const [own, theirs] = [(await post(jpeg)).body.file_id, (await post(jpeg)).body.file_id];
    await world.postgresRows('UPDATE gateway.media SET ours = false WHERE message_id = $1', [theirs]);
    for (const id of [own, theirs, 'states']) {
      const path = `${new URL(world.url).origin}/internal/media/${id}`;
      expect((await fetch(path, { method: 'DELETE', headers: token })).status).toBe(204);
      expect((await fetch(path, { method: 'DELETE' })).status).toBe(401);
    }
    expect([await rowOf(own), await rowOf(theirs)]).toMatchObject([{ state: 'failed', reason: 'withdrawn' }, { state: 'stored' }]);
    await sweep();
    expect(readdirSync(join(dataDir, 'media')).includes(own)).toBe(false);
    expect(readdirSync(join(dataDir, 'media'))).toContain(theirs);
  });

  test('that was not taken to its end is removed, and Meta is not asked for it', async () => {
    const { body } = await post(jpeg);
    await world.postgresRows(`UPDATE gateway.media SET state = 'pending', settled_at = NULL, not_before = now() WHERE message_id = $1`, [
      body.file_id,
    ]);
    await eventually(async () => (await rowOf(body.file_id))?.state === 'failed');
    expect(await rowOf(body.file_id)).toMatchObject({ reason: 'unfinished' });
    await sweep();
    expect(readdirSync(join(dataDir, 'media'))).not.toContain(body.file_id);
    expect(world.graph.fileCalls).toEqual([]);
  });
});

describe('a message with a file', () => {
  test('is an upload, and then the message that names it', async () => {
    const sendId = await send((await post(jpeg)).body, 'Your receipt');
    await eventually(() => world.accepted(sendId).length === 1);
    const [call] = world.graph.fileCalls;
    const form = await new Response(new Uint8Array(call!.bytes), {
      headers: { 'content-type': String(call!.headers['content-type']) },
    }).formData();
    expect(Buffer.from(await (form.get('file') as File).arrayBuffer()).equals(jpeg)).toBe(true);
    expect(messages()).toMatchObject([{ type: 'image', image: { id: '90001', caption: 'Your receipt' } }]);
  });

  test('of a document the last line of its words is its name', async () => {
    const { body } = await post(pdf);
    const bare = await send(body, 'Rechnung 4711.pdf');
    await eventually(() => world.accepted(bare).length === 1);
    const told = await send(body, 'Here it is,\nas you asked\nRechnung 4711.pdf');
    await eventually(() => world.accepted(told).length === 1);
    expect(messages().map(({ document }) => document)).toEqual([
      { id: '90001', filename: 'Rechnung 4711.pdf' },
      { id: '90002', caption: 'Here it is,\nas you asked', filename: 'Rechnung 4711.pdf' },
    ]);
  });

  test('whose upload has no answer is no send: it is uploaded again, and sent once', async () => {
    world.graph.files.set(mediaPath, (response, call) => {
      takes();
      cut(response, call);
    });
    const sendId = await send((await post(jpeg)).body, '');
    await eventually(() => world.accepted(sendId).length === 1);
    expect([world.graph.fileCalls.length, messages().length]).toEqual([2, 1]);
    expect(world.of('SendUnconfirmed', ({ data }) => data.sendId === sendId)).toEqual([]);
  });

  test("whose upload Meta refuses fails with Meta's words, and no message is called", async () => {
    world.graph.files.set(mediaPath, reject(400, 100));
    const sendId = await send((await post(jpeg)).body, 'Your receipt');
    await eventually(() => failures(sendId).some(({ data }) => data.final));
    expect(failures(sendId)).toMatchObject([{ data: { code: 100, action: 'fatal', final: true, speaker: 'agent' } }]);
    expect(messages()).toEqual([]);
  });

  test('is not called once the file is not kept any more, nor with one that a customer sent', async () => {
    const { body } = await post(jpeg);
    await world.postgresRows(`UPDATE gateway.media SET state = 'failed', reason = 'expired' WHERE message_id = $1`, [body.file_id]);
    const expired = await send(body, '');
    await eventually(() => failures(expired).length === 1);
    const other = (await post(jpeg)).body;
    await world.postgresRows('UPDATE gateway.media SET ours = false WHERE message_id = $1', [other.file_id]);
    const theirs = await send(other, '');
    await eventually(() => failures(theirs).length === 1);
    expect(failures(expired)).toMatchObject([{ data: { code: 0, final: true, title: 'The file is not kept any more' } }]);
    expect([world.graph.fileCalls, messages()]).toEqual([[], []]);
  });

  test('has nothing to send for a release that knows of no files, and what comes after it goes on', async () => {
    const unknown = world.dispatch(to, 'agent', '', { text: undefined });
    const next = world.dispatch(to, 'agent', 'as I said');
    await world.bus.append([unknown.record, next.record]);
    await eventually(() => world.accepted(next.sendId).length === 1);
    expect(failures(unknown.sendId)).toMatchObject([{ data: { final: true, action: 'fatal' } }]);
    expect(world.graph.texts).toEqual(['as I said']);
  });

  test('whose upload was under way when gateway was stopped is uploaded by who comes after, and nobody waits for the first', async () => {
    world.graph.files.set(mediaPath, () => takes());
    const { body } = await post(jpeg);
    const sendId = await send(body, '');
    await eventually(() => world.graph.fileCalls.length === 1);
    // no other replica makes the same upload meanwhile
    const [row] = await world.postgresRows('SELECT state, not_before > now() AS held FROM gateway.sends WHERE send_id = $1', [sendId]);
    expect(row).toEqual({ state: 'queued', held: true });
    await world.service.close();
    await world.start();
    await eventually(() => world.accepted(sendId).length === 1);
    expect([world.graph.fileCalls.length, messages().length]).toEqual([2, 1]);
  });

  test('that has no answer is unknown like any other, whatever its upload was', async () => {
    world.graph.next.push(cut);
    const sendId = await send((await post(jpeg)).body, 'Your receipt');
    await eventually(async () => (await world.stateOf(sendId)) === 'unknown');
    expect([world.graph.fileCalls.length, messages().length, failures(sendId)]).toEqual([1, 1, []]);
  });
});
