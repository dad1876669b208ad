import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { manifest } from '../manifest.ts';
import { NumbersStore } from './numbers.store.ts';
import { StatusesStore } from './statuses.store.ts';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('gateway');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const now = Date.now();
const store = new NumbersStore();
/** Two transactions of two replicas: each does the first, then each, beside the other, the second. @returns what the second ones said */
async function across<R>(
  first: (tx: EntityManager, index: number) => Promise<unknown>,
  second: (tx: EntityManager, index: number) => Promise<R>,
) {
  const runners = [source.createQueryRunner(), source.createQueryRunner()];
  try {
    for (const [index, runner] of runners.entries()) {
      await runner.startTransaction();
      await first(runner.manager, index);
    }
    const said = await Promise.all(runners.map(({ manager }, index) => second(manager, 1 - index)));
    for (const runner of runners) await runner.commitTransaction();
    return said;
  } finally {
    for (const runner of runners) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }
}

describe('two replicas that write of the same numbers in another order', () => {
  const codes = [131042, 131048] as const;
  const tell = (tx: EntityManager, index: number) => store.tellOf(tx, 'n1', codes[index]!, now);

  test('wait for neither: what one tells the other leaves to it', async () => {
    expect(await across(tell, tell)).toEqual([false, false]);
    const refuse = (tx: EntityManager, index: number) => store.refused(tx, 'n2', codes[index]!, now);
    await across(refuse, refuse);
    expect((await store.refusedSince(source.manager, now - 1)).filter(({ number_id: id }) => id === 'n2')).toHaveLength(2);
  });

  test('nor does who says that one is over', async () => {
    const later = now + 3 * 60 * 60_000;
    const end = (tx: EntityManager, index: number) => store.mended(tx, `m${index}`, later);
    for (const number of ['m0', 'm1']) await store.tellOf(source.manager, number, 131042, now);
    expect(await across(end, end)).toEqual([[], []]);
    expect(await store.mended(source.manager, 'm0', later + 1)).toEqual([]);
    for (const number of ['m0', 'm1']) await store.tellOf(source.manager, number, 131042, later - 1);
    expect(await across((tx, index) => store.tellOf(tx, `m${index}`, 131048, later), end)).toEqual([[131042], [131042]]);
  });

  test('nor who notes that statuses of a number still come', async () => {
    const keys = { wamidHash: (wamid: string) => wamid } as never;
    const stores = [new StatusesStore(keys), new StatusesStore(keys)];
    let made = 0;
    const note = (at: number) => (tx: EntityManager, index: number) =>
      stores[index]!.park(
        tx,
        [
          {
            id: `status-${(made += 1)}`,
            numberId: `s${index}`,
            status: { wamid: `w${made}`, status: 'sent', time: now },
            traceparent: '',
          } as never,
        ],
        at,
      );
    for (const index of [0, 1]) await note(now)(source.manager, index);
    await across(note(now + 2_000), note(now + 4_000));
    const rows = await source.query<{ at: Date }[]>(`SELECT last_status_at AS at FROM numbers WHERE number_id IN ('s0', 's1')`);
    expect(rows.map(({ at }) => at.getTime() - now)).toEqual([2_000, 2_000]);
  });
});
