import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import { withTransaction } from '@frontdesk/postgres';
import { Clock, Logger, Meters } from '@frontdesk/runtime';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { decision } from '../../test/decision.ts';
import { config } from '../config.ts';
import type { AuditRow } from '../domain/audit-row.ts';
import { manifest } from '../manifest.ts';
import { EventsStore } from './events.store.ts';
import { Forgetting } from './forgetting.ts';
import { Horizons } from './horizons.ts';
import { TextsStore } from './texts.store.ts';

let database: TestDatabase;
let source: DataSource;
let clock: Clock;
let meters: Meters;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);
beforeEach(() => {
  clock = new Clock();
  meters = new Meters();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await source.query('DELETE FROM wa_events');
});

const dayMs = 24 * 60 * 60_000;
const ago = (days: number): number => Date.now() - days * dayMs;

/** @param made ms, when it was decided; @param caused ms, what its id says */
const decided = (name: string, made: number, caused = made): AuditRow =>
  decision({ id: deriveId(caused, name), ts: made, conversationId: name });
const given = (...rows: AuditRow[]): Promise<void> => withTransaction(source, (tx) => new EventsStore(source).insert(tx, rows));
const forget = (variables: Record<string, string> = {}): Promise<void> => {
  const horizons = new Horizons(source, clock, config.parse({ SERVICE_TOKEN: 'between-the-services', ...variables }));
  return new Forgetting(horizons, new TextsStore(source), new EventsStore(source), meters, new Logger('audit-logger', 'silent')).forget();
};
const left = async (): Promise<string[]> =>
  (await source.query<{ name: string }[]>('SELECT conversation_id AS name FROM wa_events ORDER BY 1')).map(({ name }) => name);

test('decisions are kept for 24 months, and then forgotten', async () => {
  await given(decided('old', ago(732)), decided('young', ago(730)), decided('new', ago(0)));
  await forget();
  expect(await left()).toEqual(['new', 'young']);
  expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="decisions"} 1');
});

test('more of them than a step takes, of several months, whatever stands between them', async () => {
  clock.set(1_100 * dayMs); // far enough that this year's partitions are past their horizon
  const one = (n: number) => [decided(`old ${n}`, ago(n / 10)), decided(`of what was long ago ${n}`, ago(-1_000), ago(n / 10))];
  await given(...Array.from({ length: 400 }, (_, n) => one(n)).flat());
  await forget();
  expect(await left()).toEqual(Array.from({ length: 400 }, (_, n) => `of what was long ago ${n}`).sort());
});

test.each([undefined, '31', '3653'])('DECISIONS_KEEP_DAYS %s', async (set) => {
  const days = Number(set ?? 731);
  await given(decided('old', ago(days + 1)), decided('young', ago(days - 1)));
  await forget(set === undefined ? {} : { DECISIONS_KEEP_DAYS: set, TEXTS_KEEP_DAYS: '31' });
  expect(await left()).toEqual(['young']);
});

test("a machine whose clock runs ahead of the database's forgets nothing that is not due", async () => {
  await given(decided('young', ago(700)), decided('old', ago(740)));
  const ahead = Date.now() + 400 * dayMs;
  jest.spyOn(Date, 'now').mockReturnValue(ahead);
  await forget();
  expect(await left()).toEqual(['young']);
});

test('what another replica forgets right now is passed over, and does not hold this one up', async () => {
  await given(decided('at work', ago(800)), decided('old', ago(790)));
  await withTransaction(source, async (tx) => {
    await tx.query(`SELECT FROM wa_events WHERE conversation_id = 'at work' FOR UPDATE`);
    await forget();
  });
  expect(await left()).toEqual(['at work']);
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  await given(decided('held', ago(900)), decided('old', ago(800)));
  await source.query(
    `INSERT INTO messages (id, conversation_id, ts, sender, body, recorded_at) SELECT gen_random_uuid(), of, $1, 'customer', 'hi', $1
     FROM unnest(ARRAY['held', 'old']) AS of`,
    [new Date(ago(800))],
  );
  const lines = async () =>
    (await source.query<{ of: string }[]>('SELECT conversation_id AS of FROM messages ORDER BY 1')).map(({ of }) => of);
  await source.query(`INSERT INTO legal_holds VALUES ('held', 'LH-1', 'mara'), ('held', 'LH-2', 'mara')`);
  await forget();
  expect([await left(), await lines()]).toEqual([['held'], ['held']]);
  await source.query(`DELETE FROM legal_holds WHERE reference = 'LH-1'`);
  await forget();
  expect([await left(), await lines()]).toEqual([['held'], ['held']]);
  await source.query('DELETE FROM legal_holds');
  await forget();
  expect([await left(), await lines()]).toEqual([[], []]);
});
