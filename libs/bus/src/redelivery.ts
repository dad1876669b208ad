import { backoffMs } from './backoff.ts';
import { errorFields } from './bus-log.ts';
import type { BusLog } from './bus-log.ts';
import type { Batch, ConsumeOptions } from './port.ts';
import { Signal } from './signal.ts';

/** Hands a batch to its handler until it is handled: the one retry there is on the consuming side. */
export class Redelivery {
  private readonly interrupted = new Signal();
  private ended = false;

  /** No further try; the running one goes on. */
  end(): void {
    this.ended = true;
    this.interrupted.raise();
  }

  /** @returns whether the batch was handled; false if `end` came first */
  async handle(batch: Batch, onBatch: ConsumeOptions['onBatch'], log: BusLog): Promise<boolean> {
    for (let failures = 1; !this.ended; failures += 1) {
      try {
        await onBatch(batch);
        return true;
      } catch (error) {
        log('warn', 'a batch was refused and will come again', {
          topic: batch.topic,
          partition: batch.partition,
          failures,
          ...errorFields(error),
        });
        await this.interrupted.wait(backoffMs(failures));
      }
    }
    return false;
  }
}
