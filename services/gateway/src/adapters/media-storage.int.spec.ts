import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ObjectStore } from '../../test/object-store.ts';
import { ConfigError, loadConfig } from '@frontdesk/runtime';
import { config } from '../config.ts';
import { mediaStorage } from './media-choice.ts';
import { MediaFiles } from './media-files.ts';
import { MediaObjects } from './media-objects.ts';
import type { MediaStorage } from './media-storage.ts';
import { Settings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-store-'));
const [one, two] = ['01234567-89ab-4cde-8f01-23456789abcd', '11234567-89ab-4cde-8f01-23456789abcd'];
const bucket = 'customers';
const objects = new ObjectStore();
let endpoint = '';

beforeAll(async () => {
  endpoint = await objects.start();
  const { id, secret, region } = objects.keys;
  Object.assign(process.env, {
    WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1',
    WHATSAPP_PHONE_NUMBER_ID: '1',
    WHATSAPP_BUSINESS_ACCOUNT_ID: '1',
    WHATSAPP_ACCESS_TOKEN: 't',
    WHATSAPP_APP_SECRET: 's',
    WHATSAPP_VERIFY_TOKEN: 'v',
    VAULT_KEK: 'k',
    SERVICE_TOKEN: 'token-between-services',
    MEDIA_S3_BUCKET: bucket,
    MEDIA_S3_ENDPOINT: endpoint,
    MEDIA_S3_REGION: region,
    MEDIA_S3_ACCESS_KEY_ID: id,
    MEDIA_S3_SECRET_ACCESS_KEY: secret,
  });
});
afterAll(() => {
  objects.stop();
  rmSync(folder, { recursive: true });
});

async function* source(pieces: readonly (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield piece;
  }
}
async function read(store: MediaStorage, id: string): Promise<Buffer | undefined> {
  const found = await store.get(id);
  if (!found) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of found) parts.push(part);
  return Buffer.concat(parts);
}
const mebibyte = Buffer.alloc(1024 * 1024, 7);

describe.each<[string, () => MediaStorage]>([
  ['files in the data directory', () => new MediaFiles(folder)],
  ['objects in an S3-compatible store', () => new MediaObjects(bucket, new Settings())],
])('%s', (_name, open) => {
  test.each([
    [0, 0],
    [1, 1],
    [3, 1],
    [12, 1],
  ])('keep %i MiB and give them back', async (pieces) => {
    const store = open();
    await store.put(one, source(Array.from({ length: pieces }, () => mebibyte)));
    const found = await read(store, one);
    expect([found?.length, found?.every((byte) => byte === 7)]).toEqual([pieces * mebibyte.length, true]);
  });

  test('keep nothing of what broke off, small or large', async () => {
    const store = open();
    const broken = new Error('not what it says');
    for (const pieces of [
      [mebibyte, broken],
      [...Array.from({ length: 11 }, () => mebibyte), broken],
    ]) {
      await expect(store.put(two, source(pieces))).rejects.toThrow('not what it says');
      expect(await read(store, two)).toBeUndefined();
    }
    expect(readdirSync(join(folder, 'media')).filter((name) => name.startsWith(two))).toEqual([]);
  });

  test('know one that comes again as the same, and forget it when told', async () => {
    const store = open();
    await store.put(one, source([Buffer.from('first')]));
    await store.put(one, source([Buffer.from('second')]));
    expect(String(await read(store, one))).toBe('second');
    await store.remove(one);
    expect(await read(store, one)).toBeUndefined();
    await store.remove(one);
  });

  test("are asked for messages' ids only", async () => {
    for (const id of ['../../etc/passwd', '', 'x'.repeat(36), `${one}/..`])
      await expect(open().get(id)).rejects.toThrow('not the id of a message');
  });
});

test('a file that a crash left half written goes with it', async () => {
  const store = new MediaFiles(folder);
  await store.put(one, source([mebibyte]));
  writeFileSync(join(folder, 'media', `${one}.part`), mebibyte);
  await store.remove(one);
  expect(readdirSync(join(folder, 'media')).filter((name) => name.startsWith(one))).toEqual([]);
});

