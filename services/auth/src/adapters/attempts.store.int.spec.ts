import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { message, testDatabase, testTime, text, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { manifest } from '../manifest.ts';
import { AttemptsStore } from './attempts.store.ts';
import { KnownStore } from './known.store.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('attempts in PostgreSQL', () => {
  const attempts = new AttemptsStore();
  const known = new KnownStore();
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase([manifest]);
    dataSource = await database.connect('auth');
  });
  beforeEach(async () => {
    for (const table of ['attempts', 'challenges', 'identities']) await dataSource.query(`delete from ${table}`);
  });
  afterAll(() => database?.close());

  /** A challenge `<who>/<which>` is one of that contact's; by itself it is one of its own contact's. `<who>/`: nothing is asked of them. */
  const admitted = (challengeId: string) => {
    const [who, which] = challengeId.split('/');
    const challenge = { id: challengeId, level: 'order', subject: 'FD-10234' };
    const data = { messageId: 'm1', turn: turn({ contact: { contactId: 'contact-1' }, ...(which === '' ? {} : { challenge }) }) };
    return message('MessageAdmitted', data, { conversationId: who! });
  };
  const attempt = (challengeId: string, messageId: string, holds: boolean, at = testTime, orderNumber = 'FD-10234') =>
    dataSource.transaction((tx) =>
      attempts.judge(
        tx,
        admitted(challengeId),
        { messageId, holds, offered: { orderNumber, method: 'order_postcode', secret: '2767' } },
        at,
      ),
    );
  const remembered = async (challengeId: string, now = testTime) =>
    dataSource.transaction(async (tx) => {
      const asked = admitted(challengeId);
      return (await known.load(tx, [asked], now)).get(asked);
    });

  test('three wrong ones lock the challenge, and the right one comes too late', async () => {
    expect(await attempt('c1', 'm1', false)).toEqual({ outcome: 'failed', attemptsLeft: 2 });
    expect(await attempt('c1', 'm2', false, testTime, 'FD-1')).toEqual({ outcome: 'failed', attemptsLeft: 1 });
    expect(await attempt('c1', 'm3', false)).toEqual({ outcome: 'locked', reason: 'CHALLENGE_LOCKED' });
    expect(await attempt('c1', 'm4', true)).toMatchObject({ outcome: 'locked' });
    expect(await remembered('c1')).toMatchObject({ locked: true });
  });

  test('who is asked anew has no more of them than before, until ten minutes are over', async () => {
    const wrong = (challengeId: string, after: number) =>
      attempt(challengeId, `m${after}`, false, testTime + after * minute, `FD-${after}`);
    expect(await wrong('mara/1', 0)).toEqual({ outcome: 'failed', attemptsLeft: 2 });
    expect(await wrong('mara/2', 1)).toEqual({ outcome: 'failed', attemptsLeft: 1 });
    expect(await wrong('mara/2', 2)).toEqual({ outcome: 'locked', reason: 'CHALLENGE_LOCKED' });
    expect(await attempt('mara/3', 'm3', true, testTime + 3 * minute)).toEqual({ outcome: 'locked', reason: 'CHALLENGE_LOCKED' });
    expect(await attempt('tom', 'm3', true, testTime + 3 * minute)).toEqual({ outcome: 'proved' });
    expect(await wrong('mara/4', 10)).toEqual({ outcome: 'locked', reason: 'CHALLENGE_LOCKED' });
    expect(await attempt('mara/5', 'm4', true, testTime + 21 * minute)).toEqual({ outcome: 'proved' });
  });

  test('six failures of a conversation in a day lock it, however many orders it names; others may, and so may it a day later', async () => {
    const wrong = (n: number) => attempt(`mara/${Math.ceil(n / 2)}`, `m${n}`, false, testTime + n * 6 * minute, `FD-1000${n}`);
    for (let n = 1; n <= 4; n++) await wrong(n);
    expect(await wrong(5)).toEqual({ outcome: 'failed', attemptsLeft: 1 });
    expect(await wrong(6)).toEqual({ outcome: 'locked', reason: 'CONVERSATION_LOCKED' });
    expect(await attempt('mara/4', 'm7', true, testTime + hour, 'FD-10007')).toEqual({ outcome: 'locked', reason: 'CONVERSATION_LOCKED' });
    expect(await attempt('tom', 'm1', true, testTime + hour, 'FD-10007')).toEqual({ outcome: 'proved' });
    expect(await attempt('mara/5', 'm8', true, testTime + 25 * hour, 'FD-10007')).toEqual({ outcome: 'proved' });
  });

  test('who has no attempts left is known before anything is asked again, and is asked again when there are', async () => {
    const lockedAfter = async (after: number) => (await remembered('mara/', testTime + after * minute))?.lockedOrders;
    for (let n = 0; n < 3; n++) await attempt('mara/1', `m${n}`, false, testTime + n * minute);
    expect([await lockedAfter(3), await lockedAfter(11)]).toEqual([['*'], []]);
    for (let n = 20; n < 22; n++) await attempt('mara/2', `m${n}`, false, testTime + n * minute);
    expect([await lockedAfter(22), await lockedAfter(25 * 60)]).toEqual([['FD-10234'], []]);
    expect((await remembered('tom/', testTime + 22 * minute))?.lockedOrders).toEqual([]);
  });
  describe('that nobody asked for', () => {
    const open = ['u1', 'u2'].map((messageId) => ({ messageId, kind: 'text', text: text('FD-10234 [PROOF_1]'), sentAt: testTime }));
    const unasked = (more: { challenge?: { id: string; level: string; subject: string } } = {}) =>
      message(
        'MessageAdmitted',
        { messageId: 'u2', turn: turn({ contact: { contactId: 'contact-1' }, open, ...more }) },
        { conversationId: 'mara' },
      );
    const offers = (messageId: string, holds: boolean, after = 0) =>
      dataSource.transaction((tx) =>
        attempts.judge(
          tx,
          unasked(),
          { messageId, holds, offered: { orderNumber: 'FD-10234', method: 'order_postcode', secret: '2767' } },
          testTime + after,
        ),
      );
    const knownOf = (more?: Parameters<typeof unasked>[0]) =>
      dataSource.transaction(async (tx) => {
        const given = unasked(more);
        return (await known.load(tx, [given], testTime)).get(given);
      });

    test('are counted with those that were', async () => {
      expect(await offers('u0', false)).toEqual({ outcome: 'failed', attemptsLeft: 2 });
      expect(await attempt('mara/1', 'm1', false)).toEqual({ outcome: 'failed', attemptsLeft: 1 });
      expect(await offers('u1', false)).toEqual({ outcome: 'locked', reason: 'CHALLENGE_LOCKED' });
      expect(await offers('u2', true)).toEqual({ outcome: 'locked', reason: 'CHALLENGE_LOCKED' });
    });

    test('are remembered while their message is open, asked or not', async () => {
      await offers('u0', true);
      await offers('u1', false, 1);
      expect(await knownOf()).toMatchObject({ locked: false, judged: [{ messageId: 'u1', attemptsLeft: 2 }] });
      expect((await knownOf())?.proved).toBeUndefined();
      await offers('u2', true, 2);
      for (const more of [{}, { challenge: { id: 'mara/1', level: 'order', subject: 'FD-10234' } }]) {
        expect(await knownOf(more)).toMatchObject({
          judged: [{ messageId: 'u1' }, { messageId: 'u2' }],
          proved: { subject: 'FD-10234', provedAt: testTime + 2 },
          provedBy: 'u2',
        });
      }
    });
  });

  test('a right one is remembered with its subject and thirty minutes', async () => {
    await attempt('c1', 'm1', false);
    expect(await attempt('c1', 'm2', true)).toEqual({ outcome: 'proved' });
    expect(await remembered('c1')).toMatchObject({
      locked: false,
      judged: [{ messageId: 'm1', attemptsLeft: 2 }, { messageId: 'm2' }],
      provedBy: 'm2',
      proved: { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + hour / 2 },
    });
  });

  test('five failures of an order in a day lock it for every contact, known or unknown; a day later it is open again', async () => {
    for (let n = 1; n <= 4; n++) expect(await attempt(`c${n}`, 'm1', false, testTime + n)).toMatchObject({ outcome: 'failed' });
    expect(await attempt('c5', 'm1', false, testTime + 5)).toEqual({ outcome: 'locked', reason: 'ORDER_LOCKED' });
    expect(await attempt('c6', 'm1', true, testTime + hour)).toEqual({ outcome: 'locked', reason: 'ORDER_LOCKED' });
    expect(await attempt('c7', 'm1', true, testTime + hour, 'FD-10311')).toEqual({ outcome: 'proved' });
    expect(await attempt('c8', 'm1', true, testTime + 24 * hour + 6)).toEqual({ outcome: 'proved' });
  });

  test('attempts at the same moment are counted one after the other', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => attempt(`c${n}`, 'm1', false)));
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toHaveLength(4);
    expect(outcomes.filter(({ outcome }) => outcome === 'locked')).toHaveLength(4);
  });

  test('nothing that was offered is stored', async () => {
    await attempt('c1', 'm1', false);
    const rows: unknown = await dataSource.query(
      'select to_jsonb(a) as attempt, to_jsonb(c) as challenge from attempts a join challenges c on c.id = a.challenge_id',
    );
    expect(JSON.stringify(rows)).not.toContain('2767');
  });

  test('a tier is kept for a day', async () => {
    await dataSource.transaction((tx) => known.keepTier(tx, 'contact-1', 'vip', testTime));
    expect((await remembered('c1', testTime + 23 * hour))?.tier).toBe('vip');
    expect((await remembered('c1', testTime + 25 * hour))?.tier).toBe('');
  });
});
