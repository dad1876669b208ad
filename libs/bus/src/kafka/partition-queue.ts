import type { BusLog } from '../bus-log.ts';
import type { ConsumeOptions, ReceivedRecord } from '../port.ts';
import { Redelivery } from '../redelivery.ts';

/** A partition's place with this member, of one generation of the group. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  isCurrent(): boolean;
  /** Lets the client fetch this partition, or not. */
  fetching(on: boolean): void;
  /** A batch took its handler so long. */
  handled(tookMs: number): void;
}

/**
 * What was fetched of one partition and waits for its handler. kafkajs fetches nothing while one of its own handlers runs, so none does: its
 * batches end up here, and a stuck partition stops only itself.
 */
export class PartitionQueue {
  readonly place: Place;
  /** offset behind the last fetched record, and behind the last handled one */
  fetched: bigint | undefined;
  handled: bigint | undefined;
  private waiting: ReceivedRecord[] = [];
  private paused = false;
  private stopped = false;
  private worker: Promise<void> | undefined;
  private readonly options: ConsumeOptions;
  private readonly maxBatch: number;
  private readonly log: BusLog;
  private readonly redelivery = new Redelivery();

  constructor(place: Place, options: ConsumeOptions, maxBatch: number, log: BusLog) {
    this.place = place;
    this.options = options;
    this.maxBatch = maxBatch;
    this.log = log;
  }

  /** @param start what the first batch has to wait for */
  push(records: readonly ReceivedRecord[], start: Promise<unknown>): void {
    if (this.stopped) return;
    this.fetched = records.at(-1)!.offset + 1n;
    this.waiting.push(...records);
    if (this.waiting.length >= this.maxBatch && !this.paused) {
      this.paused = true;
      this.place.fetching(false);
    }
    this.worker ??= this.work(start);
  }

  /** Nothing that waits here will be handed over any more. */
  end(): void {
    this.stopped = true;
    this.waiting = [];
    this.redelivery.end();
  }

  /** Resolves when no batch is in hand. */
  async idle(): Promise<void> {
    await this.worker;
  }

  private async work(start: Promise<unknown>): Promise<void> {
    await start;
    while (this.waiting.length > 0 && !this.stopped) {
      const records = this.waiting.splice(0, this.maxBatch);
      if (this.paused && this.waiting.length < this.maxBatch) {
        this.paused = false;
        this.place.fetching(true);
      }
      const { topic, partition } = this.place;
      const batch = { topic, partition, records, isCurrent: () => this.place.isCurrent() };
      const beganAt = performance.now();
      if (!(await this.redelivery.handle(batch, this.options.onBatch, this.log))) continue;
      this.handled = records.at(-1)!.offset + 1n;
      this.place.handled(performance.now() - beganAt);
    }
    this.worker = undefined;
  }
}
