import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Logger } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import { DataSource } from 'typeorm';
import { GatewayWorld, sign, toWire, webhook } from '../../test/gateway-world.ts';
import { MediaFiles } from './media-files.ts';
import { MediaRemoval } from './media-removal.ts';
import { MediaStore } from './media.store.ts';

let world: GatewayWorld;
const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-media-'));
beforeAll(async () => {
  process.env['FRONTDESK_DATA_DIR'] = dataDir;
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 2_000 }, (_, index) => index % 251)]);
const moving = Buffer.from('RIFF0000WEBPVP8X\n\0\0\0\x02', 'latin1');
const hash = (bytes: Buffer, encoding: 'base64' | 'hex' = 'base64') => createHash('sha256').update(bytes).digest(encoding);
interface Row {
  message_id: string;
  contact_id: string;
  state: string;
  reason: string | null;
  bytes: string | null;
  mime: string;
  kind: string;
  attempt: number;
  not_before: Date;
}

/** A customer sends a file; what became of it. */
async function send(
  kind: string,
  name: string,
  media: object,
  secret?: string,
  isOver: (row: Row) => boolean = ({ state }) => state !== 'pending',
): Promise<Row> {
  const known = await rows();
  const item = {
    from: '4915100000077',
    id: `wamid.${name}`,
    timestamp: '1790000100',
    type: kind,
    [kind]: { id: name, mime_type: 'image/jpeg', sha256: hash(jpeg), ...media },
  };
  const body = toWire(webhook({ messages: [item] }));
  expect((await world.post(body, { 'x-hub-signature-256': sign(body, secret) })).status).toBe(200);
  let row: Row | undefined;
  await eventually(async () => {
    row = (await rows()).find((one) => isOver(one) && !known.some((other) => other.message_id === one.message_id));
    return row !== undefined;
  });
  return row as Row;
}
async function readAll(source: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source ?? []) parts.push(part);
  return Buffer.concat(parts);
}
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
}
const rows = () =>
  world.postgresRows<Row>('SELECT message_id, contact_id, state, reason, bytes, mime, kind, attempt, not_before FROM gateway.media', []);
const serve = (path: string, bytes: Buffer | string, status = 200): string => {
  world.graph.files.set(path, (response) => void response.writeHead(status).end(bytes));
  return `${world.graphUrl}${path}`;
};
const asked = (path: string) => world.graph.fileCalls.filter((call) => call.path.split('?', 1)[0] === path);

