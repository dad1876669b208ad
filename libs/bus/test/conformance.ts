import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '@frontdesk/testing';
import { partitionOf } from '../src/partition-of.ts';
import type { Batch, Bus, ConsumeOptions, LogRecord, ReceivedRecord } from '../src/port.ts';

const PARTITIONS = 4;
const SECONDS = 1_000;

export interface BusHarness {
  /** a bus instance, as one process has it; topics should have four partitions */
  open(): Bus;
  /** a process of its own that consumes and never finishes a batch; resolves when it has one in hand; @returns how to kill it */
  stuckMember(group: string, topic: string): Promise<() => void>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

const record = (topic: string, key: string, n: number, value = ''): LogRecord =>
  ({ topic, key, value: Buffer.from(value), headers: { n: String(n), traceparent: 'ü "\\' } });
const numberOf = ({ headers }: ReceivedRecord) => Number(headers['n']);

/** One key for each partition. */
const keys = Array.from({ length: PARTITIONS }, (_, partition) => {
  for (let i = 0; ; i += 1) if (partitionOf(`key-${i}`, PARTITIONS) === partition) return `key-${i}`;
});

function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => { open = resolve; });
  return { opened, open };
}

/**
 * What the port promises, whoever keeps it.
 * @param ownServer whether the server is the suite's to stop; what needs that is skipped otherwise
 */
