import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { unpack } from '@frontdesk/bus';
import { decode } from '@frontdesk/contracts';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { erase } from './erasures.ts';
import { apply, lift, place, readHolds, standing } from './holds.ts';
import { services } from './services.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-holds-'));
const schemas = services.map(({ manifest }) => manifest.owns[0]);
const at = '2026-11-24T10:00:00.000Z';
const order = { reference: 'LH-2026/1', reason: 'litigation', at, by: 'compliance' } as const;
let database: TestDatabase;
let client: Client;
let list: string;
let lists = 0;
beforeAll(async () => {
  database = await testDatabase(services.map(({ manifest }) => manifest));
  client = new Client({ connectionString: database.adminUrl });
  await client.connect();
}, 120_000);
beforeEach(async () => {
  list = join(folder, `${(lists += 1)}.jsonl`);
  for (const schema of schemas) await client.query(`DELETE FROM ${schema}.legal_holds`);
  for (const table of [
    'gateway.threads',
    'gateway.contact_conflicts',
    'gateway.contacts',
    'handoff.conflicts',
    'handoff.outbox',
    'vault.keys',
  ])
    await client.query(`DELETE FROM ${table}`);
  for (const contact of ['mara', 'theo', 'mina']) {
    await client.query("INSERT INTO gateway.contacts VALUES ($1, 'hash', NULL, NULL, NULL, now())", [contact]);
    await client.query("INSERT INTO vault.keys VALUES ($1, 'wrapped', 'k1', now(), NULL)", [contact]);
    await opens(contact, 'n');
  }
});
afterAll(async () => {
  await client?.end();
  await database?.close();
  rmSync(folder, { recursive: true });
}, 60_000);

const opens = (contact: string, number: string) =>
  client.query('INSERT INTO gateway.threads (conversation_id, contact_id, number_id) VALUES ($1, $2, $3)', [
    `${contact} ${number}`,
    contact,
    number,
  ]);
/** What each schema holds; they are of one mind. */
async function held(): Promise<string[]> {
  const all: string[][] = [];
  for (const schema of schemas) {
    const { rows } = await client.query<{ held: string }>(
      `SELECT concat_ws(': ', reference, contact_id, conversation_id) AS held FROM ${schema}.legal_holds ORDER BY 1`,
    );
    all.push(rows.map((row) => row.held));
  }
  for (const one of all) expect(one).toEqual(all[0]);
  return all[0]!;
}
async function told(): Promise<object[]> {
  const { rows } = await client.query<{ records: Buffer }>('SELECT records FROM handoff.outbox ORDER BY id');
  return rows.flatMap(({ records }) => unpack(records)).map(({ topic, value }) => ({ topic, ...decode(value) }));
}
const maybeOne = async (one: string, other: string, decision: 'same' | 'different' | null): Promise<void> => {
  const id = `${one} or ${other}`;
  await client.query("INSERT INTO gateway.contact_conflicts VALUES ($1, $2, $3, 'conflict', now(), NULL)", [id, one, [other]]);
  if (decision)
    await client.query(
      "INSERT INTO handoff.conflicts (id, outcome, found_at, conversation_ids, decision) VALUES ($1, 'conflict', now(), '{}', $2)",
      [id, decision],
    );
};

