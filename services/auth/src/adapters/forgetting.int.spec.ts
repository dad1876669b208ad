import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Clock, Forgetting, Logger, Meters } from '@frontdesk/runtime';
import { message, testDatabase, testTime, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { config } from '../config.ts';
import { manifest } from '../manifest.ts';
import { AttemptsStore } from './attempts.store.ts';
import { forgotten } from './forgetting.ts';
import { KnownStore } from './known.store.ts';

jest.setTimeout(60_000);
const minute = 60_000;
const hour = 60 * minute;

const attempts = new AttemptsStore();
const known = new KnownStore();
let meters: Meters;
let clock: Clock;
let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  dataSource = await database.connect('auth');
}, 120_000);
beforeEach(async () => {
  clock = new Clock();
  meters = new Meters();
  for (const table of ['codes', 'attempts', 'challenges', 'identities']) await dataSource.query(`delete from ${table}`);
});
afterAll(() => database?.close());

/** A challenge `<who>/<which>` is one of that contact's; by itself it is one of its own contact's. */
const admitted = (challengeId: string) =>
  message(
    'MessageAdmitted',
    {
      messageId: 'm1',
      turn: turn({ contact: { contactId: 'contact-1' }, challenge: { id: challengeId, level: 'order', subject: 'FD-10234' } }),
    },
    { conversationId: challengeId.split('/')[0]! },
  );
const attempt = (challengeId: string, messageId: string, holds: boolean, at = testTime, orderNumber = 'FD-10234') =>
  dataSource.transaction((tx) =>
    attempts.judge(tx, admitted(challengeId), { messageId, holds, offered: { orderNumber, method: 'order_postcode', secret: '2767' } }, at),
  );
const remembered = async (challengeId: string, now = testTime) =>
  dataSource.transaction(async (tx) => {
    const asked = admitted(challengeId);
    return (await known.load(tx, [asked], now)).get(asked);
  });

const forget = (after: number, variables: Record<string, string> = {}) => {
  clock.set(testTime + after - Date.now());
  const kinds = forgotten(config.parse(variables));
  return new Forgetting(dataSource, clock, meters, new Logger('auth', 'silent'), kinds).forget();
};
const left = () => dataSource.query<object[]>('select distinct challenge_id as id from attempts order by id');
const challenges = () => dataSource.query<object[]>('select id from challenges order by id');
const deposit = (at: number) => dataSource.transaction((tx) => known.keepTier(tx, 'contact-1', 'vip', at));
const askedFor = (id: string, conversation: string, at: number) =>
  dataSource.query('insert into codes (id, conversation_id, order_number, rests_on, asked_at) values ($1, $2, $3, $4, $4)', [
    id,
    conversation,
    'FD-10234',
    new Date(at),
  ]);
const codes = () => dataSource.query<object[]>('select id from codes order by id');
const tiers = () => dataSource.query<object[]>('select tier from identities');

test('proofs are forgotten a day after the last attempt of their challenge, and tiers a day after the shop was asked', async () => {
  await attempt('mara', 'm1', false);
  await attempt('mara', 'm2', true, testTime + hour);
  await attempt('tom', 'm1', false, testTime);
  await deposit(testTime);
  await forget(24 * hour - minute);
  expect([await left(), await tiers()]).toEqual([[{ id: 'mara' }, { id: 'tom' }], [{ tier: 'vip' }]]);
  await forget(24 * hour + minute);
  expect([await left(), await challenges(), await tiers()]).toEqual([[{ id: 'mara' }], [{ id: 'mara' }], []]);
  await forget(25 * hour + minute);
  expect([await left(), await challenges()]).toEqual([[], []]);
  expect(await meters.registry.metrics()).toContain('frontdesk_forgotten_total{what="proofs"} 2');
});

test('so is what is kept of a code, a day after it was asked for: no limit counts it any longer', async () => {
  await askedFor('m1', 'mara', testTime);
  await askedFor('m2', 'mara', testTime + hour);
  await forget(24 * hour + minute);
  expect(await codes()).toEqual([{ id: 'm2' }]);
});

test.each([undefined, '24', '168'])('PROOFS_KEEP_HOURS %s', async (set) => {
  await attempt('mara', 'm1', true);
  const kept = Number(set ?? 24) * hour;
  const variables: Record<string, string> = set === undefined ? {} : { PROOFS_KEEP_HOURS: set };
  await forget(kept - minute, variables);
  expect(await challenges()).toHaveLength(1);
  await forget(kept + minute, variables);
  expect(await challenges()).toEqual([]);
});

