import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { backoffMs } from '../backoff.ts';
import { errorFields } from '../bus-log.ts';
import type { BusLog } from '../bus-log.ts';
import type { ConsumeOptions, Subscription } from '../port.ts';
import { Signal } from '../signal.ts';
import { FetchSpacing } from './fetch-spacing.ts';
import { Generation } from './generation.ts';
import { received } from './received.ts';

const COMMIT_MS = 500;
/** An empty fetch of a hundred partitions costs the broker 5 ms; what is committed waits behind it on the same connection. */
const LONG_POLL_MS = 500;
const DISCONNECT_MS = 10_000;
const PARTITION_BYTES = 1024 * 1024;
const FETCH_BYTES = 8 * 1024 * 1024;

/** A member of a group on Kafka. kafkajs ends for good on some errors and backs off for long on others; here every end is a bounded new start. */
export class KafkaConsumer implements Subscription {
  private readonly kafka: Kafka;
  private readonly options: ConsumeOptions;
  private readonly log: BusLog;
  private readonly sessionTimeoutMs: number;
  private readonly done: Promise<void>;
  private readonly wake = new Signal();
  private consumer: Consumer | undefined;
  private generation: Generation | undefined;
  private crashed = false;
  private stopping = false;
  private heardAt = 0;
  private spacing: Promise<void> | undefined;
  private readonly fetches: FetchSpacing;

  constructor(kafka: Kafka, options: ConsumeOptions, log: BusLog, sessionTimeoutMs: number) {
    this.kafka = kafka;
    this.options = options;
    this.fetches = new FetchSpacing(options.patient === true);
    this.log = log;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.raise();
    await this.done;
  }

  private async run(): Promise<void> {
    for (let failures = 1; !this.stopping; failures += 1) {
      const consumer = this.newConsumer();
      this.consumer = consumer;
      const startedAt = performance.now();
      try {
        await this.work(consumer);
      } catch (error) {
        this.log('warn', 'a consumer lost the broker and joins again', { group: this.options.group, failures, ...errorFields(error) });
      }
      this.generation?.end();
      await Promise.race([consumer.disconnect().catch(() => undefined), pause(DISCONNECT_MS, undefined, { ref: false })]);
      if (performance.now() - startedAt > this.sessionTimeoutMs) failures = 1;
      if (!this.stopping) await this.wake.wait(backoffMs(failures));
    }
    await this.generation?.idle();
  }

  private newConsumer(): Consumer {
    const consumer = this.kafka.consumer({
      groupId: this.options.group,
      sessionTimeout: this.sessionTimeoutMs,
      heartbeatInterval: this.sessionTimeoutMs / 5,
      rebalanceTimeout: 10_000,
      maxWaitTimeInMs: LONG_POLL_MS,
      maxBytesPerPartition: PARTITION_BYTES,
      maxBytes: FETCH_BYTES,
      allowAutoTopicCreation: false,
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    this.crashed = false;
    let isNew = true;
    consumer.on('consumer.crash', ({ payload }) => {
      this.log('warn', 'a consumer ended and starts anew', { group: this.options.group, ...errorFields(payload.error) });
      this.crashed = true;
      this.wake.raise();
    });
    consumer.on('consumer.heartbeat', () => this.hear());
    // The listener runs before kafkajs asks to join, so what is handled is still committed under the old generation.
    consumer.on('consumer.rebalancing', () => {
      void this.commit(consumer);
      this.generation?.end();
    });
    consumer.on('consumer.group_join', ({ payload }) => {
      this.hear();
      this.generation?.end();
      consumer.resume(Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions })));
      this.generation = new Generation(
        this.options,
        this.log,
        {
          assignment: payload.memberAssignment,
          isNew,
          alive: () => performance.now() - this.heardAt < this.sessionTimeoutMs,
          handled: (tookMs) => this.fetches.handled(tookMs),
          fetching: (topic, partition, on) => consumer[on ? 'resume' : 'pause']([{ topic, partitions: [partition] }]),
        },
        this.generation,
      );
      isNew = false;
    });
    return consumer;
  }

  private async work(consumer: Consumer): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    this.hear();
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 100,
      eachBatch: (payload) => this.takeOver(consumer, payload),
    });
    while (!this.stopping && !this.crashed) {
      if (performance.now() - this.heardAt > 5 * this.sessionTimeoutMs) throw new Error('the group has not been heard of for too long');
      await this.commit(consumer);
      await this.wake.wait(COMMIT_MS);
    }
    if (this.crashed) return;
    this.generation?.stop();
    await this.generation?.idle();
    await this.commit(consumer);
  }

  private async takeOver(consumer: Consumer, { batch }: EachBatchPayload): Promise<void> {
    if (consumer !== this.consumer) throw new Error('records came from a client that has ended');
    if (!this.generation) throw new Error('records came before an assignment');
    const { topic, partition } = batch;
    const records = batch.messages.map((message) => received(topic, partition, message));
    this.generation.push(topic, partition, records);
    // kafkajs fetches again when all batches of a fetch are taken over; they share one wait.
    this.spacing ??= pause(this.fetches.next()).then(() => {
      this.spacing = undefined;
    });
    await this.spacing;
  }

  /** A commit that fails costs a redelivery; it is tried again with the next one. */
  private async commit(consumer: Consumer): Promise<void> {
    const generation = this.generation;
    const offsets = generation?.uncommitted() ?? [];
    if (!generation || offsets.length === 0) return;
    try {
      await consumer.commitOffsets(offsets);
      generation.markCommitted(offsets);
    } catch (error) {
      this.log('info', 'offsets could not be committed yet', { group: this.options.group, ...errorFields(error) });
    }
  }

  private hear(): void {
    this.heardAt = performance.now();
  }
}
