import type { BusLog } from '../bus-log.ts';
import type { ConsumeOptions, ReceivedRecord } from '../port.ts';
import { Redelivery } from '../redelivery.ts';
import type { LogPartition } from './membership.ts';

/** One partition in the hands of one member, from the moment it got it until it lost it or gave it back. */
export class Assignment {
  readonly place: LogPartition;
  /** offset of the next record to read; to be committed once it differs from `committed` */
  position: bigint;
  committed: bigint;
  /** there may be records beyond `position` */
  ready = true;
  /** they may be in the table only */
  inTable = true;
  /** on the monotonic clock, in ms */
  askedBackAt: number | undefined;
  private current = true;
  private batch: Promise<void> | undefined;
  private readonly redelivery = new Redelivery();

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
    this.redelivery.end();
  }

  /** Hands the records over, again after each refusal, until they are handled or the assignment ends. */
  handle(records: readonly ReceivedRecord[], onBatch: ConsumeOptions['onBatch'], log: BusLog): Promise<void> {
    const { topic, partition } = this.place;
    this.batch = this.redelivery.handle({ topic, partition, records, isCurrent: () => this.current }, onBatch, log).then((handled) => {
      if (handled && this.current) this.position = records.at(-1)!.offset + 1n;
      this.batch = undefined;
    });
    return this.batch;
  }

  /** Waits for the batch in hand; one that was refused isn't tried again. */
  async settle(): Promise<void> {
    this.redelivery.end();
    await this.batch;
  }
}
