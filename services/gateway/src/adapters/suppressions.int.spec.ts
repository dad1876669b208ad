import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { Client } from 'pg';
import { GatewayWorld, kek, numberId, toWire, webhook } from '../../test/gateway-world.ts';

const other = '106500000000002';
const endedAt = Date.parse('2026-11-20T09:00:00.000Z');
let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open([numberId, other]);
}, 120_000);
afterAll(() => world?.close(), 60_000);

async function said(body: string, who: object, to = numberId) {
  const message = { id: `wamid.${body}`, timestamp: '1790000100', type: 'text', text: { body }, ...who };
  await world.post(toWire(webhook({ metadata: { display_phone_number: '15550000001', phone_number_id: to }, messages: [message] })));
  const received = () => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);
  await eventually(() => received().length === 1);
  const { envelope, data } = received()[0]!;
  return { conversationId: envelope.conversationId, contactId: data.contact!.contactId, messageId: envelope.id };
}

/** As `npm run erasures` does it: the addresses that are theirs now are suppressed with one of our numbers. */
async function erased(contactId: string, ...categories: string[]): Promise<void> {
  const client = new Client({ connectionString: world.database.adminUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('CREATE TEMP TABLE erased (contact_id text, conversation_id text) ON COMMIT DROP');
  await client.query('INSERT INTO erased VALUES ($1, NULL)', [contactId]);
  await client.query('CREATE TEMP TABLE suppressed (LIKE gateway.suppressions) ON COMMIT DROP');
  await client.query(
    `INSERT INTO suppressed SELECT $1, kind, hash, category, $2
     FROM gateway.aliases, unnest($3::text[]) AS category WHERE contact_id = $4 AND until IS NULL`,
    [numberId, new Date(endedAt), categories, contactId],
  );
  await client.query('SET LOCAL search_path TO gateway, pg_temp');
  await client.query(readFileSync(join(import.meta.dirname, '../../erasure.sql'), 'utf8'));
  await client.query('COMMIT');
  await client.end();
}

const found = (conversationId: string) =>
  world
    .of('SuppressionFound', ({ envelope }) => envelope.conversationId === conversationId)
    .map(({ data: { category, at } }) => [category, at]);
const kept = async (): Promise<string[]> =>
  (await world.postgresRows<{ kind: string }>('SELECT kind FROM gateway.suppressions ORDER BY kind', [])).map(({ kind }) => kind);

test('who comes back from a suppressed address is a stranger, of whom is said first what they had ended: once', async () => {
  const before = await said('one', { from: '4915200000001', from_user_id: 'DE.1' });
  await erased(before.contactId, '', 'marketing');
  const back = await said('two', { from: '4915200000001', from_user_id: 'DE.1' });
  expect(back.contactId).not.toBe(before.contactId);
  expect(found(back.conversationId)).toEqual([
    ['', endedAt],
    ['marketing', endedAt],
  ]);
  const ofItem = world.facts.filter(({ envelope: { conversationId } }) => conversationId === back.conversationId);
  expect(ofItem.map(({ type }) => type)).toEqual(['SuppressionFound', 'SuppressionFound', 'MessageReceived']);
  expect(ofItem.map(({ envelope }) => envelope.causes)).toEqual(Array(3).fill(ofItem[2]!.envelope.causes));
  expect(await kept()).toEqual([]);
  await said('three', { from: '4915200000001', from_user_id: 'DE.1' });
  expect(found(back.conversationId)).toHaveLength(2);
});

test('an address that they show later is known too, and another number of ours is not what they ended', async () => {
  const before = await said('four', { from: '4915200000002', from_user_id: 'DE.2' });
  await erased(before.contactId, '');
  const elsewhere = await said('five', { from: '4915200000002', from_user_id: 'DE.2' }, other);
  expect([found(elsewhere.conversationId), await kept()]).toEqual([[], ['phone', 'user_id']]);
  const back = await said('six', { from: '4915200000002' });
  expect([found(back.conversationId), await kept()]).toEqual([[['', endedAt]], ['user_id']]);
  await said('seven', { from: '4915200000002', from_user_id: 'DE.2' });
  expect([found(back.conversationId).length, await kept()]).toEqual([2, []]);
});

test('a new key in front of VAULT_KEK leaves it known', async () => {
  const before = await said('eight', { from: '4915200000003' });
  await erased(before.contactId, '');
  await world.service.close();
  world.service = await world.replica(world.bus, world.meters, `next:${Buffer.alloc(32, 8).toString('base64')},${kek}`);
  const back = await said('nine', { from: '4915200000003' });
  expect(found(back.conversationId)).toEqual([['', endedAt]]);
});
