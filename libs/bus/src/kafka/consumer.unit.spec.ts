import { expect, test } from '@jest/globals';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { KafkaConsumer } from './consumer.ts';

type Listener = (event: { payload: unknown }) => void;

/** As much of a kafkajs client as a member uses; what the broker does is called by hand. */
class Client {
  readonly #listeners = new Map<string, Listener>();
  readonly running: Promise<(payload: EachBatchPayload) => Promise<void>>;
  #run!: (eachBatch: (payload: EachBatchPayload) => Promise<void>) => void;

  constructor() {
    this.running = new Promise((resolve) => (this.#run = resolve));
  }
  on(event: string, listener: Listener): void {
    this.#listeners.set(event, listener);
  }
  tell(event: string, payload: unknown): void {
    this.#listeners.get(event)!({ payload });
  }
  async run({ eachBatch }: { eachBatch: (payload: EachBatchPayload) => Promise<void> }): Promise<void> {
    this.#run(eachBatch);
  }
  async connect(): Promise<void> {}
  async subscribe(): Promise<void> {}
  async disconnect(): Promise<void> {}
  async commitOffsets(): Promise<void> {}
  pause(): void {}
  resume(): void {}
}

const fetched = (offset: string) =>
  ({ batch: { topic: 'topic', partition: 0, messages: [{ key: 'key', value: Buffer.alloc(0), offset }] } }) as unknown as EachBatchPayload;

test('what a client still brings after it has ended is refused: the one that came after it reads the partition now', async () => {
  const clients: Client[] = [];
  const begun: ((client: Client) => void)[] = [];
  const kafka = {
    consumer: () => {
      const client = new Client();
      clients.push(client);
      begun.shift()?.(client);
      return client;
    },
  } as unknown as Kafka;
  const next = () => new Promise<Client>((resolve) => begun.push(resolve));
  const handled: number[] = [];
  const [first, second] = [next(), next()];
  const consumer = new KafkaConsumer(
    kafka,
    {
      group: 'group',
      topics: ['topic'],
      onBatch: async ({ records }) => void handled.push(...records.map(({ offset }) => Number(offset))),
    },
    () => undefined,
    60_000,
  );

  try {
    const old = await (await first).running;
    clients[0]!.tell('consumer.group_join', { memberAssignment: { topic: [0] } });
    await old(fetched('0'));
    clients[0]!.tell('consumer.crash', { error: new Error('gone') });
    const young = await (await second).running;
    clients[1]!.tell('consumer.group_join', { memberAssignment: { topic: [0] } });

    await expect(old(fetched('5'))).rejects.toThrow('a client that has ended');
    await young(fetched('1'));
  } finally {
    await consumer.stop();
  }
  expect(handled).toEqual([0, 1]);
});
