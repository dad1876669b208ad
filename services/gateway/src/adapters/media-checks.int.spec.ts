import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';
import { ObjectStore } from '../../test/object-store.ts';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 2_000 }, (_, index) => index % 251)]);
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');
interface Row {
  message_id: string;
  state: string;
  reason: string | null;
  bytes: string | null;
  attempt: number;
}
interface Kept {
  readonly of: (messageId: string) => boolean;
  readonly unfinished: () => number;
  readonly stop: () => void;
}

const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-media-checks-'));
const inFolder = (): Kept => {
  process.env['FRONTDESK_DATA_DIR'] = dataDir;
  const names = () => readdirSync(dataDir, { recursive: true }).map(String);
  return {
    of: (id) => names().includes(join('media', id)),
    unfinished: () => names().filter((name) => name.endsWith('.part')).length,
    stop: () => undefined,
  };
};
const inBucket = async (): Promise<Kept> => {
  const store = new ObjectStore();
  const { id, secret, region } = store.keys;
  Object.assign(process.env, {
    MEDIA_S3_BUCKET: 'customers',
    MEDIA_S3_ENDPOINT: await store.start(),
    MEDIA_S3_REGION: region,
    MEDIA_S3_ACCESS_KEY_ID: id,
    MEDIA_S3_SECRET_ACCESS_KEY: secret,
  });
  const of = (messageId: string) =>
    [...store.objects].some(([key, bytes]) => key.endsWith(messageId) && !bytes.includes(jpeg.subarray(0, 64)));
  return { of, unfinished: () => store.uploads.size, stop: () => store.stop() };
};

