import { backoffMs } from '../backoff.ts';
import { errorFields } from '../bus-log.ts';
import type { BusLog } from '../bus-log.ts';
import type { Batch, ReceivedRecord } from '../port.ts';
import { Signal } from '../signal.ts';
import type { Fetched, LogPartition } from './membership.ts';

/** One partition in the hands of one member, from the moment it got it until it lost it or gave it back. */
export class Assignment {
  readonly place: LogPartition;
  /** offset of the next record to read; to be committed once it differs from `committed` */
  position: bigint;
  committed: bigint;
  /** there may be records beyond `position` */
  ready = true;
  /** on the monotonic clock, in ms */
  askedBackAt: number | undefined;
  private current = true;
  private retries = true;
  private batch: Promise<void> | undefined;
  private readonly interrupt = new Signal();

  constructor(place: LogPartition, position: bigint) {
    this.place = place;
    this.position = position;
    this.committed = position;
  }

  get busy(): boolean {
    return this.batch !== undefined;
  }

  /** Nothing that started here counts any more. */
  end(): void {
    this.current = false;
    this.interrupt.raise();
  }

  /** Hands the records over, again after each refusal, until they are handled or the assignment ends. */
  handle(fetched: readonly Fetched[], onBatch: (batch: Batch) => Promise<void>, log: BusLog): Promise<void> {
    const { topic, partition } = this.place;
    const records = fetched.map(({ offset, key, headers, value }): ReceivedRecord => ({ topic, partition, offset, key, headers, value }));
    this.batch = this.untilHandled({ topic, partition, records, isCurrent: () => this.current }, onBatch, log).finally(() => {
      this.batch = undefined;
    });
    return this.batch;
  }

  /** Waits for the batch in hand; one that was refused isn't tried again. */
  async settle(): Promise<void> {
    this.retries = false;
    this.interrupt.raise();
    await this.batch;
  }

  private async untilHandled(batch: Batch, onBatch: (batch: Batch) => Promise<void>, log: BusLog): Promise<void> {
    for (let failures = 1; this.current && this.retries; failures += 1) {
      try {
        await onBatch(batch);
        if (this.current) this.position = batch.records.at(-1)!.offset + 1n;
        return;
      } catch (error) {
        log('warn', 'a batch was refused and will come again', { topic: batch.topic, partition: batch.partition, failures, ...errorFields(error) });
        await this.interrupt.wait(backoffMs(failures));
      }
    }
  }
}
