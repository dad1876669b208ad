import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import { withTransaction } from '@frontdesk/postgres';
import { Clock, Logger, Meters } from '@frontdesk/runtime';
import { eventually, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { decision } from '../../test/decision.ts';
import { config } from '../config.ts';
import type { AuditRow } from '../domain/audit-row.ts';
import type { Difference } from '../domain/chain.ts';
import { manifest } from '../manifest.ts';
import { checkChain, headOf, outside } from './chain-check.ts';
import type { Scope } from './chain-check.ts';
import { ChainStore } from './chain.store.ts';
import { Chaining } from './chaining.ts';
import { EventsStore } from './events.store.ts';
import { Forgetting } from './forgetting.ts';
import { Horizons } from './horizons.ts';
import type { Query } from './query.ts';
import { TextsStore } from './texts.store.ts';

let database: TestDatabase;
let source: DataSource;
let admin: Client;
let clock: Clock;
let meters: Meters;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query('SET search_path TO audit_logger');
}, 120_000);
afterAll(async () => {
  await admin?.end();
  await database?.close();
}, 60_000);
beforeEach(() => {
  clock = new Clock();
  meters = new Meters();
});
afterEach(async () => {
  await admin.query('TRUNCATE wa_events, audit_blocks, audit_leaves, messages, legal_holds RESTART IDENTITY');
});

const dayMs = 24 * 60 * 60_000;
const logger = new Logger('audit-logger', 'silent');
const decided = (name: string, more: Partial<AuditRow> = {}): AuditRow =>
  decision({ id: deriveId(more.ts ?? Date.now(), name), ts: Date.now(), conversationId: name, payload: { data: { name } }, ...more });
const given = (...rows: AuditRow[]): Promise<void> => withTransaction(source, (tx) => new EventsStore(source).insert(tx, rows));
const horizons = (): Horizons => new Horizons(source, clock, config.parse({ SERVICE_TOKEN: 'between-the-services' }));
const replica = (): Chaining => new Chaining(new ChainStore(source), horizons(), meters, logger);
/** What was recorded up to now is closed. The server is other specs' too: whoever writes in it is waited for. */
async function close(chaining = replica()): Promise<void> {
  const store = new ChainStore(source);
  const { last } = await store.numbered();
  await eventually(async () => {
    await chaining.round();
    return (await store.lastClosed()) >= last;
  });
}
async function twoRounds(chaining = replica()): Promise<void> {
  await chaining.round();
  await chaining.round();
}
const forget = (): Promise<void> => new Forgetting(horizons(), new TextsStore(source), new EventsStore(source), meters, logger).forget();

const query: Query = async <Row>(sql: string, values?: unknown[]) => (await admin.query(sql, values)).rows as Row[];
async function checked(scope?: Scope): Promise<{ same: number; forgotten: number; differences: Difference[] }> {
  const all = { same: 0, forgotten: 0, differences: [] as Difference[] };
  for await (const { same, forgotten, differences } of checkChain(query, scope)) {
    all.same += same;
    all.forgotten += forgotten;
    all.differences.push(...differences);
  }
  return all;
}
const blocks = async (): Promise<{ number: number; after: number; last: number; rows: number }[]> =>
  (await admin.query('SELECT number::int, after_seq::int AS after, last_seq::int AS last, rows FROM audit_blocks ORDER BY 1')).rows;
/** Three blocks of three, two and one decisions. */
async function threeBlocks(): Promise<void> {
  await given(decided('one'), decided('two', { model: 'm@1', costUsd: 0.00012, intent: 'returns', confidence: 0.1 }), decided('three'));
  await close();
  await given(decided('four'), decided('five'));
  await close();
  await given(decided('six'));
  await close();
}

