import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { withTransaction } from '@frontdesk/postgres';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { Rejected } from '@frontdesk/whatsapp';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { manifest } from '../manifest.ts';
import { Pace } from './pace.ts';
import type { Paced, Pacing } from './pace.ts';
import { PacesStore } from './paces.store.ts';
import type { SendRow } from './send-row.ts';

jest.setTimeout(120_000);
const start = 1_790_000_000_000;
let database: TestDatabase;
let sources: DataSource[] = [];
beforeAll(async () => {
  database = await testDatabase([manifest]);
  sources = await Promise.all([1, 2].map(() => database.connect('gateway')));
}, 120_000);
afterAll(() => database?.close(), 60_000);

/** Two gateways, and one number of theirs that nobody has used; time is whatever the test says. */
let numbers = 0;
const gateways = (): {
  numberId: string;
  pace: readonly [Pace, Pace];
  take: (which: number, sends: readonly Paced[], now: number) => Promise<Pacing>;
} => {
  const numberId = `1065${String((numbers += 1)).padStart(11, '0')}`;
  const pace = sources.map((source) => new Pace(source, new PacesStore())) as [Pace, Pace];
  const take = async (which: number, sends: readonly Paced[], now: number): Promise<Pacing> => {
    const taken = await withTransaction(sources[which] as DataSource, (tx) => pace[which]!.take(tx, sends, now));
    pace[which]!.keep(taken);
    return taken;
  };
  return { numberId, pace, take };
};
const wanting = (numberId: string, count: number, speaker: SendRow['speaker'] = 'bot', from = 0): Paced[] =>
  Array.from({ length: count }, (_, index) => ({
    send: { numberId, conversationId: `c${from + index}`, speaker, queuedAt: from + index } as SendRow,
    paidTo: 0,
  }));
const mostInASecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from, index) => times.slice(index).filter((at) => at < from + 1_000).length));
const paces = (): Promise<{ number_id: string; level: number; share: number; paid_to: number }[]> =>
  (sources[0] as DataSource).query('SELECT * FROM number_paces');

test.each([20, 80, 1_000])(
  'two gateways together never send more than %i messages a second, whoever asks when, and whatever rolls back',
  async (level) => {
    const step = fc.record({
      after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 900 })),
      which: fc.integer({ min: 0, max: 1 }),
      count: fc.integer({ min: 1, max: level / 4 }),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const { numberId, pace, take } = gateways();
        await pace[0].learn(numberId, () => level);
        let now = start;
        const sent: number[] = [];
        for (const { after, which, count, fails } of steps) {
          now += after;
          // a transaction that others made fail: the same is asked again, and once
          if (fails)
            await withTransaction(sources[which] as DataSource, async (tx) => {
              await pace[which]!.take(tx, wanting(numberId, count), now);
              throw new Error('rolled back');
            }).catch(() => undefined);
          sent.push(...(await take(which, wanting(numberId, count), now)).go.map(() => now));
        }
        expect(sent.length).toBeGreaterThan(0);
        expect(mostInASecond(sent)).toBeLessThanOrEqual(level);
      }),
      { numRuns: 15 },
    );
  },
);

test('both asking at the same moment get together what one alone would get', async () => {
  const { numberId, take } = gateways();
  const both = await Promise.all([take(0, wanting(numberId, 60), start), take(1, wanting(numberId, 60, 'bot', 100), start)]);
  const together = both.reduce((sum, { go }) => sum + go.length, 0);
  expect(together).toBe((await gateways().take(0, wanting(`${numberId}9`, 60), start)).go.length);
  expect(together).toBeLessThanOrEqual(8);
});

