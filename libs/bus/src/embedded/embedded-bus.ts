import pg from 'pg';
import type { ClientConfig, Pool } from 'pg';
import { AppendQueue, refusalOf } from '../append-queue.ts';
import type { BusLog } from '../bus-log.ts';
import { errorFields } from '../bus-log.ts';
import { lagOf } from '../lag-of.ts';
import type { Appending, Bus, ConsumeOptions, LogRecord, NewTopic, OpenTransaction, Position, Subscription } from '../port.ts';
import { Readers } from '../readers.ts';
import { wrongTopics } from '../wrong-topics.ts';
import type { Partitions } from '../wrong-topics.ts';
import { EmbeddedConsumer } from './consumer.ts';
import { LogAdmin } from './log-admin.ts';
import { LogWriter } from './log-writer.ts';
import { Tail } from './tail.ts';

const TRIM_MS = 60_000;
/** What this process appends its readers know at once; what others append they see by this. */
const LOOK_MS = 250;

export interface EmbeddedBusOptions extends Partitions {
  /** PostgreSQL with the schema `bus`, as a role that may write it */
  readonly url: string;
  readonly log?: BusLog;
}

/** The bus on a PostgreSQL log: for one machine, durable, without a broker. */
export class EmbeddedBus implements Bus {
  private readonly connection: ClientConfig;
  private readonly pool: Pool;
  private readonly queue: AppendQueue;
  private readonly writer: LogWriter;
  private readonly admin: LogAdmin;
  private readonly expected: Partitions;
  private readonly log: BusLog;
  private readonly consumers = new Readers<EmbeddedConsumer>();
  private readonly tail = new Tail();
  private readonly trimming: NodeJS.Timeout;
  private readonly looking: NodeJS.Timeout;
  private look: Promise<void> | undefined;
  private round: Promise<number[]> | undefined;
  private closing = false;

  constructor({ url, log = () => undefined, ...expected }: EmbeddedBusOptions) {
    this.connection = { connectionString: url };
    this.pool = new pg.Pool({ ...this.connection, application_name: 'bus', max: 2, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
    this.pool.on('error', (error) => {
      // the pool says that it has ended before its connections have: a server that is stopped then still ends them
      if (!this.closing) log('warn', 'an idle connection of the bus was lost', errorFields(error));
    });
    this.writer = new LogWriter(this.pool, this.tail);
    this.queue = new AppendQueue((records) => this.writer.write(records));
    this.admin = new LogAdmin(this.pool);
    this.expected = expected;
    this.log = log;
    this.trimming = setInterval(() => {
      this.trim().catch((error: unknown) => log('warn', 'trimming the log failed', errorFields(error)));
    }, TRIM_MS).unref();
    this.looking = setInterval(() => {
      if (this.consumers.size > 0)
        this.look ??= this.lookAround().finally(() => {
          this.look = undefined;
        });
    }, LOOK_MS).unref();
  }

  append(records: readonly LogRecord[]): Promise<void> {
    return this.queue.append(records);
  }

  async appendWithin(tx: OpenTransaction, records: readonly LogRecord[]): Promise<Appending> {
    const refused = refusalOf(records);
    if (refused) throw refused;
    return this.writer.writeWithin(tx, records);
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    return this.consumers.begin(new EmbeddedConsumer(this.connection, options, this.log, this.tail));
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

  /**
   * Deletes what is older than its topic's retention (real time), where the role may. Runs each minute by itself; a round that is under way is the round.
   * @returns records of each step
   */
  trim(now: number = Date.now()): Promise<number[]> {
    this.round ??= this.admin
      .trim(now, () => this.closing)
      .finally(() => {
        this.round = undefined;
      });
    return this.round;
  }

  async close(): Promise<void> {
    clearInterval(this.trimming);
    clearInterval(this.looking);
    this.closing = true;
    await this.consumers.stop();
    await this.queue.close();
    await this.round?.catch(() => undefined);
    await this.pool.end();
  }

  /** A look that fails is followed by another; the members' own sessions tell when the log is away. */
  private async lookAround(): Promise<void> {
    const heads = await this.admin.heads().catch(() => new Map<number, bigint>());
    for (const consumer of this.consumers) consumer.look(heads);
  }
}