test('what was recorded is in a block once nobody is at it any more, and verifies', async () => {
  await threeBlocks();
  expect(await blocks()).toEqual([
    { number: 1, after: 0, last: 3, rows: 3 },
    { number: 2, after: 3, last: 5, rows: 2 },
    { number: 3, after: 5, last: 6, rows: 1 },
  ]);
  expect(await checked()).toEqual({ same: 6, forgotten: 0, differences: [] });
  await given(decided('seven'));
  expect(await outside(query)).toEqual({ open: 1, unnumbered: 0 });
  expect(await headOf(query)).toMatchObject({ number: 3, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await meters.registry.metrics()).toContain('frontdesk_audit_chained_total 3');
});

test('nothing new closes nothing, and says that all is chained', async () => {
  const chaining = replica();
  await eventually(async () => {
    await chaining.round();
    expect(await meters.registry.metrics()).toContain('frontdesk_audit_chained_total 1');
  });
  expect(await blocks()).toEqual([]);
});

test('more than one block takes is more blocks', async () => {
  await given(...Array.from({ length: 5_001 }, (_, n) => decided(`many ${n}`)));
  await close();
  expect((await blocks()).map(({ rows }) => rows)).toEqual([5_000, 1]);
});

test('who began before and ends after is waited for: nothing is lost between two blocks, and nobody who inserts waits', async () => {
  const slow = new Client({ connectionString: database.adminUrl });
  await slow.connect();
  try {
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO audit_logger.wa_events (id, ts, conversation_id, actor, event_type, payload) VALUES (gen_random_uuid(), now(), 'slow', '', 'Routed', '{}')`,
    );
    await given(decided('fast'));
    const chaining = replica();
    await twoRounds(chaining);
    await given(decided('not held up'));
    await chaining.round();
    expect(await blocks()).toEqual([]);
    expect(await meters.registry.metrics()).toContain('frontdesk_audit_chained_total 0');
    await slow.query('COMMIT');
    await close(chaining);
  } finally {
    await slow.end();
  }
  expect((await blocks()).reduce((sum, { rows }) => sum + rows, 0)).toBe(3);
  expect(await checked()).toEqual({ same: 3, forgotten: 0, differences: [] });
});

test('who has a number and has not written its row yet is waited for too', async () => {
  await given(decided('before'));
  await admin.query(
    `CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NEW; END'`,
  );
  await admin.query(
    `CREATE TRIGGER wait BEFORE INSERT ON wa_events FOR EACH ROW WHEN (NEW.conversation_id = 'slow') EXECUTE FUNCTION wait()`,
  );
  await admin.query('SELECT pg_advisory_lock(77)');
  const slow = given(decided('slow'));
  try {
    await eventually(
      async () => (await admin.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted`)).rowCount === 1,
    );
    await given(decided('fast'));
    await twoRounds();
    expect(await blocks()).toEqual([]);
  } finally {
    await admin.query('SELECT pg_advisory_unlock(77)');
    await slow;
    await admin.query('DROP TRIGGER wait ON wa_events');
    await admin.query('DROP FUNCTION wait');
  }
  await close();
  expect(await blocks()).toEqual([{ number: 1, after: 0, last: 3, rows: 3 }]);
});

test('inserts of several at once while others close: each is in one block', async () => {
  const replicas = [replica(), replica()];
  let isOver = false;
  const closing = Promise.all(
    replicas.map(async (one) => {
      while (!isOver) await one.round();
    }),
  );
  const ts = Date.now();
  const writer = async (who: number): Promise<void> => {
    for (let n = 0; n < 25; n += 1) await given(decided(`${who} ${n} a`), decided(`${who} ${n} b`), decided(`all ${n}`, { ts }));
  };
  await Promise.all([1, 2, 3].map(writer));
  isOver = true;
  await closing;
  await close();
  const all = (await admin.query<{ count: number }>('SELECT count(*)::int FROM wa_events')).rows[0]!.count;
  expect(all).toBe(175);
  expect((await blocks()).reduce((sum, { rows }) => sum + rows, 0)).toBe(all);
  expect(await checked()).toEqual({ same: all, forgotten: 0, differences: [] });
});

test('two replicas that close at once close one block, and neither fails', async () => {
  await given(decided('one'), decided('two'));
  const closed = await Promise.all([1, 2].map(() => new ChainStore(source).close(2, new Date(0), new Date())));
  expect(closed.filter((one) => one !== undefined)).toHaveLength(1);
  expect(await blocks()).toEqual([{ number: 1, after: 0, last: 2, rows: 2 }]);
});

test('what is kept for longer from now on does not bring back what was forgotten', async () => {
  await given(decided('old', { ts: Date.now() - 740 * dayMs }));
  await close();
  await forget();
  const keptForLonger = new Horizons(source, clock, config.parse({ SERVICE_TOKEN: 'between-the-services', DECISIONS_KEEP_DAYS: '3653' }));
  await given(decided('young'));
  await close(new Chaining(new ChainStore(source), keptForLonger, meters, logger));
  expect(await checked()).toEqual({ same: 1, forgotten: 1, differences: [] });
});

test.each([
  [
    'a payload',
    `UPDATE wa_events SET payload = '{"data": {"name": "other"}}' WHERE seq = 2`,
    [{ block: 1, what: 'DECISION_CHANGED', seq: '2' }],
  ],
  [
    'a confidence by its last bit',
    `UPDATE wa_events SET confidence = 0.10000001 WHERE seq = 2`,
    [{ block: 1, what: 'DECISION_CHANGED', seq: '2' }],
  ],
  [
    'a model for an intent',
    `UPDATE wa_events SET model = intent, intent = model WHERE seq = 2`,
    [{ block: 1, what: 'DECISION_CHANGED', seq: '2' }],
  ],
  ['a time', `UPDATE wa_events SET ts = ts + interval '1 microsecond' WHERE seq = 5`, [{ block: 2, what: 'DECISION_CHANGED', seq: '5' }]],
  ['a decision taken out', 'DELETE FROM wa_events WHERE seq = 4', [{ block: 2, what: 'DECISION_MISSING', seq: '4' }]],
  [
    'one slipped in between',
    `INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload, seq) SELECT gen_random_uuid(), ts, conversation_id, actor, event_type, payload, 4 FROM wa_events WHERE seq = 4`,
    [{ block: 2, what: 'DECISION_ADDED', seq: '4' }],
  ],
  [
    'two that changed places',
    'UPDATE wa_events SET seq = CASE seq WHEN 1 THEN 3 ELSE 1 END WHERE seq IN (1, 3)',
    [
      { block: 1, what: 'DECISION_CHANGED', seq: '1' },
      { block: 1, what: 'DECISION_CHANGED', seq: '3' },
    ],
  ],
  ['one moved into another block', 'UPDATE wa_events SET seq = 7 WHERE seq = 1', [{ block: 1, what: 'DECISION_MISSING', seq: '1' }]],
  ['a block taken out', 'DELETE FROM audit_blocks WHERE number = 2', [{ block: 2, what: 'BLOCK_MISSING' }]],
  ['the first block taken out', 'DELETE FROM audit_blocks WHERE number = 1', [{ block: 1, what: 'BLOCK_MISSING' }]],
  [
    'a block changed',
    'UPDATE audit_blocks SET last_seq = 4 WHERE number = 2',
    [
      { block: 2, what: 'BLOCK_CHANGED' },
      { block: 2, what: 'DECISION_MISSING', seq: '5' },
      { block: 3, what: 'CHAIN_BROKEN' },
    ],
  ],
  [
    'a hash',
    `UPDATE audit_blocks SET previous = hash WHERE number = 3`,
    [
      { block: 3, what: 'CHAIN_BROKEN' },
      { block: 3, what: 'BLOCK_CHANGED' },
    ],
  ],
  ['leaves', `UPDATE audit_leaves SET leaves = leaves || leaves WHERE block = 2`, [{ block: 2, what: 'LEAVES_CHANGED' }]],
  ['leaves taken out', `DELETE FROM audit_leaves WHERE block = 2`, [{ block: 2, what: 'LEAVES_MISSING' }]],
] as const)('%s is named', async (_, sql, differences) => {
  await threeBlocks();
  expect((await admin.query(sql)).rowCount).toBeGreaterThan(0);
  expect((await checked()).differences).toEqual(differences);
});

test('a change is noticed by itself, when its block has its turn', async () => {
  await given(decided('one'));
  await close();
  await admin.query(`UPDATE wa_events SET actor = 'nobody'`);
  await replica().round();
  expect(await meters.registry.metrics()).toContain('frontdesk_audit_differences_total{what="DECISION_CHANGED"} 1');
});

test('what is forgotten by a clock that was moved is no change', async () => {
  await given(decided('old'));
  await close();
  clock.set(740 * dayMs);
  await admin.query('DELETE FROM wa_events');
  await replica().round();
  expect(await meters.registry.metrics()).not.toContain('frontdesk_audit_differences_total{');
});

test('what was slipped in without a number, or below all of them, is counted', async () => {
  await admin.query(
    `INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload, seq) VALUES (gen_random_uuid(), now() - interval '1 day', 'of before', '', 'Routed', '{}', NULL)`,
  );
  await threeBlocks();
  expect(await outside(query)).toEqual({ open: 0, unnumbered: 0 });
  for (const seq of ['NULL', '-1'])
    await admin.query(
      `INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload, seq) VALUES (gen_random_uuid(), now() + interval '1 minute', 'x', '', 'Routed', '{}', ${seq})`,
    );
  expect(await outside(query)).toEqual({ open: 0, unnumbered: 2 });
});

test("the digests do not depend on a session's settings", async () => {
  await threeBlocks();
  await admin.query(`SET timezone = 'Asia/Kathmandu'`);
  await admin.query(`SET extra_float_digits = -10`);
  await admin.query(`SET datestyle = 'SQL, DMY'`);
  await admin.query(`SET bytea_output = 'escape'`);
  try {
    expect(await checked()).toEqual({ same: 6, forgotten: 0, differences: [] });
  } finally {
    await admin.query('RESET ALL');
    await admin.query('SET search_path TO audit_logger');
  }
});

test('what is sealed goes when its time has come, and its decision verifies as before', async () => {
  const ago = Date.now() - 200 * dayMs;
  const data = { text: { tokens: ['ORDER'], length: 4, sealed: 'YWJj' }, name: { sealedName: 'ZGVm' }, other: { sealed: null } };
  await given(decided('old', { ts: ago, payload: { data } }), decided('young', { payload: { data } }));
  await admin.query(
    `INSERT INTO messages (id, conversation_id, ts, sender, body, recorded_at) VALUES (gen_random_uuid(), 'old', $1, 'customer', 'hi', $1)`,
    [new Date(ago)],
  );
  await close();
  await forget();
  const { rows } = await admin.query(`SELECT payload #>> '{data,text,sealed}' AS sealed FROM wa_events ORDER BY seq`);
  expect(rows).toEqual([{ sealed: null }, { sealed: 'YWJj' }]);
  expect(await checked()).toEqual({ same: 2, forgotten: 0, differences: [] });
  await admin.query(`UPDATE wa_events SET payload = jsonb_set(payload, '{data,text,length}', '5') WHERE conversation_id = 'old'`);
  expect((await checked()).differences).toEqual([{ block: 1, what: 'DECISION_CHANGED', seq: '1' }]);
});

test('what is past its horizon is told apart from what was taken out; what a legal hold keeps goes on verifying', async () => {
  await given(decided('held', { ts: Date.now() - 800 * dayMs }), decided('old', { ts: Date.now() - 790 * dayMs }));
  await close();
  await given(decided('young'), decided('taken out'));
  await close();
  await admin.query(`INSERT INTO legal_holds VALUES ('held', 'LH-1', 'mara')`);
  await forget();
  await admin.query(`DELETE FROM wa_events WHERE conversation_id = 'taken out'`);
  expect(await checked()).toEqual({ same: 2, forgotten: 1, differences: [{ block: 2, what: 'DECISION_MISSING', seq: '4' }] });
  await admin.query(`UPDATE wa_events SET actor = 'nobody' WHERE conversation_id = 'held'`);
  expect((await checked()).differences).toContainEqual({ block: 1, what: 'DECISION_CHANGED', seq: '1' });
});

test('an erasure takes the transcript, and the chain holds', async () => {
  await given(decided('hers'), decided('theirs'));
  await admin.query(
    `INSERT INTO messages (id, conversation_id, ts, sender, body, recorded_at) VALUES (gen_random_uuid(), 'hers', now(), 'customer', 'hi', now())`,
  );
  await close();
  await admin.query(`CREATE TEMP TABLE erased AS SELECT 'her' AS contact_id, 'hers' AS conversation_id`);
  await admin.query(readFileSync(join(import.meta.dirname, '../../erasure.sql'), 'utf8'));
  await admin.query('DROP TABLE erased');
  expect((await admin.query('SELECT FROM messages')).rowCount).toBe(0);
  expect(await checked()).toEqual({ same: 2, forgotten: 0, differences: [] });
});

test('the digests of a block go with the last of its decisions, and the chain holds', async () => {
  clock.set(-740 * dayMs);
  await given(decided('held', { ts: clock.now() }), decided('old', { ts: clock.now() }));
  await close();
  clock.set(0);
  await given(decided('young'));
  await close();
  await admin.query(`INSERT INTO legal_holds VALUES ('held', 'LH-1', 'mara')`);
  await forget();
  const kept = async () =>
    (await admin.query<{ block: string }>('SELECT block FROM audit_leaves ORDER BY 1')).rows.map(({ block }) => block);
  expect(await kept()).toEqual(['1', '2']);
  await admin.query('DELETE FROM legal_holds');
  await forget();
  expect(await kept()).toEqual(['2']);
  expect(await checked()).toEqual({ same: 1, forgotten: 0, differences: [] });
});

test('read in again from text, as out of a backup, it verifies up to its point and goes on', async () => {
  await threeBlocks();
  await given(decided('after the last block'));
  const asText = async (table: string) =>
    (await admin.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`)).rows.map(({ row }) => row);
  const tables = ['wa_events', 'audit_blocks', 'audit_leaves'];
  const dump: string[][] = [];
  for (const table of tables) dump.push(await asText(table));
  await given(decided('after the point'));
  await close();
  await admin.query('TRUNCATE wa_events, audit_blocks, audit_leaves');
  for (const [n, table] of tables.entries())
    await admin.query(`INSERT INTO ${table} SELECT (row::${table}).* FROM unnest($1::text[]) AS row`, [dump[n]]);
  await admin.query(`SELECT setval('wa_events_seq', 7)`);
  expect(await checked()).toEqual({ same: 6, forgotten: 0, differences: [] });
  await given(decided('after the point'));
  await close();
  expect((await blocks()).at(-1)).toEqual({ number: 4, after: 6, last: 8, rows: 2 });
  expect(await checked()).toEqual({ same: 8, forgotten: 0, differences: [] });
});

test('of a part of the chain only that part is looked at', async () => {
  await threeBlocks();
  await admin.query(`UPDATE wa_events SET actor = 'nobody' WHERE seq = 1`);
  const { closed_at: second } = (await admin.query<{ closed_at: Date }>('SELECT closed_at FROM audit_blocks WHERE number = 2')).rows[0]!;
  expect(await checked({ from: second })).toEqual({ same: 3, forgotten: 0, differences: [] });
  expect(await checked({ to: second })).toMatchObject({ same: 2, differences: [{ seq: '1' }] });
});

test('the service adds blocks, and can neither change nor delete one', async () => {
  await threeBlocks();
  for (const sql of ['UPDATE audit_blocks SET rows = 1', 'DELETE FROM audit_blocks', 'TRUNCATE audit_blocks'])
    await expect(source.query(sql)).rejects.toMatchObject({ driverError: { code: '42501' } });
});
