import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import { withTransaction } from '@frontdesk/postgres';
import { Clock, Logger } from '@frontdesk/runtime';
import { eventually, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { parseKeks, Vault } from '@frontdesk/vault';
import { parseWebhook } from '@frontdesk/whatsapp';
import type { DataSource, EntityManager } from 'typeorm';
import { numberId, webhook } from '../../test/gateway-world.ts';
import { understand } from '../domain/understand.ts';
import { manifest } from '../manifest.ts';
import { Arrivals } from './arrivals.ts';
import type { Arrived, Item } from './arrivals.ts';
import { ContactsStore } from './contacts.store.ts';
import { Keys } from './keys.ts';
import { Settings } from './settings.ts';
import { StatusesStore } from './statuses.store.ts';
import { SuppressionsStore } from './suppressions.store.ts';

const kek = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const wabaId = '102200000000001';
let database: TestDatabase;
let replicas: { source: DataSource; arrivals: Arrivals; contacts: ContactsStore }[] = [];

beforeAll(async () => {
  Object.assign(process.env, {
    WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1',
    WHATSAPP_PHONE_NUMBER_ID: numberId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: wabaId,
    WHATSAPP_ACCESS_TOKEN: 't',
    WHATSAPP_APP_SECRET: 's',
    WHATSAPP_VERIFY_TOKEN: 'v',
    VAULT_KEK: kek,
    SERVICE_TOKEN: 'token-between-services',
  });
  database = await testDatabase([manifest]);
  const clock = new Clock();
  replicas = await Promise.all(
    [1, 2].map(async () => {
      const source = await database.connect('gateway');
      const vault = new Vault(source, parseKeks(kek), 'creates');
      const keys = new Keys(new Settings());
      const contacts = new ContactsStore(keys, vault, new Logger('gateway', 'silent'));
      return { source, contacts, arrivals: new Arrivals(contacts, new StatusesStore(keys), new SuppressionsStore(), vault, clock) };
    }),
  );
}, 120_000);
afterAll(() => database?.close(), 60_000);

const item = (wamid: string, who: object): Item => {
  const message = { id: wamid, timestamp: '1790000100', type: 'text', text: { body: 'hello' }, ...who };
  const parsed = parseWebhook(webhook({ messages: [message] }));
  if (parsed.outcome !== 'items') throw new Error(parsed.outcome);
  const stored = parsed.items[0]!;
  return {
    stored,
    understood: understand(stored, { wabaId, numberIds: [numberId] }),
    id: deriveId(0, wamid),
    receivedAt: 1_790_000_100_000,
  };
};

test.each<[string, object, object]>([
  ['both name phone and user id', { from: '4915900000001', from_user_id: 'DE.1' }, { from: '4915900000001', from_user_id: 'DE.1' }],
  ['one hides the user id', { from: '4915900000002', from_user_id: 'DE.2' }, { from: '4915900000002' }],
  ['the other hides it', { from: '4915900000003' }, { from: '4915900000003', from_user_id: 'DE.3' }],
  ['one hides the phone', { from: '4915900000004', from_user_id: 'DE.4' }, { from_user_id: 'DE.4' }],
  ['the other hides it too', { from_user_id: 'DE.5' }, { from: '4915900000005', from_user_id: 'DE.5' }],
])('two replicas that meet somebody new at the same moment make one contact: %s', async (what, one, other) => {
  const [first, second] = replicas as [(typeof replicas)[0], (typeof replicas)[0]];
  let commit = (): void => undefined;
  const held = new Promise<void>((resolve) => (commit = resolve));
  let isTaken = false;
  const take = async (arrivals: Arrivals, tx: EntityManager, met: Item): Promise<Arrived> => (await arrivals.take(tx, [met])).get(met.id)!;
  const firstTakes = withTransaction(first.source, async (tx) => {
    const arrived = await take(first.arrivals, tx, item(`wamid.one ${what}`, one));
    isTaken = true;
    await held;
    return arrived;
  });
  await eventually(() => isTaken);
  let pid = 0;
  const secondTakes = withTransaction(second.source, async (tx) => {
    [{ pid }] = await tx.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
    return take(second.arrivals, tx, item(`wamid.other ${what}`, other));
  });
  // whatever it waits for, it is the other's to give
  await eventually(async () => {
    const [row] = await first.source.query<{ waits: boolean }[]>('SELECT cardinality(pg_blocking_pids($1)) > 0 AS waits', [pid]);
    return pid > 0 && row?.waits === true;
  });
  commit();
  const [met, metToo] = await Promise.all([firstTakes, secondTakes]);
  expect(metToo.contact.contactId).toBe(met.contact.contactId);
  expect([met.conflicts, metToo.conflicts]).toEqual([[], []]);
  const [contacts] = await first.source.query<{ count: number }[]>(
    `SELECT count(DISTINCT contact_id)::int AS count FROM aliases WHERE contact_id = ANY($1) OR hash IN (SELECT hash FROM aliases WHERE contact_id = $2)`,
    [[met.contact.contactId, metToo.contact.contactId], met.contact.contactId],
  );
  expect(contacts).toEqual({ count: 1 });
});

test('whose threads are asked for are found by an index: the whole transaction waits for it', async () => {
  const plan = await withTransaction(replicas[0]!.source, async (tx) => {
    await tx.query('SET LOCAL enable_seqscan = off');
    const rows: object[] = [];
    const explained = async (sql: string, parameters: unknown[]) => {
      rows.push(...(await tx.query<object[]>(`EXPLAIN ${sql}`, parameters)));
      return [];
    };
    await replicas[0]!.contacts.threadsOf({ query: explained } as never, ['somebody']);
    return JSON.stringify(rows);
  });
  expect(plan).toContain('threads_contact');
});
