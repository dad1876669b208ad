import { AssignerProtocol } from 'kafkajs';
import type { Admin, Kafka } from 'kafkajs';
import type { NewTopic, Position } from '../port.ts';
import { busError } from './kafka-error.ts';

/** Topics, positions and members, asked of the brokers. */
export class KafkaAdmin {
  private readonly admin: Admin;
  private connected: Promise<void> | undefined;

  constructor(kafka: Kafka) {
    this.admin = kafka.admin();
  }

  /** @returns number of partitions by topic, of those that exist */
  async partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.ask('the topics could not be read', async (admin) => {
      const { topics: found } = await admin.fetchTopicMetadata();
      return new Map(found.filter(({ name }) => topics.includes(name)).map(({ name, partitions }) => [name, partitions.length]));
    });
  }

  /** A topic that exists is left as it is: more partitions would re-map its keys. Replicas are the brokers' default. */
  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    const existing = await this.partitions(topics.map(({ topic }) => topic));
    const missing = topics
      .filter(({ topic }) => !existing.has(topic))
      .map(({ topic, partitions, retentionMs }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: -1,
        configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
      }));
    if (missing.length === 0) return;
    await this.ask('the topics could not be created', (admin) => admin.createTopics({ topics: missing, waitForLeaders: true }));
  }

  async positions(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    return this.ask('the positions could not be read', async (admin) => {
      const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
      const positions = committed.map(async ({ topic, partitions }) => {
        const offsets = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
        const ends = await admin.fetchTopicOffsets(topic);
        return ends.map(({ partition, low, high }) => {
          const read = Math.max(Number(low), offsets.get(partition) ?? -1);
          return [`${topic} ${partition}`, { end: Number(high), read }] as const;
        });
      });
      return new Map((await Promise.all(positions)).flat());
    });
  }

  async members(group: string): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.ask('the members could not be read', async (admin) => {
      const { groups } = await admin.describeGroups([group]);
      return new Map(groups.flatMap(({ members }) => members.map((one) => [one.memberId, partitionsIn(one.memberAssignment)] as const)));
    });
  }

  async close(): Promise<void> {
    if (this.connected) await this.admin.disconnect();
  }

  private async ask<Answer>(failure: string, question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    try {
      this.connected ??= this.admin.connect();
      await this.connected;
      return await question(this.admin);
    } catch (error) {
      this.connected = undefined;
      throw busError(error, failure);
    }
  }
}

function partitionsIn(assignment: Buffer): string[] {
  const held = AssignerProtocol.MemberAssignment.decode(assignment)?.assignment ?? {};
  return Object.entries(held).flatMap(([topic, partitions]) => partitions.map((partition) => `${topic} ${partition}`));
}