test.each(['23', '169', 'long'])('PROOFS_KEEP_HOURS %s is refused', (hours) =>
  expect(config.safeParse({ PROOFS_KEEP_HOURS: hours }).success).toBe(false),
);

test('no lock opens by it: neither of a conversation nor of an order, over however many challenges', async () => {
  for (let n = 1; n <= 6; n++) await attempt(`mara/${n}`, 'm1', false, testTime + n * hour, `FD-${n}`);
  for (let n = 1; n <= 5; n++) await attempt(`c${n}`, 'm1', false, testTime + n * hour);
  await forget(25 * hour - minute);
  expect(await attempt('mara/7', 'm1', true, testTime + 25 * hour - minute, 'FD-7')).toMatchObject({ reason: 'CONVERSATION_LOCKED' });
  expect(await attempt('c6', 'm1', true, testTime + 25 * hour - minute)).toMatchObject({ reason: 'ORDER_LOCKED' });
});

test('a locked challenge stays locked, and what it has judged judged, until its last attempt is a day ago', async () => {
  for (let n = 0; n < 3; n++) await attempt('mara', `m${n}`, false, testTime + n * hour);
  await forget(26 * hour - minute);
  expect(await remembered('mara', testTime + 26 * hour - minute)).toMatchObject({ locked: true, judged: [{}, {}, {}] });
});

test('more of them than a step takes', async () => {
  await dataSource.query(`insert into challenges (id, conversation_id, state) select n, n, 'open' from generate_series(1, 600) n`);
  const some = `insert into attempts select n, 'm1', 'FD-1', 'refused', 0, $1 from generate_series(1, 600) n`;
  await dataSource.query(some, [new Date(testTime)]);
  await forget(25 * hour);
  expect([await left(), await challenges()]).toEqual([[], []]);
});

test('a challenge that is answered right now is passed over, and does not hold it up', async () => {
  await attempt('mara', 'm1', false);
  await attempt('tom', 'm1', false);
  await dataSource.transaction(async (tx) => {
    await tx.query(`select from challenges where id = 'mara' for update`);
    await forget(25 * hour);
  });
  expect(await left()).toEqual([{ id: 'mara' }]);
});

test('what an erased contact failed counts for the order until its day is over, then it is gone', async () => {
  for (let n = 1; n <= 3; n++) await attempt('erased', `m${n}`, false, testTime + n);
  for (let n = 1; n <= 2; n++) await attempt(`tom/${n}`, 'm1', false, testTime + n);
  expect(await attempt('mara', 'm1', true, testTime + hour)).toEqual({ outcome: 'locked', reason: 'ORDER_LOCKED' });
  await attempt('erased', 'm4', false, testTime + 2 * hour, 'FD-4');
  await forget(23 * hour);
  expect(await left()).toEqual([{ id: 'erased' }, { id: 'mara' }, { id: 'tom/1' }, { id: 'tom/2' }]);
  await forget(24 * hour + minute, { PROOFS_KEEP_HOURS: '168' });
  expect(await dataSource.query(`select order_number as order from attempts where challenge_id = 'erased'`)).toEqual([{ order: 'FD-4' }]);
  await forget(27 * hour);
  expect([await left(), await challenges()]).toEqual([[], [{ id: 'erased' }]]);
});

test("what was mailed for an erased contact is forgotten after a day, however long others' codes are kept", async () => {
  await askedFor('m1', 'erased', testTime);
  await askedFor('m2', 'mara', testTime);
  await forget(24 * hour - minute, { PROOFS_KEEP_HOURS: '168' });
  expect(await codes()).toEqual([{ id: 'm1' }, { id: 'm2' }]);
  await forget(24 * hour + minute, { PROOFS_KEEP_HOURS: '168' });
  expect(await codes()).toEqual([{ id: 'm2' }]);
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  await attempt('mara/1', 'm1', true);
  await attempt('tom', 'm1', true);
  await deposit(testTime);
  await askedFor('m1', 'mara', testTime);
  await dataSource.query(`insert into legal_holds values ('mara', 'LH-1', 'contact-1')`);
  await forget(800 * hour);
  expect([await left(), await challenges(), await tiers()]).toEqual([[{ id: 'mara/1' }], [{ id: 'mara/1' }], [{ tier: 'vip' }]]);
  expect(await codes()).toEqual([{ id: 'm1' }]);
  await dataSource.query('delete from legal_holds');
  await forget(800 * hour);
  expect([await left(), await challenges(), await tiers(), await codes()]).toEqual([[], [], [], []]);
});
