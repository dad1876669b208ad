import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReceivedRecord } from '../port.ts';
import { Tail } from './tail.ts';

const run = (from: number, count: number, bytes = 1): ReceivedRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    topic: 'topic',
    partition: 0,
    key: 'key',
    headers: {},
    offset: BigInt(from + index),
    value: Buffer.alloc(bytes),
  }));
const offsets = (records: readonly ReceivedRecord[] | undefined) => records?.map(({ offset }) => Number(offset));

describe('the tail of the log', () => {
  test('gives what was appended here from the asked position on, and says when the table has to be asked', () => {
    const tail = new Tail();
    expect(tail.read(1, 5n, 10, 100)).toBeUndefined();
    tail.add(
      new Map([
        [1, run(5, 2)],
        [2, run(0, 1)],
      ]),
    );
    tail.add(new Map([[1, run(7, 1)]]));
    expect(offsets(tail.read(1, 4n, 10, 100))).toBeUndefined();
    expect(offsets(tail.read(1, 5n, 10, 100))).toEqual([5, 6, 7]);
    expect(offsets(tail.read(1, 6n, 1, 100))).toEqual([6]);
    expect(offsets(tail.read(1, 8n, 10, 100))).toEqual([]);
    expect(offsets(tail.read(2, 0n, 10, 100))).toEqual([0]);
  });

  test('what another process appended in between is not skipped', () => {
    const tail = new Tail();
    tail.add(new Map([[1, run(0, 2)]]));
    tail.add(new Map([[1, run(3, 1)]]));
    expect(offsets(tail.read(1, 2n, 10, 100))).toBeUndefined();
    expect(offsets(tail.read(1, 3n, 10, 100))).toEqual([3]);
  });

  test('a read ends before the bytes are exceeded, but gives one record at least', () => {
    const tail = new Tail();
    tail.add(new Map([[1, run(0, 3, 40)]]));
    expect(offsets(tail.read(1, 0n, 10, 100))).toEqual([0, 1]);
    expect(offsets(tail.read(1, 0n, 10, 10))).toEqual([0]);
  });

  test('it is bounded, and whatever it gives is in order and begins where it was asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.nat(2), skip: fc.nat(2), count: fc.integer({ min: 1, max: 5 }) }), { maxLength: 40 }),
        fc.nat(2),
        fc.nat(60),
        (appends, id, position) => {
          const tail = new Tail({ bytes: 60, records: 10 });
          const next = new Map<number, number>();
          for (const append of appends) {
            const from = (next.get(append.id) ?? 0) + (append.skip === 2 ? 1 : 0);
            tail.add(new Map([[append.id, run(from, append.count, 10)]]));
            next.set(append.id, from + append.count);
          }
          const all = [0, 1, 2].flatMap((one) => Array.from({ length: 200 }, (_, at) => tail.read(one, BigInt(at), 1, 10)?.length ?? 0));
          expect(all.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(6);
          const given = offsets(tail.read(id, BigInt(position), 100, 1_000)) ?? [];
          expect(given).toEqual(given.map((_, index) => position + index));
        },
      ),
    );
  });

  test('readers are told which partitions have grown, until they stop listening', () => {
    const tail = new Tail();
    const told: number[][] = [];
    const stop = tail.onGrown((partitions) => told.push([...partitions]));
    tail.add(
      new Map([
        [1, run(0, 1)],
        [2, run(0, 1)],
      ]),
    );
    stop();
    tail.add(new Map([[1, run(1, 1)]]));
    expect(told).toEqual([[1, 2]]);
  });
});
