import { backoffMs } from '../backoff.ts';
import { errorFields } from '../bus-log.ts';
import type { BusLog } from '../bus-log.ts';
import type { ConsumeOptions, ReceivedRecord } from '../port.ts';
import { Signal } from '../signal.ts';
import { PartitionQueue } from './partition-queue.ts';

const MAX_BATCH = 256;

/** Offsets as kafkajs commits them. */
export type Offsets = { topic: string; partition: number; offset: string }[];

/** What a generation needs of the member it belongs to. */
export interface Member {
  readonly assignment: Readonly<Record<string, readonly number[]>>;
  /** its client has just begun, so nothing that was fetched before the rebalance can still come */
  readonly isNew: boolean;
  /** whether the group still counts this member, as far as it can know */
  alive(): boolean;
  fetching(topic: string, partition: number, on: boolean): void;
  /** A batch took its handler so long. */
  handled(tookMs: number): void;
}

const nameOf = (topic: string, partition: number): string => `${topic} ${partition}`;

/** What a member holds between two rebalances. All of it ends with the next one, also what it gets back then: rebalances are eager. */
export class Generation {
  private current = true;
  private readonly queues = new Map<string, PartitionQueue>();
  private readonly committed = new Map<string, bigint>();
  private readonly ended = new Signal();
  private readonly ready: Promise<void>;
  private readonly options: ConsumeOptions;
  private readonly log: BusLog;
  private readonly member: Member;
  private before: Generation | undefined;
  /** where fetching had come to before, of partitions of which not all that was fetched was committed */
  private readonly leftOff: ReadonlyMap<string, bigint>;

  /** @param before its batches in hand come first: one batch of a partition at a time */
  constructor(options: ConsumeOptions, log: BusLog, member: Member, before: Generation | undefined) {
    this.options = options;
    this.log = log;
    this.member = member;
    this.before = before;
    this.leftOff = member.isNew ? new Map() : (before?.whereItLeftOff() ?? new Map());
    void before?.idle().then(() => {
      this.before = undefined;
    });
    this.ready = this.announce();
  }

  /**
   * @throws when a fetch from before the last rebalance comes in late, as it may with several brokers: taken, it would skip what lies between
   * the committed offset and itself. kafkajs gives up after a few times, and the client that is begun then fetches from what is committed; that may
   * be the very same offset, if somebody else has handled what lies between.
   */
  push(topic: string, partition: number, records: readonly ReceivedRecord[]): void {
    const name = nameOf(topic, partition);
    let queue = this.queues.get(name);
    if (!queue) {
      const late = this.leftOff.get(name) === records[0]!.offset || !this.member.assignment[topic]?.includes(partition);
      if (late) throw new Error(`a fetch of ${name} from before the rebalance came late`);
      const place = {
        topic,
        partition,
        isCurrent: () => this.current && this.member.alive(),
        handled: (tookMs: number) => this.member.handled(tookMs),
        fetching: (on: boolean) => {
          if (this.current) this.member.fetching(topic, partition, on);
        },
      };
      queue = new PartitionQueue(place, this.options, this.options.maxBatch ?? MAX_BATCH, this.log);
      this.queues.set(name, queue);
    }
    queue.push(records, Promise.all([this.ready, this.before?.idle(name)]));
  }

  /** Nothing that started here counts any more. */
  end(): void {
    this.current = false;
    this.ended.raise();
    this.stop();
  }

  /** Hands nothing further over; what is in hand may still be committed. */
  stop(): void {
    for (const queue of this.queues.values()) queue.end();
  }

  /** Waits for the batch in hand, of one partition or of all, in this generation and the ones before. */
  async idle(name?: string): Promise<void> {
    const queues = name === undefined ? [...this.queues.values()] : [this.queues.get(name)];
    await Promise.all([...queues.map((queue) => queue?.idle()), this.before?.idle(name)]);
  }

  /** What is handled and not committed yet. */
  uncommitted(): Offsets {
    return [...this.queues].flatMap(([name, { place, handled }]) => {
      if (handled === undefined || handled === this.committed.get(name)) return [];
      return [{ topic: place.topic, partition: place.partition, offset: String(handled) }];
    });
  }

  markCommitted(offsets: Offsets): void {
    for (const { topic, partition, offset } of offsets) this.committed.set(nameOf(topic, partition), BigInt(offset));
  }

  private whereItLeftOff(): ReadonlyMap<string, bigint> {
    const places = new Map(this.leftOff);
    for (const [name, { fetched }] of this.queues) {
      if (fetched === undefined || fetched === this.committed.get(name)) places.delete(name);
      else places.set(name, fetched);
    }
    return places;
  }

  private async announce(): Promise<void> {
    for (let failures = 1; this.current; failures += 1) {
      try {
        await this.options.onAssigned?.();
        return;
      } catch (error) {
        this.log('warn', 'an assignment could not be prepared and is tried again', {
          group: this.options.group,
          failures,
          ...errorFields(error),
        });
        await this.ended.wait(backoffMs(failures));
      }
    }
  }
}
