import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bus, LogRecord } from '@frontdesk/bus';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import pg from 'pg';
import { FloorLedger, floorTables } from './floor-ledger.ts';
import type { FloorCause } from './floor-ledger.ts';

let database: TestDatabase;
let pool: pg.Pool;
let commits = 0;
let appended: (readonly LogRecord[])[];
let ledger: FloorLedger;

/** What is committed by whoever asks for it, and by each statement outside a transaction. */
function counted(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (asked: string | { text: string }, ...more: unknown[]) => unknown;
  let isOpen = false;
  Object.assign(client, {
    query: (asked: string | { text: string }, ...more: unknown[]) => {
      const text = typeof asked === 'string' ? asked : asked.text;
      isOpen = text === 'BEGIN' || (isOpen && text !== 'COMMIT');
      if (!isOpen) commits += 1;
      return query(asked, ...more);
    },
  });
}

beforeEach(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.adminUrl, max: 8, pipeline: true });
  await pool.query(`CREATE SCHEMA floor; ${floorTables('policy')}`);
  pool.on('error', () => undefined); // one that is still closing while its database is dropped is told so
  [commits, appended] = [0, []];
  pool.on('acquire', (client) => {
    if (!Object.hasOwn(client, 'query')) counted(client);
  });
  // a log that does not lie in the database
  const bus: Pick<Bus, 'append'> = { append: async (records) => void appended.push(records) };
  ledger = new FloorLedger('policy', bus, pool);
});
afterEach(async () => {
  await pool.end();
  await database.close();
});

const rows = async (sql: string): Promise<object[]> => {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  const found = await client.query<object>(sql);
  await client.end();
  return found.rows;
};

const cause = (bytes: number, more: Partial<FloorCause> = {}): FloorCause => ({
  id: randomUUID(),
  key: '106540352240000 15551000000',
  read: Buffer.alloc(bytes),
  isSend: false,
  records: [{ topic: 'conversation.admitted.v1', key: 'a', headers: {}, value: Buffer.alloc(bytes, 1) }],
  ...more,
});

test('where the log is elsewhere each batch makes one commit: its outbox row is dropped by the next one', async () => {
  for (const bytes of [100, 200, 300, 400]) await ledger.commit({ entries: [cause(bytes), cause(bytes)] });
  expect(commits).toBe(4);
  expect(appended.map(({ length }) => length)).toEqual([2, 2, 2, 2]);
  expect(await rows('SELECT id::int, length(records) AS bytes FROM floor."policy outbox"')).toEqual([{ id: 4, bytes: 800 }]);
  expect(await rows('SELECT count(*)::int AS kept, sum(marks)::int AS marks FROM floor.policy')).toEqual([{ kept: 8, marks: 0 }]);
});

test('a batch that says nothing leaves no row, and drops what the one before has published', async () => {
  await ledger.commit({ entries: [cause(100)] });
  await ledger.commit({ entries: [cause(100, { records: [] })] });
  expect(commits).toBe(2);
  expect(appended).toHaveLength(1);
  expect(await rows('SELECT id FROM floor."policy outbox"')).toEqual([]);
});

test('a send is marked by the commit that takes it', async () => {
  await ledger.commit({ entries: [cause(100), cause(100, { isSend: true, records: [] })] });
  expect(commits).toBe(1);
  expect(await rows('SELECT sum(marks)::int AS marks FROM floor.policy')).toEqual([{ marks: 1 }]);
});

test('what is patient waits for company and goes along with it', async () => {
  const long = ledger.commit({ entries: [cause(100)], patienceMs: 3_600_000 });
  await ledger.commit({ entries: [cause(100)] });
  await long;
  expect(commits).toBe(1);
  expect(appended.map(({ length }) => length)).toEqual([2]);
});

test('many do not wait for more', async () => {
  await ledger.commit({ entries: Array.from({ length: 256 }, () => cause(1)), patienceMs: 3_600_000 });
  expect(commits).toBe(1);
});
