import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Manifest } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { KeyCache } from './key-cache.ts';
import { parseKeks } from './keks.ts';
import { plain, Vault } from './vault.ts';

const gateway: Manifest = { name: 'gateway', reads: [], owns: ['gateway', 'vault'] };
const auth: Manifest = { name: 'auth', reads: [], owns: ['auth'], opensVault: true };
const kek = (id: string, fill: number) => `${id}:${Buffer.alloc(32, fill).toString('base64')}`;
const words = 'I am jane@example.com, FD-10234 A1AA';

describe('the vault', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let reader: DataSource;
  let vault: Vault;
  beforeAll(async () => {
    database = await testDatabase([gateway, auth]);
    owner = await database.connect('gateway');
    reader = await database.connect('auth');
    vault = new Vault(owner, parseKeks(kek('k1', 1)), 'creates');
    await withTransaction(owner, async (tx) => {
      await vault.ensureKey('contact-1', tx);
      await vault.ensureKey('contact-2', tx);
    });
  });
  afterAll(() => database.close());

  test('what gateway seals another service opens; in between only tokens are legible', async () => {
    const text = await vault.seal('contact-1', words);
    expect(text.redacted).toBe('I am [EMAIL_1], FD-10234 [PROOF_1]');
    expect(Buffer.from(text.sealed).toString('latin1')).not.toContain('jane');
    expect(await new Vault(reader, parseKeks(kek('k1', 1)), 'reads').open('contact-1', text)).toBe(words);
  });

  test('a text that was sealed can be kept in PostgreSQL, whatever was written', async () => {
    const text = await vault.seal('contact-1', 'hel\u0000lo \ud83d');
    const [row] = await owner.query<{ kept: string }[]>("SELECT ($1::jsonb)->>'t' AS kept", [JSON.stringify({ t: text.redacted })]);
    expect([row?.kept, await vault.open('contact-1', text)]).toEqual(['hello \ufffd', 'hello \ufffd']);
  });

  test('canned text needs no key', async () => {
    expect(await vault.open('nobody', plain('One moment.'))).toBe('One moment.');
  });

  test("another contact's key, a moved box and a changed byte open nothing", async () => {
    const { sealed } = await vault.seal('contact-1', words);
    await expect(vault.openBytes('contact-2', sealed)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    for (const index of [0, 5, 20, sealed.length - 1]) {
      const changed = Uint8Array.from(sealed);
      changed[index]! ^= 1;
      await expect(vault.openBytes('contact-1', changed)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    }
  });

  test('what a sealed file is read from is let go of where there is no key, or the file is not ours', async () => {
    let letGo = 0;
    async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      try {
        for (const byte of bytes) yield Buffer.from([byte]);
      } finally {
        letGo += 1;
      }
    }
    const opened = (contactId: string, first: number) => vault.openStream(contactId, pieces(Buffer.alloc(200, first))).next();
    await expect(opened('nobody', 2)).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' });
    await expect(opened('contact-1', 2)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    await expect(opened('contact-1', 7)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    expect(letGo).toBe(3);
  });

  test('a key is made once, whoever comes second', async () => {
    const text = await vault.seal('contact-1', words);
    await withTransaction(owner, (tx) => vault.ensureKey('contact-1', tx));
    expect(await new Vault(owner, parseKeks(kek('k1', 1)), 'creates').open('contact-1', text)).toBe(words);
  });

  test('a key that was rolled back seals nothing afterwards', async () => {
    await expect(
      withTransaction(owner, async (tx) => {
        await vault.ensureKey('contact-3', tx);
        expect((await vault.seal('contact-3', words, tx)).sealed.length).toBeGreaterThan(words.length);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await expect(vault.seal('contact-3', words)).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING', destroyed: false });
  });

  test('after a new key-encryption key the old texts still open; without the old one they do not', async () => {
    const text = await vault.seal('contact-1', words);
    expect(await new Vault(owner, parseKeks(`${kek('k2', 2)},${kek('k1', 1)}`), 'creates').open('contact-1', text)).toBe(words);
    await expect(new Vault(owner, parseKeks(kek('k2', 2)), 'creates').open('contact-1', text)).rejects.toMatchObject({
      code: 'KEK_UNKNOWN',
    });
  });

  test('the database alone opens nothing: a key moved to another contact is refused', async () => {
    await owner.query(`INSERT INTO vault.keys SELECT 'thief', wrapped, kek_id, created_at FROM vault.keys WHERE contact_id = 'contact-1'`);
    await expect(vault.seal('thief', words)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  test('a service that reads makes and destroys no key, neither by us nor by SQL', async () => {
    const reading = new Vault(reader, parseKeks(kek('k1', 1)), 'reads');
    await expect(withTransaction(reader, (tx) => reading.ensureKey('contact-4', tx))).rejects.toMatchObject({ code: 'READ_ONLY' });
    await expect(reader.query('UPDATE vault.keys SET wrapped = NULL')).rejects.toMatchObject({ code: '42501' });
  });

  test('a destroyed key is forgotten by others when its time is over, and is not made again', async () => {
    let now = 0;
    const other = new Vault(reader, parseKeks(kek('k1', 1)), 'reads', new KeyCache(10, 60_000, () => now));
    const text = await vault.seal('contact-2', words);
    expect(await other.open('contact-2', text)).toBe(words);
    await owner.query(`UPDATE vault.keys SET wrapped = NULL, destroyed_at = now() WHERE contact_id = 'contact-2'`);
    await withTransaction(owner, (tx) => vault.ensureKey('contact-2', tx));
    const gone = { code: 'VAULT_KEY_MISSING', destroyed: true };
    now = 60_000;
    await expect(other.open('contact-2', text)).rejects.toMatchObject(gone);
    expect(
      await owner.query(`SELECT wrapped, destroyed_at IS NOT NULL AS destroyed FROM vault.keys WHERE contact_id = 'contact-2'`),
    ).toEqual([{ wrapped: null, destroyed: true }]);
  });
});
