import { expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import type { Batch } from '../src/port.ts';
import { gate, keys, numberOf, PARTITIONS, record, SECONDS, upTo } from './bus-world.ts';
import type { BusWorld } from './bus-world.ts';

/** What a group promises its members: order, redelivery, a fair share, and to know when it is lost. */
export function memberPromises(world: BusWorld): void {
  test(
    'a partition that is stuck stops no other',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const stuck = gate();
      const seen = await world.collect(bus, topic, (batch) => (batch.partition === 0 ? stuck.opened : Promise.resolve()));
      await bus.append([record(topic, keys[0]!, 0)]);
      for (const n of upTo(50)) await bus.append(keys.slice(1).map((key) => record(topic, key, n)));
      await eventually(() => keys.slice(1).every((key) => seen.of(key).length === 50));

      expect(seen.of(keys[0]!)).toEqual([]);
      stuck.open();
      await eventually(() => seen.of(keys[0]!).length === 1);
    },
    60 * SECONDS,
  );

  test(
    'a refused batch comes again, the same records in order, and none is skipped',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const tries: number[][] = [];
      let refusals = 3;
      const seen = await world.collect(
        bus,
        topic,
        async ({ partition, records }) => {
          if (partition !== 1) return;
          tries.push(records.map(numberOf));
          if (records.some((each) => numberOf(each) === 5) && refusals-- > 0) throw new Error('not now');
        },
        { maxBatch: 10 },
      );
      await bus.append(upTo(40).flatMap((n) => keys.map((key) => record(topic, key, n))));
      await eventually(() => keys.every((key) => seen.of(key).length === 40));

      for (const key of keys) expect(seen.of(key)).toEqual(upTo(40));
      const refused = tries.filter((numbers) => numbers.includes(5));
      expect(refused).toHaveLength(4);
      for (const again of refused) expect(again).toEqual(refused[0]);
      expect(Math.max(...tries.map((numbers) => numbers.length))).toBeLessThanOrEqual(10);
    },
    60 * SECONDS,
  );

  test(
    'what a killed member had in hand comes to another',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      await bus.append(keys.map((key) => record(topic, key, 0)));
      const kill = await world.harness.stuckMember(`group-${topic}`, topic);
      kill();
      const seen = await world.collect(bus, topic);
      await eventually(() => keys.every((key) => seen.of(key).length === 1), 40 * SECONDS);
    },
    90 * SECONDS,
  );

  test(
    'a newcomer gets its share in mid-work; the loser knows, and nothing is lost',
    async () => {
      const [first, second] = [world.open(), world.open()];
      const topic = await world.newTopic(first);
      const busy = gate();
      const inHand: Batch[] = [];
      let assigned = 0;
      const loser = await world.collect(
        first,
        topic,
        (batch) => {
          inHand.push(batch);
          return busy.opened;
        },
        { onAssigned: async () => void (assigned += 1) },
      );
      await first.append(keys.map((key) => record(topic, key, 0)));
      await eventually(() => inHand.length === PARTITIONS);
      expect(assigned).toBeGreaterThan(0);
      expect(inHand.every((batch) => batch.isCurrent())).toBe(true);

      const newcomer = await world.collect(second, topic);
      await eventually(() => newcomer.records.length >= PARTITIONS / 2, 40 * SECONDS);
      const moved = newcomer.records.map(({ partition }) => partition);
      expect(inHand.filter((batch) => moved.includes(batch.partition) && batch.isCurrent())).toEqual([]);

      busy.open();
      await first.append(keys.map((key) => record(topic, key, 1)));
      await eventually(() => keys.every((key) => new Set([...loser.of(key), ...newcomer.of(key)]).size === 2), 40 * SECONDS);
      await eventually(async () => expect(await first.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 0 }));
      expect(new Set(moved).size).toBeLessThan(PARTITIONS);
    },
    120 * SECONDS,
  );

  test(
    'members come and go while records flow: none is lost, none overtakes another, one batch of a partition at a time',
    async () => {
      const writer = world.open();
      const topic = await world.newTopic(writer);
      const first = new Map(keys.map((key) => [key, [] as number[]]));
      let overlaps = 0;
      const join = async () => {
        const bus = world.open();
        const busy = new Set<number>();
        let handled = 0;
        const { subscription } = await world.collect(
          bus,
          topic,
          async ({ partition, records, isCurrent }) => {
            overlaps += Number(busy.has(partition));
            busy.add(partition);
            await new Promise(setImmediate);
            busy.delete(partition);
            if (!isCurrent()) return;
            handled += records.length;
            for (const each of records) if (!first.get(each.key)!.includes(numberOf(each))) first.get(each.key)!.push(numberOf(each));
          },
          { maxBatch: 20 },
        );
        return { leave: () => subscription.stop(), works: () => eventually(() => handled > 0, 30 * SECONDS) };
      };
      let written = 0;
      let writing = true;
      const flow = (async () => {
        for (; writing; written += 1) {
          await writer.append(keys.map((key) => record(topic, key, written)));
          await new Promise(setImmediate);
        }
      })();

      const one = await join();
      await one.works();
      const two = await join();
      await two.works();
      const three = await join();
      await three.works();
      await one.leave();
      await two.leave();
      const before = first.get(keys[0]!)!.length;
      await eventually(() => keys.every((key) => first.get(key)!.length > before), 30 * SECONDS);
      writing = false;
      await flow;
      await eventually(() => keys.every((key) => first.get(key)!.length === written), 30 * SECONDS);
      for (const key of keys) expect(first.get(key)).toEqual(upTo(written));
      expect(overlaps).toBe(0);
    },
    120 * SECONDS,
  );

  test(
    'a member that stops finishes its batch, and the next one goes on behind it',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const busy = gate();
      let started = false;
      const first = await world.collect(bus, topic, () => {
        started = true;
        return busy.opened;
      });
      await bus.append([record(topic, keys[2]!, 0)]);
      await eventually(() => started);
      const stopped = first.subscription.stop();
      busy.open();
      await stopped;
      expect(first.of(keys[2]!)).toEqual([0]);

      await bus.append([record(topic, keys[2]!, 1)]);
      const next = await world.collect(bus, topic);
      await eventually(() => next.records.length > 0);
      expect(next.of(keys[2]!)).toEqual([1]);
    },
    60 * SECONDS,
  );

  test(
    'with a slow consumer only a bounded part is in flight',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const slow = gate();
      let inHand = 0;
      let most = 0;
      const seen = await world.collect(
        bus,
        topic,
        async ({ records }) => {
          inHand += records.length;
          most = Math.max(most, inHand);
          await slow.opened;
          inHand -= records.length;
        },
        { maxBatch: 100 },
      );
      for (const n of upTo(20)) await bus.append(upTo(1_000).map((i) => record(topic, `key-${i}`, n)));
      await eventually(() => inHand > 0);
      slow.open();
      await eventually(() => seen.records.length >= 20_000, 60 * SECONDS);

      expect(most).toBeLessThanOrEqual(PARTITIONS * 100);
      expect(seen.of('key-1')).toEqual(upTo(20));
    },
    120 * SECONDS,
  );
}