describe('a file that a customer sends', () => {
  test('is fetched with the token, and kept sealed under the key of the contact', async () => {
    const row = await send('image', 'photo', { url: serve('/photo', jpeg), caption: 'Anna Smith, order FD-10234' });
    expect(row).toMatchObject({ state: 'stored', reason: null, bytes: String(jpeg.length), mime: 'image/jpeg', kind: 'image', attempt: 1 });
    expect(asked('/photo').map(({ headers }) => headers.authorization)).toEqual(['Bearer TOKEN-THAT-NOBODY-MAY-SEE']);
    const sealed = await readAll(await new MediaFiles(dataDir).get(row.message_id));
    expect(sealed.includes(jpeg.subarray(0, 32))).toBe(false);
    const dataSource = await new DataSource({ type: 'postgres', url: world.database.adminUrl }).initialize();
    try {
      const vault = new Vault(dataSource, parseKeks(process.env['VAULT_KEK'] as string), 'reads');
      expect((await readAll(vault.openStream(row.contact_id, pieces(sealed)))).equals(jpeg)).toBe(true);
    } finally {
      await dataSource.destroy();
    }
    expect(readdirSync(join(dataDir, 'media'))).toEqual([row.message_id]);
    expect(JSON.stringify(await world.postgresRows('SELECT * FROM gateway.media', []))).not.toMatch(/Anna|FD-10234|graphUrl|\/photo/);
  });

  test('without an address in the message is looked up by its id', async () => {
    const url = serve('/looked-up', jpeg);
    serve('/v25.0/77001', JSON.stringify({ url, mime_type: 'image/jpeg', sha256: hash(jpeg, 'hex'), file_size: jpeg.length, id: '77001' }));
    expect(await send('image', '77001', { sha256: undefined })).toMatchObject({ state: 'stored' });
  });

  test('whose address has run out is looked up at the next try', async () => {
    serve(
      '/v25.0/77002',
      JSON.stringify({ url: serve('/fresh', jpeg), mime_type: 'image/jpeg', sha256: hash(jpeg, 'hex'), file_size: String(jpeg.length) }),
    );
    expect(await send('image', '77002', { url: serve('/stale', 'Not Found', 404) })).toMatchObject({ state: 'stored', attempt: 2 });
  });

  test('that is announced as larger than may be is not asked for', async () => {
    const url = serve('/announced', jpeg);
    const lookUp = { url, mime_type: 'image/jpeg', sha256: hash(jpeg, 'hex'), file_size: 100 * 1024 * 1024 + 1 };
    serve('/v25.0/77003', JSON.stringify(lookUp));
    expect(await send('image', '77003', { sha256: undefined })).toMatchObject({ state: 'failed', reason: 'too_large' });
    expect(asked('/announced')).toEqual([]);
  });

  test('is asked for again no sooner than Meta says', async () => {
    const refused = JSON.stringify({ error: { code: 80007, message: 'too many calls' } });
    world.graph.files.set('/v25.0/77004', (response) => void response.writeHead(429, { 'retry-after': '600' }).end(refused));
    const before = Date.now();
    const row = await send('image', '77004', { sha256: undefined }, undefined, ({ reason }) => reason !== null);
    expect(row).toMatchObject({ state: 'pending', reason: 'refused', attempt: 1 });
    expect(row.not_before.getTime()).toBeGreaterThanOrEqual(before + 600_000);
  });

  test('of a contact who was erased is over: nothing of it can be opened, nor sealed', async () => {
    await world.postgresRows(
      `INSERT INTO gateway.media (message_id, contact_id, number_id, kind, mime, state, sealed_source, not_before, received_at)
      VALUES ('of nobody', 'erased', 'n', 'image', 'image/jpeg', 'pending', '\\x01', now(), now())`,
      [],
    );
    const row = async () => (await rows()).find(({ message_id: id }) => id === 'of nobody');
    await eventually(async () => ((await row())?.reason ?? null) !== null);
    expect(await row()).toMatchObject({ state: 'failed', reason: 'erased', attempt: 1 });
  });

  test.each<[string, string, object, () => string]>([
    ['hash', 'image', {}, () => serve('/other', Buffer.concat([jpeg, jpeg]))],
    ['content', 'image', { sha256: hash(Buffer.from('MZ program')) }, () => serve('/program', 'MZ program')],
    ['type', 'image', { mime_type: 'image/svg+xml' }, () => serve('/svg', '<svg>')],
    ['too_large', 'sticker', { mime_type: 'image/webp' }, () => serve('/big', Buffer.concat([moving, Buffer.alloc(500 * 1024)]))],
    [
      'too_large',
      'sticker',
      { mime_type: 'image/webp', id: 'refused-still' },
      () => serve('/still', Buffer.concat([Buffer.from('RIFF0000WEBPVP8 '), Buffer.alloc(100 * 1024)])),
    ],
    [
      'too_large',
      'audio',
      { mime_type: 'audio/ogg' },
      () => {
        world.graph.files.set(
          '/endless',
          (response) =>
            void Readable.from(
              (function* sounds() {
                yield 'OggS';
                for (;;) yield Buffer.alloc(1024 * 1024);
              })(),
            ).pipe(response),
        );
        return `${world.graphUrl}/endless`;
      },
    ],
    [
      'gone',
      'image',
      { sha256: undefined },
      () => serve('/v25.0/refused-image-gone', '{"error":{"code":100,"error_subcode":33,"message":"no"}}', 400),
    ],
  ])('is not kept: %s', async (reason, kind, media, place) => {
    const row = await send(kind, 'id' in media ? String(media.id) : `refused-${kind}-${reason}`, { url: place(), ...media });
    expect(row).toMatchObject({ state: 'failed', reason, bytes: null });
    expect(readdirSync(join(dataDir, 'media'))).not.toContain(row.message_id);
  });

  test('is never fetched from another host, nor followed to one', async () => {
    const strangers: string[] = [];
    const stranger = createServer((request, response) => {
      strangers.push(String(request.headers.authorization));
      response.end(jpeg);
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/x`;
    try {
      expect(await send('image', 'elsewhere', { url: elsewhere })).toMatchObject({ state: 'failed', reason: 'host' });
      world.graph.files.set('/moved', (response) => void response.writeHead(302, { location: elsewhere }).end());
      expect(await send('image', 'moved', { url: `${world.graphUrl}/moved` })).toMatchObject({ state: 'failed', reason: 'host' });
      expect(strangers).toEqual([]);
    } finally {
      stranger.close();
    }
  });

  test('whose message is deleted is not kept any longer', async () => {
    const row = await send('image', 'regretted', { url: serve('/regretted', jpeg) });
    expect(readdirSync(join(dataDir, 'media'))).toContain(row.message_id);
    await world.post(
      toWire(
        webhook({
          messages: [
            {
              from: '4915100000077',
              id: 'wamid.back',
              timestamp: '1790000200',
              type: 'revoke',
              revoke: { original_message_id: 'wamid.regretted' },
            },
          ],
        }),
      ),
    );
    await eventually(() => world.of('MessageRevoked').length === 1);
    expect((await rows()).find(({ message_id: id }) => id === row.message_id)).toMatchObject({
      state: 'failed',
      reason: 'revoked',
      bytes: null,
      mime: '',
    });
    const dataSource = await world.database.connect('gateway');
    const store = new MediaStore(new Vault(dataSource, parseKeks(process.env['VAULT_KEK'] as string), 'reads'));
    await new MediaRemoval(dataSource, store, new Logger('gateway', 'silent'), new MediaFiles(dataDir)).sweep();
    expect(readdirSync(join(dataDir, 'media'))).not.toContain(row.message_id);
  });

  test('that comes twice is kept once', async () => {
    const row = await send('image', 'twice', { url: serve('/twice', jpeg) });
    const item = {
      from: '4915100000077',
      id: 'wamid.twice',
      timestamp: '1790000100',
      type: 'image',
      image: { id: 'twice', mime_type: 'image/jpeg', sha256: hash(jpeg), url: `${world.graphUrl}/twice` },
    };
    await world.post(toWire(webhook({ messages: [item] })));
    await send('image', 'after', { url: serve('/after', jpeg) });
    expect([row.state, asked('/twice').length]).toEqual(['stored', 1]);
  });
});

describe('what the console may have of it', () => {
  const internal = (path: string, init: RequestInit = {}, token = 'token-between-services') =>
    fetch(world.url.replace('/webhooks/whatsapp', `/internal/media/${path}`), {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
  const states = async (...messages: string[]) => {
    const response = await internal('states', { method: 'POST', body: JSON.stringify({ messages }) });
    return [response.status, ((await response.json()) as { files?: object[] }).files];
  };
  const unknown = '00000000-0000-8000-8000-000000000000';

  test('is the sealed bytes, and what became of each', async () => {
    const kept = await send('image', 'for-console', { url: serve('/for-console', jpeg) });
    const failed = await send('image', 'not-for-console', { url: serve('/not-for-console', 'GIF89a') });
    const file = { contact_id: kept.contact_id, kind: 'image', ours: false };
    const [status, files] = await states(kept.message_id, failed.message_id, unknown);
    expect([status, (files as { message_id: string }[]).sort((a) => (a.message_id === kept.message_id ? -1 : 1))]).toEqual([
      200,
      [
        { ...file, message_id: kept.message_id, mime: 'image/jpeg', bytes: jpeg.length, state: 'stored', reason: null },
        { ...file, message_id: failed.message_id, mime: 'image/jpeg', bytes: null, state: 'failed', reason: 'content' },
      ],
    ]);
    const response = await internal(kept.message_id);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    expect(Buffer.from(await response.arrayBuffer()).equals(await readAll(await new MediaFiles(dataDir).get(kept.message_id)))).toBe(true);
    for (const nothing of [failed.message_id, unknown, '..%2f..%2fetc%2fpasswd', 'x']) expect((await internal(nothing)).status).toBe(404);
    await new MediaFiles(dataDir).remove(kept.message_id);
    expect((await internal(kept.message_id)).status).toBe(404);
  });

  test('is for services only, in questions that make sense', async () => {
    expect((await internal(unknown, {}, 'another-token')).status).toBe(401);
    expect((await internal('states', { method: 'POST', body: '{"messages":[]}' }, '')).status).toBe(401);
    expect((await states('x'))[0]).toBe(400);
    expect((await states(...Array.from({ length: 501 }, () => unknown)))[0]).toBe(400);
    expect(await states()).toEqual([200, []]);
  });
});

describe('token and app secret are changed while gateway runs', () => {
  test('the new token is used, old and new secret hold together, and then the old one no longer', async () => {
    const [tokenFile, secretFile] = ['token', 'secret'].map((name) => join(dataDir, name)) as [string, string];
    writeFileSync(tokenFile, 'FIRST-TOKEN');
    writeFileSync(secretFile, 'secret-one');
    for (const name of ['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET']) delete process.env[name];
    Object.assign(process.env, { WHATSAPP_ACCESS_TOKEN_FILE: tokenFile, WHATSAPP_APP_SECRET_FILE: secretFile });
    const body = toWire(webhook({}));
    const status = async (secret: string) => (await world.post(body, { 'x-hub-signature-256': sign(body, secret) })).status;
    const becomes = (secret: string, expected: number) => eventually(async () => (await status(secret)) === expected);

    await becomes('secret-one', 200);
    writeFileSync(secretFile, 'secret-two,secret-one\n');
    await becomes('secret-two', 200);
    expect(await status('secret-one')).toBe(200);
    writeFileSync(secretFile, 'secret-two\n');
    await becomes('secret-one', 401);

    await send('image', 'first', { url: serve('/first', jpeg) }, 'secret-two');
    writeFileSync(tokenFile, 'SECOND-TOKEN');
    await eventually(async () => {
      await send('image', `rotated${world.graph.fileCalls.length}`, { url: serve('/rotated', jpeg) }, 'secret-two');
      return asked('/rotated').at(-1)?.headers.authorization === 'Bearer SECOND-TOKEN';
    });
    expect(asked('/first').map(({ headers }) => headers.authorization)).toEqual(['Bearer FIRST-TOKEN']);
  });
});
