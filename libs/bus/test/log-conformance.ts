import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '@frontdesk/testing';
import type { Bus } from '../src/port.ts';
import { keys, numberOf, PARTITIONS, record, SECONDS, upTo } from './bus-world.ts';
import type { BusWorld } from './bus-world.ts';

/** What the log promises to those who write to it, and of what it keeps. */
export function logPromises(world: BusWorld): void {
  test(
    'what was appended arrives as it was, in order within a key, without gaps',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const many = upTo(30).map((i) => `conversation-${i}`);
      const seen = await world.collect(bus, topic);
      await Promise.all(upTo(50).map((n) => bus.append(many.map((key) => record(topic, key, n, `${key} ${n}`)))));
      await eventually(() => seen.records.length >= 1_500);

      for (const key of many) expect(seen.of(key)).toEqual(upTo(50));
      const { value, headers } = seen.records.find(({ key }) => key === 'conversation-7')!;
      expect([Buffer.from(value).toString(), headers]).toEqual(['conversation-7 0', { n: '0', traceparent: 'ü "\\' }]);
      for (const partition of upTo(PARTITIONS)) {
        const offsets = seen.records.filter((each) => each.partition === partition).map(({ offset }) => Number(offset));
        expect(offsets).toEqual(upTo(offsets.length));
      }
    },
    60 * SECONDS,
  );

  test(
    'two writers at once leave no gap and no record behind',
    async () => {
      const [one, two] = [world.open(), world.open()];
      const topic = await world.newTopic(one);
      const seen = await world.collect(one, topic);
      const write = (bus: Bus, writer: string) =>
        Promise.all(upTo(200).map((n) => bus.append(keys.map((key) => record(topic, `${writer}-${key}`, n)))));
      await Promise.all([write(one, 'one'), write(two, 'two')]);
      await eventually(() => seen.records.length >= 1_600);

      for (const key of keys) for (const writer of ['one', 'two']) expect(seen.of(`${writer}-${key}`)).toEqual(upTo(200));
    },
    60 * SECONDS,
  );

  (world.ownServer ? test : test.skip)(
    'a server that goes away and comes back costs nothing but time',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const seen = await world.collect(bus, topic);
      await bus.append(keys.map((key) => record(topic, key, 0)));
      await eventually(() => seen.records.length === PARTITIONS);

      const acknowledged: number[] = [];
      let refused = 0;
      let writing = true;
      const writer = (async () => {
        for (let n = 1; writing; n += 1) {
          await bus.append([record(topic, keys[n % PARTITIONS]!, n)]).then(
            () => acknowledged.push(n),
            (error: unknown) => {
              expect(error).toMatchObject({ name: 'BusError', retriable: true });
              refused += 1;
            },
          );
        }
      })();
      await eventually(() => acknowledged.length > 20);
      await world.harness.stopServer();
      await eventually(() => refused > 0, 30 * SECONDS);
      await world.harness.startServer();
      const before = acknowledged.length;
      await eventually(() => acknowledged.length > before + 20, 40 * SECONDS);
      writing = false;
      await writer;
      const arrived = () => new Set(seen.records.map(numberOf));
      await eventually(() => acknowledged.every((n) => arrived().has(n)), 60 * SECONDS);
      for (const key of keys) {
        const firstCopies = [...new Set(seen.of(key))];
        expect(firstCopies).toEqual(firstCopies.toSorted((a, b) => a - b));
      }
      await eventually(async () => expect(await bus.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 0 }), 30 * SECONDS);
    },
    180 * SECONDS,
  );

  test(
    'records of 300 KiB pass among small ones, and one too large for the log is refused alone',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      const seen = await world.collect(bus, topic);
      const large = 'x'.repeat(300 * 1024);
      const tooLarge = bus.append([record(topic, keys[0]!, 0, 'x'.repeat(1024 * 1024))]);
      await Promise.all([
        expect(tooLarge).rejects.toMatchObject({ name: 'BusError', code: 'RECORD_TOO_LARGE', retriable: false }),
        ...upTo(12).map((n) => bus.append([record(topic, keys[0]!, n, n % 2 ? large : 'small')])),
      ]);
      await eventually(() => seen.records.length === 12);
      expect(seen.of(keys[0]!)).toEqual(upTo(12));
      expect(seen.records[1]!.value).toHaveLength(300 * 1024);
    },
    60 * SECONDS,
  );

  test(
    'check names what is missing and what has another number of partitions',
    async () => {
      const bus = world.open();
      const good = await world.newTopic(bus);
      const other = `test.${randomUUID()}`;
      const missing = `test.${randomUUID()}`;
      await bus.createTopics([{ topic: other, partitions: 3, retentionMs: 3_600_000 }]);
      await eventually(async () => {
        expect(await bus.check([good, other, missing])).toEqual([`${other} has 3 partitions instead of 4`, `${missing} is missing`]);
      });
      await bus.createTopics([{ topic: other, partitions: 1, retentionMs: 3_600_000 }]);
      expect(await bus.check([other])).toEqual([`${other} has 3 partitions instead of 4`]);
      await Promise.all([
        expect(bus.append([record(missing, 'key', 0)])).rejects.toMatchObject({ name: 'BusError', code: 'UNKNOWN_TOPIC', retriable: true }),
        expect(bus.append([record(good, 'key', 0)])).resolves.toBeUndefined(),
      ]);
    },
    60 * SECONDS,
  );

  test(
    'lag counts what a group has not committed',
    async () => {
      const bus = world.open();
      const topic = await world.newTopic(bus);
      await bus.append(upTo(25).map((n) => record(topic, `key-${n}`, n)));
      expect(await bus.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 25 });
      const positions = async () => [...(await bus.positions(`group-${topic}`, [topic]))].sort();
      const unread = await positions();
      expect(unread.map(([partition, { read }]) => [partition, read])).toEqual(upTo(PARTITIONS).map((n) => [`${topic} ${n}`, 0]));
      await world.collect(bus, topic);
      await eventually(async () => expect(await bus.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 0 }));
      expect(await positions()).toEqual(unread.map(([partition, { end }]) => [partition, { end, read: end }]));
    },
    60 * SECONDS,
  );
}
