import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Manifest, Message } from '@frontdesk/contracts';
import { decode, encode, fact } from '@frontdesk/contracts';
import type { Fact } from '@frontdesk/contracts';
import { message, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Batch, Bus, LogRecord, ReceivedRecord, Subscription } from '../src/port.ts';
import { Inbox } from '../src/process/inbox.ts';
import type { InboxOptions } from '../src/process/inbox-options.ts';

export const READ = 'conversation.identity.v1';
export const WRITTEN = 'conversation.routed.v1';
export const DEAD = 'nlu-router.dead.v1';
export const router: Manifest = { name: 'nlu-router', reads: [READ], owns: ['nlu_router'] };

export type Identity = Message<'IdentityResolved'>;
export type Seen = { message: Message; record: ReceivedRecord };

export const conversation = (): string => `conversation-${randomUUID()}`;
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** An input that says its number, and what is to become of it. */
export const input = (conversationId: string, number: number, outcome = 'none'): Identity =>
  message(
    'IdentityResolved',
    { messageId: `m${number}`, outcome, attemptsLeft: number },
    {
      id: randomUUID(),
      conversationId,
      fence: { case: 1, epoch: 2, turn: number },
    },
  );

export const recordOf = ({ envelope, data }: Identity): LogRecord => ({
  topic: READ,
  key: envelope.conversationId,
  value: encode(envelope, data),
  headers: { id: envelope.id, type: envelope.type },
});

export const batchOf = (messages: readonly Identity[], isCurrent = () => true): Batch => ({
  topic: READ,
  partition: 0,
  isCurrent,
  records: messages.map((each, index) => ({ ...recordOf(each), partition: 0, offset: BigInt(index) })),
});

export const routed = ({ data }: Identity): Fact<'Routed'> => fact('Routed', { messageId: data.messageId });

/** Two facts a message, and a row that counts the effect. */
export async function effect(tx: EntityManager, messages: readonly Identity[]): Promise<Fact<'Routed'>[][]> {
  for (const { envelope } of messages) await tx.query('INSERT INTO effects (message_id) VALUES ($1)', [envelope.id]);
  return messages.map((each) => [routed(each), fact('Routed', { messageId: `${each.data.messageId}+` })]);
}

/** A database, a log, and members of the group that come and go: what processes of one service are. */
export class World {
  readonly routed: Seen[] = [];
  readonly dead: Seen[] = [];
  private readonly members: (() => Promise<void>)[] = [];
  private observer: Subscription | undefined;
  private clockMs = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly admin: pg.Client,
    readonly dataSource: DataSource,
    readonly bus: Bus,
  ) {}

  static async open(openBus: (databaseUrl: string) => Promise<Bus>): Promise<World> {
    const database = await testDatabase([router]);
    const admin = new pg.Client({ connectionString: database.adminUrl });
    admin.on('error', () => undefined);
    await admin.connect();
    await admin.query(
      'CREATE TABLE nlu_router.effects (message_id text NOT NULL); GRANT ALL ON nlu_router.effects TO frontdesk_nlu_router',
    );
    const dataSource = await database.connect('nlu-router');
    const bus = await openBus(database.adminUrl);
    await bus.createTopics([READ, WRITTEN, DEAD].map((topic) => ({ topic, partitions: 4, retentionMs: 3_600_000 })));
    const world = new World(database, admin, dataSource, bus);
    const group = `observer-${randomUUID()}`;
    world.observer = await bus.consume({ group, topics: [WRITTEN, DEAD], onBatch: async (batch) => world.observe(batch) });
    return world;
  }

  /** A process's inbox. */
  inbox(more: Partial<InboxOptions<'nlu-router'>> = {}): Inbox<'nlu-router'> {
    const flip = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const inbox = new Inbox({
      service: 'nlu-router',
      dataSource: this.dataSource,
      bus: this.bus,
      clock: { now: () => Date.now() + this.clockMs },
      seal: flip,
      open: flip,
      log,
      ...more,
    });
    this.members.push(() => inbox.stop());
    return inbox;
  }

  advance(ms: number): void {
    this.clockMs += ms;
  }

  /** Consumes as a member of the service's group until it is stopped. */
  async member(onBatch: (batch: Batch) => Promise<void>, onAssigned?: () => Promise<void>, bus = this.bus): Promise<Subscription> {
    const subscription = await bus.consume({ group: 'nlu-router', topics: [READ], onBatch, ...(onAssigned ? { onAssigned } : {}) });
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= subscription.stop());
    this.members.push(stop);
    return { stop };
  }

  append(messages: readonly Identity[]): Promise<void> {
    return this.bus.append(messages.map(recordOf));
  }

  /** How often each message had its effect. */
  async effects(messages: readonly Identity[]): Promise<number[]> {
    const { rows } = await this.admin.query<{ message_id: string }>('SELECT message_id FROM nlu_router.effects');
    return messages.map(({ envelope }) => rows.filter((row) => row.message_id === envelope.id).length);
  }

  async rows(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.admin.query<Record<string, unknown>>(sql, parameters)).rows;
  }

  /** The message ids of a conversation's outputs in the order of their first copies. */
  outputs(conversationId: string): string[] {
    return this.of(this.routed, conversationId).map(({ message: { data } }) => (data as { messageId: string }).messageId);
  }

  of(seen: readonly Seen[], conversationId: string): Seen[] {
    const known = new Set<string>();
    return seen.filter(({ message: { envelope } }) => {
      const fresh = envelope.conversationId === conversationId && !known.has(envelope.id);
      known.add(envelope.id);
      return fresh;
    });
  }

  /** Ends every member of a test. */
  async clear(): Promise<void> {
    await Promise.all(this.members.splice(0).map((end) => end()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.observer?.stop();
    await this.bus.close();
    await this.admin.end();
    await this.database.close();
  }

  private observe(batch: Batch): void {
    const seen = batch.records.map((record) => ({ record, message: decode(record.value)! }));
    (batch.topic === WRITTEN ? this.routed : this.dead).push(...seen);
  }
}
