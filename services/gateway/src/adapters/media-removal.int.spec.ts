import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import { loadConfig, Logger } from '@frontdesk/runtime';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import type { DataSource } from 'typeorm';
import { ObjectStore } from '../../test/object-store.ts';
import { config } from '../config.ts';
import { manifest } from '../manifest.ts';
import { forgotten } from './forgetting.ts';
import { MediaFiles } from './media-files.ts';
import { MediaObjects } from './media-objects.ts';
import { MediaRemoval, retryMs } from './media-removal.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';
import { Settings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-removal-'));
const objects = new ObjectStore();
const kek = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const now = 1_795_000_000_000;
const dayMs = 24 * 60 * 60_000;
let database: TestDatabase;
let dataSource: DataSource;
let store: MediaStore;
let endpoint: string;

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
    VAULT_KEK: kek,
    SERVICE_TOKEN: 'token-between-services',
    MEDIA_S3_BUCKET: 'customers',
    MEDIA_S3_ENDPOINT: endpoint,
    MEDIA_S3_REGION: region,
    MEDIA_S3_ACCESS_KEY_ID: id,
    MEDIA_S3_SECRET_ACCESS_KEY: secret,
  });
  database = await testDatabase([manifest]);
  dataSource = await database.connect('gateway');
  store = new MediaStore(new Vault(dataSource, parseKeks(kek), 'creates'));
}, 120_000);
beforeEach(() => dataSource.query('DELETE FROM media'));
afterAll(async () => {
  await database?.close();
  objects.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

let count = 0;
const newId = () => deriveId(now, 'file', (count += 1));
async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('sealed');
}
interface About {
  readonly ageDays?: number;
  readonly state?: 'pending' | 'stored' | 'failed';
  readonly notBefore?: number;
}
/** A file that came, with its row. */
async function file(storage: MediaStorage, { ageDays = 1, state = 'stored', notBefore = now - dayMs }: About = {}): Promise<string> {
  const id = newId();
  if (state === 'stored') await storage.put(id, bytes());
  await dataSource.query(
    `INSERT INTO media (message_id, contact_id, number_id, kind, mime, bytes, state, reason, sealed_source, attempt, not_before, received_at, settled_at)
    VALUES ($1, 'mara', 'n', 'document', 'application/pdf', 6, $2, $3, 'sealed', 1, $4, $5, $6)`,
    [
      id,
      state,
      state === 'failed' ? 'gone' : null,
      new Date(notBefore),
      new Date(now - ageDays * dayMs),
      state === 'pending' ? null : new Date(now),
    ],
  );
  return id;
}
async function sweep(storage: MediaStorage | undefined, at = now): Promise<void> {
  const { keptMs, step } = forgotten(loadConfig(config)).find(({ what }) => what === 'files')!;
  await step(dataSource, new Date(at - keptMs), 1_000);
  await new MediaRemoval(dataSource, store, new Logger('gateway', 'silent'), storage).sweep(at);
}
const isThere = async (storage: MediaStorage, id: string) => {
  const found = await storage.get(id);
  for await (const _part of found ?? []) continue;
  return found !== undefined;
};
const row = async (id: string) =>
  (
    await dataSource.query<Record<string, unknown>[]>(
      'SELECT state, reason, kind, mime, bytes, sealed_source AS source, removed_at IS NOT NULL AS removed FROM media WHERE message_id = $1',
      [id],
    )
  )[0];
const nothing = { kind: 'document', mime: '', bytes: null, source: null };

describe.each<[string, () => MediaStorage]>([
  ['files in the data directory', () => new MediaFiles(folder)],
  ['objects in an S3-compatible store', () => new MediaObjects('customers', new Settings())],
])('%s', (_name, open) => {
  test('of who is under a legal hold stay, also what they took back, until it is lifted', async () => {
    const storage = open();
    const [old, revoked] = [await file(storage, { ageDays: 400 }), await file(storage)];
    await store.revoke(dataSource.manager, revoked, now);
    await dataSource.query(`INSERT INTO legal_holds VALUES ('c-mara', 'LH-1', 'mara')`);
    await sweep(storage);
    expect([await isThere(storage, old), await isThere(storage, revoked)]).toEqual([true, true]);
    expect([await row(old), await row(revoked)]).toMatchObject([
      { state: 'stored', removed: false },
      { state: 'failed', removed: false },
    ]);
    await dataSource.query('DELETE FROM legal_holds');
    await sweep(storage);
    expect([await isThere(storage, old), await isThere(storage, revoked)]).toEqual([false, false]);
  });

  test('past the horizon are removed, however many; the row keeps that there was one; younger ones stay', async () => {
    const storage = open();
    const old = await Promise.all(Array.from({ length: 45 }, () => file(storage, { ageDays: 30.1 })));
    const young = await file(storage, { ageDays: 29.9 });
    await sweep(storage);
    expect(await Promise.all(old.map((id) => isThere(storage, id)))).toEqual(old.map(() => false));
    for (const id of old) expect(await row(id)).toEqual({ ...nothing, state: 'failed', reason: 'expired', removed: true });
    expect([await isThere(storage, young), await row(young)]).toMatchObject([
      true,
      { state: 'stored', mime: 'application/pdf', removed: false },
    ]);
  });

  test("that were taken back are removed; another's stays", async () => {
    const storage = open();
    const [revoked, kept] = [await file(storage), await file(storage)];
    await store.revoke(dataSource.manager, revoked, now);
    expect([await isThere(storage, revoked), await row(revoked)]).toEqual([
      true,
      { ...nothing, state: 'failed', reason: 'revoked', removed: false },
    ]);
    await sweep(storage);
    expect([await isThere(storage, revoked), await row(revoked), await isThere(storage, kept)]).toEqual([
      false,
      { ...nothing, state: 'failed', reason: 'revoked', removed: true },
      true,
    ]);
  });

  test('taken back while they are fetched are removed once they came', async () => {
    const storage = open();
    const id = await file(storage, { state: 'pending', notBefore: now + 60_000 });
    await store.revoke(dataSource.manager, id, now);
    await sweep(storage);
    expect(await row(id)).toMatchObject({ reason: 'revoked', removed: false });
    await sweep(storage, now + 60_000);
    expect(await row(id)).toMatchObject({ reason: 'revoked', removed: true });
    await storage.put(id, bytes());
    await store.stored(dataSource.manager, id, 'application/pdf', 6, now + 70_000);
    await sweep(storage, now + 70_000);
    expect([await isThere(storage, id), await row(id)]).toEqual([false, { ...nothing, state: 'failed', reason: 'revoked', removed: true }]);
  });

  test('that come while they are removed are removed again', async () => {
    const storage = open();
    const id = await file(storage);
    await store.revoke(dataSource.manager, id, now);
    const [claimed] = await store.claimRemovals(dataSource.manager, 1, now, retryMs);
    await store.stored(dataSource.manager, id, 'application/pdf', 6, now + 1);
    await store.removed(dataSource.manager, [id], now, retryMs);
    expect([claimed, await row(id)]).toMatchObject([id, { removed: false }]);
  });

  test('that a crash left behind are removed; the row still says why the file was not kept', async () => {
    const storage = open();
    const id = await file(storage, { state: 'failed' });
    await storage.put(id, bytes());
    await sweep(storage);
    expect([await isThere(storage, id), await row(id)]).toMatchObject([
      false,
      { state: 'failed', reason: 'gone', mime: 'application/pdf', removed: true },
    ]);
  });
});

test('a store that is away: the row says at once that the file is not kept, the file is removed when it is back', async () => {
  const storage = new MediaObjects('customers', new Settings());
  const ids = [await file(storage), await file(storage)];
  for (const id of ids) await store.revoke(dataSource.manager, id, now);
  process.env['MEDIA_S3_SECRET_ACCESS_KEY'] = 'not-the-secret';
  try {
    await sweep(new MediaObjects('customers', new Settings()));
  } finally {
    process.env['MEDIA_S3_SECRET_ACCESS_KEY'] = objects.keys.secret;
  }
  for (const id of ids) expect([await isThere(storage, id), await row(id)]).toMatchObject([true, { reason: 'revoked', removed: false }]);
  await sweep(storage, now + retryMs - 1);
  expect(await isThere(storage, ids[0]!)).toBe(true);
  await sweep(storage, now + retryMs);
  for (const id of ids) expect([await isThere(storage, id), await row(id)]).toMatchObject([false, { reason: 'revoked', removed: true }]);
});

test('without a store rows are past their horizon all the same', async () => {
  const id = await file(new MediaFiles(folder), { ageDays: 31, state: 'pending' });
  await sweep(undefined);
  expect(await row(id)).toEqual({ ...nothing, state: 'failed', reason: 'expired', removed: false });
});

test.each([
  [undefined, 30],
  ['7', 7],
])('MEDIA_KEEP_DAYS %s: kept for %i days', async (set, days) => {
  if (set !== undefined) process.env['MEDIA_KEEP_DAYS'] = set;
  const storage = new MediaFiles(folder);
  const [old, young] = [await file(storage, { ageDays: days + 0.1 }), await file(storage, { ageDays: days - 0.1 })];
  await sweep(storage);
  delete process.env['MEDIA_KEEP_DAYS'];
  expect([await isThere(storage, old), await isThere(storage, young)]).toEqual([false, true]);
});
