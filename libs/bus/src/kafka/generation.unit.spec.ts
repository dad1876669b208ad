import { describe, expect, test } from '@jest/globals';
import type { Batch, ReceivedRecord } from '../port.ts';
import { Generation } from './generation.ts';

const records = (from: number, to: number): ReceivedRecord[] =>
  Array.from({ length: to - from }, (_, i) => ({
    topic: 'topic',
    partition: 0,
    offset: BigInt(from + i),
    key: 'key',
    value: new Uint8Array(),
    headers: {},
  }));
const numbers = (batch: Batch | undefined) => batch?.records.map(({ offset }) => Number(offset));

/** A handler whose batches are finished by hand, and what the client was told to fetch. */
function member() {
  const batches: Batch[] = [];
  const finish: (() => void)[] = [];
  const fetching: boolean[] = [];
  const join = (before?: Generation, isNew = false) =>
    new Generation(
      {
        group: 'group',
        topics: ['topic'],
        maxBatch: 10,
        onBatch: (batch) => {
          batches.push(batch);
          return new Promise((resolve) => finish.push(resolve));
        },
      },
      () => undefined,
      {
        assignment: { topic: [0] },
        isNew,
        alive: () => true,
        handled: () => undefined,
        fetching: (_topic, _partition, on) => void fetching.push(on),
      },
      before,
    );
  return { batches, finish, fetching, join };
}
const settled = () => new Promise(setImmediate);

describe('a generation of a group', () => {
  test('when a whole batch waits, fetching pauses; when less than one waits, it goes on', async () => {
    const { batches, finish, fetching, join } = member();
    const generation = join();
    generation.push('topic', 0, records(0, 5));
    await settled();
    expect(fetching).toEqual([]);
    generation.push('topic', 0, records(5, 25));
    expect(fetching).toEqual([false]);
    finish[0]!();
    await settled();
    expect(fetching).toEqual([false]);
    finish[1]!();
    await settled();
    expect(fetching).toEqual([false, true]);
    expect(batches.map(numbers)).toEqual(
      [records(0, 5), records(5, 15), records(15, 25)].map((each) => each.map(({ offset }) => Number(offset))),
    );
  });

  test('what is handled is committed once; when it has ended, no more', async () => {
    const { batches, finish, join } = member();
    const generation = join();
    generation.push('topic', 0, records(0, 20));
    await settled();
    finish[0]!();
    await settled();
    const offsets = generation.uncommitted();
    expect(offsets).toEqual([{ topic: 'topic', partition: 0, offset: '10' }]);
    generation.markCommitted(offsets);
    expect(generation.uncommitted()).toEqual([]);
    expect(batches[1]!.isCurrent()).toBe(true);
    generation.end();
    expect(batches[1]!.isCurrent()).toBe(false);
  });

  test('the batch in hand of the one before is waited for, and comes again because it was not committed', async () => {
    const { batches, finish, join } = member();
    const first = join();
    first.push('topic', 0, records(0, 5));
    await settled();
    first.end();
    const second = join(first);
    second.push('topic', 0, records(0, 5));
    await settled();
    expect(batches).toHaveLength(1);
    finish[0]!();
    await settled();
    expect(numbers(batches[1])).toEqual([0, 1, 2, 3, 4]);
  });

  test('a fetch from before the rebalance is refused, because taking it would skip what was not committed', async () => {
    const { finish, join } = member();
    const first = join();
    first.push('topic', 0, records(0, 5));
    await settled();
    first.end();
    const second = join(first);
    expect(() => second.push('topic', 0, records(5, 8))).toThrow('came late');
    expect(() => second.push('topic', 1, records(0, 1))).toThrow('came late');
    second.push('topic', 0, records(0, 8));
    finish[0]!();
  });

  test('a client that has just begun is believed, wherever it begins: somebody else may have handled what lies between', async () => {
    const { batches, finish, join } = member();
    const first = join();
    first.push('topic', 0, records(0, 5));
    await settled();
    finish[0]!();
    first.end();
    const second = join(first);
    expect(() => second.push('topic', 0, records(5, 8))).toThrow('came late');
    second.end();
    join(second, true).push('topic', 0, records(5, 8));
    await settled();
    expect(numbers(batches[1])).toEqual([5, 6, 7]);
  });

  test('a fetch that goes on where all was committed is taken', async () => {
    const { batches, finish, join } = member();
    const first = join();
    first.push('topic', 0, records(0, 5));
    await settled();
    finish[0]!();
    await settled();
    first.markCommitted(first.uncommitted());
    first.end();
    join(first).push('topic', 0, records(5, 8));
    await settled();
    expect(numbers(batches[1])).toEqual([5, 6, 7]);
  });
});
