import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { partitionOf } from '../src/partition-of.ts';
import type { Batch, Bus, ConsumeOptions, LogRecord, ReceivedRecord } from '../src/port.ts';

export const PARTITIONS = 4;
export const SECONDS = 1_000;

export interface BusHarness {
  /** a bus instance, as one process has it; topics should have four partitions */
  open(): Bus;
  /** a process of its own that consumes and never finishes a batch; resolves when it has one in hand; @returns how to kill it */
  stuckMember(group: string, topic: string): Promise<() => void>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

export const record = (topic: string, key: string, n: number, value = ''): LogRecord => ({
  topic,
  key,
  value: Buffer.from(value),
  headers: { n: String(n), traceparent: 'ü "\\' },
});
export const numberOf = ({ headers }: ReceivedRecord): number => Number(headers['n']);
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** One key for each partition. */
export const keys = upTo(PARTITIONS).map((partition) => {
  for (let i = 0; ; i += 1) if (partitionOf(`key-${i}`, PARTITIONS) === partition) return `key-${i}`;
});

/** What holds a handler until the test lets it go on. */
export function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A server for the whole suite, buses for one test each. */
export class BusWorld {
  harness!: BusHarness;
  readonly ownServer: boolean;
  private buses: Bus[] = [];

  constructor(start: () => Promise<BusHarness>, ownServer: boolean) {
    this.ownServer = ownServer;
    beforeAll(async () => {
      this.harness = await start();
    }, 120 * SECONDS);
    afterAll(() => this.harness.close(), 60 * SECONDS);
    afterEach(async () => {
      await Promise.all(this.buses.map((bus) => bus.close()));
      this.buses = [];
    }, 30 * SECONDS);
  }

  open(): Bus {
    const bus = this.harness.open();
    this.buses.push(bus);
    return bus;
  }

  async newTopic(bus: Bus): Promise<string> {
    const topic = `test.${randomUUID()}`;
    await bus.createTopics([{ topic, partitions: PARTITIONS, retentionMs: 3_600_000 }]);
    return topic;
  }

  /** Consumes into a list; `before` sees each batch first and may hold or refuse it. */
  async collect(bus: Bus, topic: string, before?: (batch: Batch) => Promise<void>, more: Partial<ConsumeOptions> = {}) {
    const records: ReceivedRecord[] = [];
    const subscription = await bus.consume({
      group: `group-${topic}`,
      topics: [topic],
      ...more,
      onBatch: async (batch) => {
        await before?.(batch);
        records.push(...batch.records);
      },
    });
    return { records, subscription, of: (key: string) => records.filter((each) => each.key === key).map(numberOf) };
  }
}