describe('a legal hold', () => {
  test('stands in every schema for all threads of the contact, and is told with who, why and under which reference', async () => {
    await opens('mara', 'm');
    expect(await place(client, list, order, 'mara n')).toEqual(['mara m', 'mara n']);
    expect(await held()).toEqual(['LH-2026/1: mara: mara m', 'LH-2026/1: mara: mara n']);
    await lift(client, list, { reference: order.reference, at, by: 'lena' });
    expect(await held()).toEqual([]);
    const conversationIds = ['mara m', 'mara n'];
    expect(await told()).toMatchObject([
      {
        topic: 'system.admin.v1',
        type: 'LegalHoldChanged',
        data: { change: 'placed', reference: 'LH-2026/1', reason: 'litigation', by: 'compliance', conversationIds },
        envelope: { conversationId: 'account:*', actor: { kind: 'admin', id: 'compliance' }, occurredAt: Date.parse(at) },
      },
      { data: { change: 'lifted', reference: 'LH-2026/1', by: 'lena', conversationIds }, envelope: { actor: { id: 'lena' } } },
    ]);
  });

  test('holds who was judged to be the same person, and who may be; not who was judged to be another', async () => {
    await maybeOne('theo', 'mina', null);
    await maybeOne('mara', 'theo', 'same');
    expect(await place(client, list, order, 'mara n')).toEqual(['mara n', 'mina n', 'theo n']);
    await lift(client, list, order);
    await client.query('DELETE FROM gateway.contact_conflicts');
    await maybeOne('mara', 'mina', 'different');
    expect(await place(client, list, order, 'mara n')).toEqual(['mara n']);
  });

  test('refuses an erasure until it is lifted, and nothing is written down', async () => {
    const ledger = join(folder, 'erasures.jsonl');
    const erasure = { contact_id: 'mara', at, by: 'compliance' };
    await place(client, list, order, 'mara n');
    await place(client, list, { ...order, reference: 'LH-2' }, 'mara n');
    await expect(erase(client, [erasure], { list: ledger })).rejects.toMatchObject({
      code: 'LEGAL_HOLD',
      message: 'a legal hold stands (LH-2, LH-2026/1): lift it first, then erase',
    });
    expect(existsSync(ledger)).toBe(false);
    await lift(client, list, { ...order, reference: 'LH-2' });
    await expect(erase(client, [erasure], { list: ledger })).rejects.toMatchObject({ code: 'LEGAL_HOLD' });
    expect(await erase(client, [{ ...erasure, contact_id: 'theo' }], { list: ledger })).toEqual(['theo']);
    await lift(client, list, order);
    expect(await erase(client, [erasure], { list: ledger })).toEqual(['mara']);
  });

  test('is applied as its list says: after a restore, and for what has come since', async () => {
    await place(client, list, order, 'mara n');
    await place(client, list, { ...order, reference: 'LH-2' }, 'theo n');
    // the backup is older than the one, and than the end of the other
    await client.query(`DELETE FROM gateway.threads WHERE contact_id = 'mara'`);
    for (const schema of schemas) await client.query(`DELETE FROM ${schema}.legal_holds WHERE reference = 'LH-2026/1'`);
    const lifted = { change: 'lifted', reference: 'LH-2', at, by: 'lena' } as const;
    expect(await apply(client, [...readHolds(list), lifted], at)).toBe(1);
    expect(await held()).toEqual(['LH-2026/1: mara: mara n']);
    await opens('mara', 'm');
    await maybeOne('mara', 'mina', null);
    expect(await apply(client, [...readHolds(list), lifted], at)).toBe(2);
    expect(await held()).toEqual(['LH-2026/1: mara: mara m', 'LH-2026/1: mara: mara n', 'LH-2026/1: mina: mina n']);
    const before = (await told()).length;
    expect(await apply(client, [...readHolds(list), lifted], at)).toBe(0);
    expect(await told()).toHaveLength(before);
  });

  test('of several people under one reference is told of each when it is applied', async () => {
    for (const one of ['mara n', 'theo n']) await place(client, list, order, one);
    for (const schema of schemas) await client.query(`DELETE FROM ${schema}.legal_holds`);
    await client.query('DELETE FROM handoff.outbox');
    expect(await apply(client, readHolds(list), at)).toBe(2);
    const all = (await told()) as { data: { conversationIds: string[] }; envelope: { id: string } }[];
    expect(all.flatMap(({ data }) => data.conversationIds)).toEqual(['mara n', 'theo n']);
    expect(new Set(all.map(({ envelope }) => envelope.id)).size).toBe(all.length);
  });

  test('may be placed again under the reference of one that was lifted', async () => {
    await place(client, list, order, 'mara n');
    await lift(client, list, order);
    expect(standing(readHolds(list))).toEqual([]);
    await place(client, list, order, 'theo n');
    expect(standing(readHolds(list)).map((one) => one.held)).toEqual([[{ contact_id: 'theo', conversation_id: 'theo n' }]]);
    expect(await apply(client, readHolds(list), at)).toBe(0);
    expect(await held()).toEqual(['LH-2026/1: theo: theo n']);
  });

  test('of nobody, under no reference, or for a reason in words is refused, and so is the end of one that does not stand', async () => {
    await expect(place(client, list, order, 'nobody')).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' });
    await expect(place(client, list, { ...order, reference: 'Mara Miller' }, 'mara n')).rejects.toMatchObject({ code: 'ORDER_INVALID' });
    await expect(place(client, list, { ...order, reason: 'she sues' as 'other' }, 'mara n')).rejects.toMatchObject({
      code: 'ORDER_INVALID',
    });
    await place(client, list, order, 'mara n');
    await expect(lift(client, list, { ...order, reference: 'LH-2' })).rejects.toMatchObject({ code: 'HOLD_UNKNOWN' });
  });
});
