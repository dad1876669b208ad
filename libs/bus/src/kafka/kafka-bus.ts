import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig, Producer, SASLOptions } from 'kafkajs';
import { AppendQueue } from '../append-queue.ts';
import type { BusLog } from '../bus-log.ts';
import { lagOf } from '../lag-of.ts';
import { partitionOf } from '../partition-of.ts';
import type { Bus, ConsumeOptions, LogRecord, NewTopic, Position, Subscription } from '../port.ts';
import { Readers } from '../readers.ts';
import { wrongTopics } from '../wrong-topics.ts';
import type { Partitions } from '../wrong-topics.ts';
import { KafkaConsumer } from './consumer.ts';
import { KafkaAdmin } from './kafka-admin.ts';
import { withoutRepeats } from './kafkajs-log.ts';
import { busError } from './kafka-error.ts';
import { neverScheduleInThePast } from './request-queue.ts';

/** More than kafkajs needs to give up by itself: five tries of 5 s, and their waits. */
const PRODUCE_MS = 45_000;

export interface KafkaBusOptions extends Partitions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
  /** after this time without a word from a member its partitions go to others; default 15 s */
  readonly sessionTimeoutMs?: number;
  readonly log?: BusLog;
}

/** The bus on Apache Kafka, by kafkajs: the one that scales. */
export class KafkaBus implements Bus {
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly queue: AppendQueue;
  private readonly admin: KafkaAdmin;
  private readonly expected: Partitions;
  private readonly sessionTimeoutMs: number;
  private readonly log: BusLog;
  private readonly consumers = new Readers<KafkaConsumer>();
  private connected: Promise<void> | undefined;

  constructor({ brokers, clientId, ssl, sasl, sessionTimeoutMs = 15_000, log = () => undefined, ...expected }: KafkaBusOptions) {
    neverScheduleInThePast();
    this.kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      ...(ssl === undefined ? {} : { ssl }),
      ...(sasl === undefined ? {} : { sasl }),
      connectionTimeout: 3_000,
      requestTimeout: 5_000,
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
      logLevel: logLevel.WARN,
      logCreator: withoutRepeats(log),
    });
    // Not kafkajs's idempotent producer, which is experimental: one request at a time keeps the order, and consumers drop ids they know.
    this.producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message, partitionMetadata }) =>
          partitionOf(String(message.key), partitionMetadata.length),
    });
    this.queue = new AppendQueue((records) => this.produce(records));
    this.admin = new KafkaAdmin(this.kafka);
    this.expected = expected;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.log = log;
  }

  append(records: readonly LogRecord[]): Promise<void> {
    return this.queue.append(records);
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    return this.consumers.begin(new KafkaConsumer(this.kafka, options, this.log, this.sessionTimeoutMs));
  }

  async check(topics: readonly string[]): Promise<string[]> {
    return wrongTopics(topics, await this.admin.partitions(topics), this.expected);
  }

  createTopics(topics: readonly NewTopic[]): Promise<void> {
    return this.admin.createTopics(topics);
  }

  positions(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    return this.admin.positions(group, topics);
  }

  async lag(group: string, topics: readonly string[]): Promise<Record<string, number>> {
    return lagOf(await this.positions(group, topics));
  }

  members(group: string): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.admin.members(group);
  }

  async close(): Promise<void> {
    await this.consumers.stop();
    await this.queue.close();
    await this.producer.disconnect();
    await this.admin.close();
  }

  private async produce(records: readonly LogRecord[]): Promise<void> {
    try {
      this.connected ??= this.producer.connect();
      await this.connected;
      await within(PRODUCE_MS, this.producer.sendBatch({ acks: -1, timeout: 5_000, topicMessages: byTopic(records) }));
    } catch (error) {
      this.connected = undefined;
      throw busError(error, 'the log did not take the records');
    }
  }
}

/** @throws when it takes longer: everything that this process writes waits behind one request */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${ms} ms`)), ms).unref();
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function byTopic(records: readonly LogRecord[]) {
  const topics = new Map<string, { key: string; value: Buffer; headers: Record<string, string> }[]>();
  for (const { topic, key, value, headers } of records) {
    const messages = topics.get(topic) ?? [];
    messages.push({ key, value: Buffer.from(value.buffer, value.byteOffset, value.byteLength), headers: { ...headers } });
    topics.set(topic, messages);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