describe.each<[string, () => Kept | Promise<Kept>]>([
  ['in the data directory', inFolder],
  ['in a bucket', inBucket],
])('a file of a customer, kept %s', (_where, open) => {
  let world: GatewayWorld;
  let kept: Kept;
  beforeAll(async () => {
    kept = await open();
    world = await GatewayWorld.open();
  }, 120_000);
  afterAll(async () => {
    await world?.close();
    kept?.stop();
  }, 60_000);

  const send = async (name: string, media: object): Promise<Row> => (await sendAll([[name, media]]))[0]!;
  /** In one webhook; what became of them. */
  async function sendAll(files: readonly (readonly [name: string, media: object])[]): Promise<Row[]> {
    const known = new Set((await rows()).map(({ message_id: id }) => id));
    const messages = files.map(([name, media], index) => ({
      from: '4915100000078',
      id: `wamid.${name}`,
      timestamp: `17900001${10 + index}`,
      type: 'image',
      image: { id: name, mime_type: 'image/jpeg', sha256: hash(jpeg), ...media },
    }));
    await world.post(toWire(webhook({ messages })));
    let found: Row[] = [];
    await eventually(async () => {
      found = (await rows()).filter(({ message_id: id, state }) => state !== 'pending' && !known.has(id));
      return found.length === files.length;
    });
    return found;
  }
  const rows = () => world.postgresRows<Row>('SELECT message_id, state, reason, bytes, attempt FROM gateway.media', []);
  const at = (path: string, raw: (attempt: number) => string | Buffer) => {
    let attempt = 0;
    world.graph.files.set(path, (response) => void response.socket?.end(raw((attempt += 1))));
    return `${world.graphUrl}${path}`;
  };
  const answer = (lines: string, bytes: Buffer) => Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`), bytes]);
  const looksUp = (id: string, url: string) =>
    at(`/v25.0/${id}`, () => {
      const found = JSON.stringify({
        url,
        mime_type: 'image/jpeg',
        sha256: createHash('sha256').update(jpeg).digest('hex'),
        file_size: jpeg.length,
        id,
      });
      return answer(`content-type: application/json\r\ncontent-length: ${Buffer.byteLength(found)}`, Buffer.from(found));
    });
  const nothingIsKept = ({ message_id: id }: Row) => expect([kept.of(id), kept.unfinished()]).toEqual([false, 0]);

  test('is there, sealed', async () => {
    const row = await send('81001', { url: at('/whole', () => answer(`content-length: ${jpeg.length}`, jpeg)) });
    expect([row.state, row.bytes, kept.of(row.message_id), kept.unfinished()]).toEqual(['stored', String(jpeg.length), true, 0]);
  });

  test.each<[string, string, string, Buffer, object]>([
    ['shorter than it is', 'hash', `content-length: ${jpeg.length - 1}`, jpeg, {}],
    ['larger than may be', 'too_large', 'content-length: 999999999', jpeg, {}],
    [
      'a picture, and is a program',
      'content',
      'content-type: image/jpeg\r\nconnection: close',
      Buffer.from('MZ program'),
      { sha256: hash(Buffer.from('MZ program')) },
    ],
    ['a picture, and is a page', 'content', 'connection: close', Buffer.from('<html>'), { sha256: hash(Buffer.from('<html>')) }],
    ['a picture, and is empty', 'content', 'content-length: 0', Buffer.alloc(0), { sha256: hash(Buffer.alloc(0)) }],
    ['another than was announced', 'hash', 'connection: close', Buffer.concat([jpeg, jpeg]), {}],
  ])('is not kept where it says to be %s: %s', async (name, reason, lines, bytes, more) => {
    const id = Buffer.from(name).toString('hex');
    const row = await send(id, { url: at(`/wrong${id}`, () => answer(lines, bytes)), ...more });
    expect([row.state, row.reason, row.bytes]).toEqual(['failed', reason, null]);
    nothingIsKept(row);
  });

  test('that says to be longer than it is was cut off: it is asked for again', async () => {
    const url = at('/longer', (attempt) => answer(`content-length: ${jpeg.length + (attempt === 1 ? 10 : 0)}`, jpeg));
    looksUp('81002', url);
    const row = await send('81002', { url });
    expect([row.state, row.attempt, kept.of(row.message_id), kept.unfinished()]).toEqual(['stored', 2, true, 0]);
  });

  test('is asked for nowhere else, in whatever way the place is written', async () => {
    const asked: string[] = [];
    const stranger = createServer((request, response) => {
      asked.push(String(request.url));
      response.end(jpeg);
    });
    await new Promise<void>((resolve) => stranger.listen(0, resolve));
    const { port } = stranger.address() as AddressInfo;
    const { host } = new URL(world.graphUrl);
    const places = [
      `http://2130706433:${port}/decimal`,
      `http://0x7f000001:${port}/hex`,
      `http://127.1:${port}/short`,
      `http://[::1]:${port}/v6`,
      `http://[::ffff:127.0.0.1]:${port}/mapped`,
      `http://localhost:${port}/name`,
      `http://localhost.:${port}/dot`,
      `http://LOCALHOST:${port}/upper`,
      `http://${host}@127.0.0.1:${port}/userinfo`,
      `http://user:word@${host}/ours`,
      `http://127.0.0.1:${port}/port`,
    ];
    try {
      const redirect = (place: string, index: number) =>
        at(`/moved${index}`, () => `HTTP/1.1 302 Found\r\nlocation: ${place}\r\ncontent-length: 0\r\n\r\n`);
      const found = await sendAll(
        places.flatMap(
          (place, index) =>
            [
              [`8300${index}`, { url: place }],
              [`8400${index}`, { url: redirect(place, index) }],
            ] as const,
        ),
      );
      expect(found.map(({ reason }) => reason)).toEqual(places.flatMap(() => ['host', 'host']));
      for (const row of found) nothingIsKept(row);
      expect(world.graph.fileCalls.filter(({ path }) => path.startsWith('/moved'))).toHaveLength(places.length);
      expect(asked).toEqual([]);
    } finally {
      stranger.close();
    }
  });
});