test('what a rolled back transaction had taken is there again', async () => {
  const { numberId, pace, take } = gateways();
  const failed = withTransaction(sources[0] as DataSource, async (tx) => {
    expect((await pace[0].take(tx, wanting(numberId, 60), start)).go).toHaveLength(7);
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  expect((await take(0, wanting(numberId, 60), start)).go).toHaveLength(7);
  expect((await take(0, wanting(numberId, 60), start)).go).toHaveLength(0);
});

test('people first, then who has waited longest; the others are told when to ask again, one after the other', async () => {
  const { numberId, take } = gateways();
  const { go, waits } = await take(0, [...wanting(numberId, 10), ...wanting(numberId, 2, 'agent', 20)], start);
  expect(go.map(({ send }) => send.conversationId)).toEqual(['c20', 'c21', 'c0', 'c1', 'c2', 'c3', 'c4']);
  expect([...waits.keys()]).toEqual(['c5', 'c6', 'c7', 'c8', 'c9']);
  expect([...waits.values()]).toEqual([...waits.values()].toSorted((a, b) => a - b));
  expect(new Set(waits.values()).size).toBe(5);
});

test("a customer's bucket stops their sends alone, and says what it holds after each", async () => {
  const { numberId, take } = gateways();
  const [mine, theirs] = wanting(numberId, 2);
  const { go, waits } = await take(0, [{ ...mine!, paidTo: start + 45 * 6_000 }, theirs!], start);
  expect(go).toEqual([{ ...theirs, paidTo: start + 6_000 }]);
  expect(waits.get('c0')).toBeGreaterThan(6_000);
});

test('what customers write to one gateway leaves less for the other to send', async () => {
  const { numberId, pace, take } = gateways();
  await pace[0].received(new Map([[numberId, 7]]), start);
  expect((await take(1, wanting(numberId, 60), start)).go).toHaveLength(0);
  expect((await take(1, wanting(numberId, 60), start + 1_000)).go).toHaveLength(7);
});

test('what customers write to many numbers is counted for each, in one transaction, whoever counts the same ones meanwhile', async () => {
  const { numberId, pace } = gateways();
  const ids = Array.from({ length: 20 }, (_, index) => `${numberId}${index}`);
  const begun = jest.spyOn(sources[0]!, 'createQueryRunner');
  await pace[0].received(new Map(ids.map((id) => [id, 7])), start);
  expect(begun).toHaveBeenCalledTimes(1);
  begun.mockRestore();
  const paidTo = async () => (await paces()).filter(({ number_id: id }) => ids.includes(id)).map((row) => row.paid_to);
  const once = await paidTo();
  expect(once).toHaveLength(20);
  expect(new Set(once).size).toBe(1);
  await Promise.all([
    pace[0].received(new Map(ids.map((id) => [id, 7])), start),
    pace[1].received(new Map(ids.toReversed().map((id) => [id, 7])), start),
  ]);
  expect(await paidTo()).toEqual(once.map((paid) => start + 3 * (paid - start)));
});

test('a little that was received is counted with what is sent next, once, and forgotten after a second', async () => {
  const { numberId, pace, take } = gateways();
  await pace[0].received(new Map([[numberId, 3]]), start);
  expect((await take(0, wanting(numberId, 60), start)).go).toHaveLength(4);
  expect((await take(0, wanting(numberId, 60), start + 1_000)).go).toHaveLength(7);
  await pace[0].received(new Map([[numberId, 3]]), start + 5_000);
  expect((await take(0, wanting(numberId, 60), start + 9_000)).go).toHaveLength(7);
});

test('a level that one learns holds for the other at once', async () => {
  const { numberId, pace, take } = gateways();
  await take(1, wanting(numberId, 1), start);
  await pace[0].learn(numberId, () => 1_000);
  expect((await take(1, wanting(numberId, 200), start + 60_000)).go).toHaveLength(90);
  await pace[0].learn(numberId, () => 20);
  expect((await take(1, wanting(numberId, 200), start + 120_000)).go).toHaveLength(1);
});

const refusal = (code: number, httpStatus: number, more: Partial<Rejected> = {}): Rejected => ({
  kind: 'rejected',
  code,
  title: '',
  details: '',
  httpStatus,
  retryClass: 'B',
  ...more,
});
const paceOf = async (numberId: string) => (await paces()).find(({ number_id: id }) => id === numberId)!;

test('Meta\'s "too fast" to one slows both, for as long as it asked and then by half', async () => {
  const { numberId, pace, take } = gateways();
  await take(1, wanting(numberId, 1), start);
  await pace[0].heard(numberId, refusal(130429, 400, { retryAfterMs: 7_000 }));
  const { paid_to: paidTo, share } = await paceOf(numberId);
  expect(share).toBeCloseTo(0.5);
  // real time: what `heard` was told now, lies years after the test's
  expect((await take(1, wanting(numberId, 60), paidTo - 3_000)).go).toHaveLength(0);
  expect((await take(1, wanting(numberId, 60), paidTo + 1_000)).go).toHaveLength(3);
  const before = await paces();
  await pace[0].heard(numberId, refusal(131056, 400));
  await pace[0].heard(numberId, refusal(130429, 0));
  expect(await paces()).toEqual(before);
});

test.each([
  ['the code of a rate limit', refusal(130429, 400), 1_000],
  ['too many calls', refusal(4, 400), 60_000],
  ['the account’s rate limit', refusal(80007, 400), 60_000],
  ['its request limit', refusal(131014, 400), 60_000],
  ['the HTTP status alone', refusal(0, 429), 1_000],
  ['a code we do not know, with that status', refusal(999_999, 429), 1_000],
  ['the wait that it asks for', refusal(130429, 400, { retryAfterMs: 30_000 }), 30_000],
])('%s says so: the number waits as long as that, for all of its gateways', async (_what, said, waitMs) => {
  const { numberId, pace, take } = gateways();
  const from = Date.now();
  await pace[0].heard(numberId, said);
  const { paid_to: paidTo, share } = await paceOf(numberId);
  expect(share).toBeCloseTo(0.5);
  expect(paidTo).toBeGreaterThanOrEqual(from + waitMs);
  expect((await take(1, wanting(numberId, 1), from + waitMs - 1)).go).toHaveLength(0);
  expect((await take(1, wanting(numberId, 1), paidTo)).go).toHaveLength(1);
});

test('what a gateway had taken ahead when Meta said so is not used up first', async () => {
  const { numberId, pace, take } = gateways();
  await pace[0].learn(numberId, () => 1_000);
  const now = Date.now();
  await take(0, wanting(numberId, 30), now);
  await take(0, wanting(numberId, 5, 'bot', 40), now + 1);
  await pace[0].tooFast(numberId, 1_000, now + 2);
  expect((await take(0, wanting(numberId, 5, 'bot', 50), now + 3)).go).toHaveLength(0);
});

test('a busy gateway writes the row per block, not per message', async () => {
  const { numberId, pace, take } = gateways();
  await pace[0].learn(numberId, () => 1_000);
  let written = 0;
  let last = -1;
  for (let at = 0; at < 1_000; at += 2) {
    await take(0, wanting(numberId, 1), start + at);
    const { paid_to: paidTo } = (await paces()).find(({ number_id: id }) => id === numberId)!;
    if (paidTo !== last) written += 1;
    last = paidTo;
  }
  expect(written).toBeLessThan(120);
});

test("two that wait for each other's numbers both end", async () => {
  const [one, other] = [gateways(), gateways()];
  const ends = Array.from({ length: 20 }, (_, round) =>
    [0, 1].map((which) =>
      one.take(
        which,
        [...wanting(which === 0 ? one.numberId : other.numberId, 1), ...wanting(which === 0 ? other.numberId : one.numberId, 1)],
        start + round * 1_000,
      ),
    ),
  );
  expect(await Promise.all(ends.flat())).toHaveLength(40);
});