describe('the object store', () => {
  const open = () => new MediaObjects(bucket, new Settings());
  const secret = (value: string) => (process.env['MEDIA_S3_SECRET_ACCESS_KEY'] = value);

  test("is asked under the bucket's path; a small file takes one request, a large one parts of 5 MiB", async () => {
    objects.calls.length = 0;
    await open().put(one, source([Buffer.from('x')]));
    await open().put(two, source(Array.from({ length: 11 }, () => mebibyte)));
    const asked = objects.calls.map(({ method, path, query }) => `${method} ${path} ${query.get('partNumber') ?? ''}`.trim());
    expect(asked).toEqual([
      `PUT /${bucket}/media/${one}`,
      `POST /${bucket}/media/${two}`,
      ...[1, 2, 3].map((part) => `PUT /${bucket}/media/${two} ${part}`),
      `POST /${bucket}/media/${two}`,
    ]);
  });

  test('keeps no parts of what broke off', () => expect([...objects.uploads]).toEqual([]));

  test("that doesn't know us says so, and the next file is taken once its keys are right", async () => {
    const good = objects.keys.secret;
    secret('not-the-secret');
    const refused = await open()
      .put(one, source([Buffer.from('x')]))
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect(String(refused)).not.toContain('not-the-secret');
    secret(good);
    await open().put(one, source([Buffer.from('x')]));
  });

  test('that is away is an error, not an absent file', async () => {
    process.env['MEDIA_S3_ENDPOINT'] = 'http://127.0.0.1:1';
    try {
      await expect(open().get(one)).rejects.toThrow('ECONNREFUSED');
    } finally {
      process.env['MEDIA_S3_ENDPOINT'] = endpoint;
    }
  });
});

test('a bucket comes before the data directory; without either there is no store', () => {
  const chosen = (set: Record<string, string>) => {
    for (const name of [
      'MEDIA_S3_BUCKET',
      'MEDIA_S3_ENDPOINT',
      'MEDIA_S3_ACCESS_KEY_ID',
      'MEDIA_S3_SECRET_ACCESS_KEY',
      'FRONTDESK_DATA_DIR',
    ])
      delete process.env[name];
    Object.assign(process.env, set);
    return mediaStorage(new Settings())?.constructor.name;
  };
  const before = { ...process.env };
  expect([chosen({ MEDIA_S3_BUCKET: bucket, FRONTDESK_DATA_DIR: folder }), chosen({ FRONTDESK_DATA_DIR: folder }), chosen({})]).toEqual([
    'MediaObjects',
    'MediaFiles',
    undefined,
  ]);
  Object.assign(process.env, before);
});

describe('its variables', () => {
  const problems = (set: Record<string, string | undefined>): string[] => {
    try {
      loadConfig(config, { ...process.env, ...set });
      return [];
    } catch (error) {
      return error instanceof ConfigError ? error.problems.map((problem) => problem.split(':')[0] as string) : ['?'];
    }
  };

  test.each<[Record<string, string | undefined>, string[]]>([
    [{}, []],
    [{ MEDIA_S3_ACCESS_KEY_ID: undefined, MEDIA_S3_SECRET_ACCESS_KEY: undefined }, []],
    [{ MEDIA_S3_ACCESS_KEY_ID: undefined }, ['MEDIA_S3_ACCESS_KEY_ID']],
    [{ MEDIA_S3_SECRET_ACCESS_KEY: undefined }, ['MEDIA_S3_SECRET_ACCESS_KEY']],
    [{ MEDIA_S3_BUCKET: undefined }, ['MEDIA_S3_BUCKET']],
    [
      {
        MEDIA_S3_BUCKET: 'A b',
        MEDIA_S3_ENDPOINT: 'ftp://x',
        MEDIA_S3_REGION: 'no region',
        MEDIA_S3_PATH_STYLE: 'yes',
        MEDIA_S3_PREFIX: 'a b',
        MEDIA_MAX_BYTES: 'much',
      },
      ['MEDIA_MAX_BYTES', 'MEDIA_S3_BUCKET', 'MEDIA_S3_ENDPOINT', 'MEDIA_S3_REGION', 'MEDIA_S3_PATH_STYLE', 'MEDIA_S3_PREFIX'],
    ],
  ])('%j', (set, wrong) => expect(problems(set)).toEqual(wrong));
});