export function busConformance(name: string, start: () => Promise<BusHarness>, { ownServer = true } = {}): void {
  describe(`${name} keeps the bus's promises`, () => {
    let harness: BusHarness;
    let buses: Bus[] = [];
    beforeAll(async () => { harness = await start(); }, 120 * SECONDS);
    afterAll(() => harness.close(), 60 * SECONDS);
    afterEach(async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      buses = [];
    }, 30 * SECONDS);

    const open = () => {
      const bus = harness.open();
      buses.push(bus);
      return bus;
    };
    const newTopic = async (bus: Bus) => {
      const topic = `test.${randomUUID()}`;
      await bus.createTopics([{ topic, partitions: PARTITIONS, retentionMs: 3_600_000 }]);
      return topic;
    };
    /** Consumes into a list; `before` sees each batch first and may hold or refuse it. */
    const collect = async (bus: Bus, topic: string, before: (batch: Batch) => Promise<void> = async () => undefined, more: Partial<ConsumeOptions> = {}) => {
      const records: ReceivedRecord[] = [];
      const subscription = await bus.consume({
        group: `group-${topic}`, topics: [topic], ...more,
        onBatch: async (batch) => {
          await before(batch);
          records.push(...batch.records);
        },
      });
      return { records, subscription, of: (key: string) => records.filter((each) => each.key === key).map(numberOf) };
    };
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

    test('what was appended arrives as it was, in order within a key, without gaps', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const many = upTo(30).map((i) => `conversation-${i}`);
      const seen = await collect(bus, topic);
      await Promise.all(upTo(50).map((n) => bus.append(many.map((key) => record(topic, key, n, `${key} ${n}`)))));
      await eventually(() => seen.records.length >= 1_500);

      for (const key of many) expect(seen.of(key)).toEqual(upTo(50));
      const { value, headers } = seen.records.find(({ key }) => key === 'conversation-7')!;
      expect([Buffer.from(value).toString(), headers]).toEqual(['conversation-7 0', { n: '0', traceparent: 'ü "\\' }]);
      for (const partition of upTo(PARTITIONS)) {
        const offsets = seen.records.filter((each) => each.partition === partition).map(({ offset }) => Number(offset));
        expect(offsets).toEqual(upTo(offsets.length));
      }
    }, 60 * SECONDS);

    test('two writers at once leave no gap and no record behind', async () => {
      const [one, two] = [open(), open()];
      const topic = await newTopic(one);
      const seen = await collect(one, topic);
      const write = (bus: Bus, writer: string) => Promise.all(upTo(200).map((n) => bus.append(keys.map((key) => record(topic, `${writer}-${key}`, n)))));
      await Promise.all([write(one, 'one'), write(two, 'two')]);
      await eventually(() => seen.records.length >= 1_600);

      for (const key of keys) for (const writer of ['one', 'two']) expect(seen.of(`${writer}-${key}`)).toEqual(upTo(200));
    }, 60 * SECONDS);

    test('a partition that is stuck stops no other', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const stuck = gate();
      const seen = await collect(bus, topic, (batch) => (batch.partition === 0 ? stuck.opened : Promise.resolve()));
      await bus.append([record(topic, keys[0]!, 0)]);
      for (const n of upTo(50)) await bus.append(keys.slice(1).map((key) => record(topic, key, n)));
      await eventually(() => keys.slice(1).every((key) => seen.of(key).length === 50));

      expect(seen.of(keys[0]!)).toEqual([]);
      stuck.open();
      await eventually(() => seen.of(keys[0]!).length === 1);
    }, 60 * SECONDS);

    test('a refused batch comes again, the same records in order, and none is skipped', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const tries: number[][] = [];
      let refusals = 3;
      const seen = await collect(bus, topic, async ({ partition, records }) => {
        if (partition !== 1) return;
        tries.push(records.map(numberOf));
        if (records.some((each) => numberOf(each) === 5) && refusals-- > 0) throw new Error('not now');
      }, { maxBatch: 10 });
      await bus.append(upTo(40).flatMap((n) => keys.map((key) => record(topic, key, n))));
      await eventually(() => keys.every((key) => seen.of(key).length === 40));

      for (const key of keys) expect(seen.of(key)).toEqual(upTo(40));
      const refused = tries.filter((numbers) => numbers.includes(5));
      expect(refused).toHaveLength(4);
      for (const again of refused) expect(again).toEqual(refused[0]);
      expect(Math.max(...tries.map((numbers) => numbers.length))).toBeLessThanOrEqual(10);
    }, 60 * SECONDS);

    test('what a killed member had in hand comes to another', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      await bus.append(keys.map((key) => record(topic, key, 0)));
      const kill = await harness.stuckMember(`group-${topic}`, topic);
      kill();
      const seen = await collect(bus, topic);
      await eventually(() => keys.every((key) => seen.of(key).length === 1), 40 * SECONDS);
    }, 90 * SECONDS);

    test('a newcomer gets its share in mid-work; the loser knows, and nothing is lost', async () => {
      const [first, second] = [open(), open()];
      const topic = await newTopic(first);
      const busy = gate();
      const inHand: Batch[] = [];
      let assigned = 0;
      const loser = await collect(first, topic, (batch) => {
        inHand.push(batch);
        return busy.opened;
      }, { onAssigned: async () => void (assigned += 1) });
      await first.append(keys.map((key) => record(topic, key, 0)));
      await eventually(() => inHand.length === PARTITIONS);
      expect(assigned).toBeGreaterThan(0);
      expect(inHand.every((batch) => batch.isCurrent())).toBe(true);

      const newcomer = await collect(second, topic);
      await eventually(() => newcomer.records.length >= PARTITIONS / 2, 40 * SECONDS);
      const moved = newcomer.records.map(({ partition }) => partition);
      expect(inHand.filter((batch) => moved.includes(batch.partition) && batch.isCurrent())).toEqual([]);

      busy.open();
      await first.append(keys.map((key) => record(topic, key, 1)));
      await eventually(() => keys.every((key) => new Set([...loser.of(key), ...newcomer.of(key)]).size === 2), 40 * SECONDS);
      await eventually(async () => expect(await first.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 0 }));
      expect(new Set(moved).size).toBeLessThan(PARTITIONS);
    }, 120 * SECONDS);

    test('a member that stops finishes its batch, and the next one goes on behind it', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const busy = gate();
      let started = false;
      const first = await collect(bus, topic, () => {
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
      const next = await collect(bus, topic);
      await eventually(() => next.records.length > 0);
      expect(next.of(keys[2]!)).toEqual([1]);
    }, 60 * SECONDS);

    test('with a slow consumer only a bounded part is in flight', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const slow = gate();
      let inHand = 0;
      let most = 0;
      const seen = await collect(bus, topic, async ({ records }) => {
        inHand += records.length;
        most = Math.max(most, inHand);
        await slow.opened;
        inHand -= records.length;
      }, { maxBatch: 100 });
      for (const n of upTo(20)) await bus.append(upTo(1_000).map((i) => record(topic, `key-${i}`, n)));
      await eventually(() => inHand > 0);
      slow.open();
      await eventually(() => seen.records.length >= 20_000, 60 * SECONDS);

      expect(most).toBeLessThanOrEqual(PARTITIONS * 100);
      expect(seen.of('key-1')).toEqual(upTo(20));
    }, 120 * SECONDS);

    (ownServer ? test : test.skip)('a server that goes away and comes back costs nothing but time', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const seen = await collect(bus, topic);
      await bus.append(keys.map((key) => record(topic, key, 0)));
      await eventually(() => seen.records.length === PARTITIONS);

      const acknowledged: number[] = [];
      let refused = 0;
      let writing = true;
      const writer = (async () => {
        for (let n = 1; writing; n += 1) {
          await bus.append([record(topic, keys[n % PARTITIONS]!, n)]).then(() => acknowledged.push(n), (error: unknown) => {
            expect(error).toMatchObject({ name: 'BusError', retriable: true });
            refused += 1;
          });
        }
      })();
      await eventually(() => acknowledged.length > 20);
      await harness.stopServer();
      await eventually(() => refused > 0, 30 * SECONDS);
      await harness.startServer();
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
    }, 180 * SECONDS);

    test('records of 300 KiB pass among small ones, and one too large for the log is refused alone', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      const seen = await collect(bus, topic);
      const large = 'x'.repeat(300 * 1024);
      const tooLarge = bus.append([record(topic, keys[0]!, 0, 'x'.repeat(1024 * 1024))]);
      await Promise.all([
        expect(tooLarge).rejects.toMatchObject({ name: 'BusError', code: 'RECORD_TOO_LARGE', retriable: false }),
        ...upTo(12).map((n) => bus.append([record(topic, keys[0]!, n, n % 2 ? large : 'small')])),
      ]);
      await eventually(() => seen.records.length === 12);
      expect(seen.of(keys[0]!)).toEqual(upTo(12));
      expect(seen.records[1]!.value).toHaveLength(300 * 1024);
    }, 60 * SECONDS);

    test('check names what is missing and what has another number of partitions', async () => {
      const bus = open();
      const good = await newTopic(bus);
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
    }, 60 * SECONDS);

    test('lag counts what a group has not committed', async () => {
      const bus = open();
      const topic = await newTopic(bus);
      await bus.append(upTo(25).map((n) => record(topic, `key-${n}`, n)));
      expect(await bus.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 25 });
      await collect(bus, topic);
      await eventually(async () => expect(await bus.lag(`group-${topic}`, [topic])).toEqual({ [topic]: 0 }));
    }, 60 * SECONDS);
  });
}
