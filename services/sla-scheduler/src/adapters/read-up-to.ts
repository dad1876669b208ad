import type { Bus } from '@frontdesk/bus';
import { BUS } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { begun, reading } from '../domain/reading.ts';
import { manifest } from '../manifest.ts';
import { ClocksStore } from './clocks.store.ts';

const EVERY_MS = 1_000;

/** How far this service has read, whichever of its replicas did. The log is asked only while a promise waits for that, and no other timer for its answer. */
@Injectable()
export class ReadUpTo {
  #reading = begun(Date.now());
  #lookedAt = 0;
  #isLooking = false;

  constructor(
    @Inject(BUS) private readonly bus: Pick<Bus, 'positions'>,
    private readonly clocks: ClocksStore,
  ) {}

  /** @returns until when what was written has been read, ms; by the last look that has ended */
  upTo(now: number): number {
    const real = Date.now();
    if (!this.#isLooking && real - this.#lookedAt >= EVERY_MS) {
      this.#lookedAt = real;
      this.#isLooking = true;
      // what could not be looked up is the next look's
      const done = (): void => void (this.#isLooking = false);
      void this.#look(now, real).then(done, done);
    }
    return this.#reading.upTo;
  }

  async #look(now: number, real: number): Promise<void> {
    const { upTo } = this.#reading;
    if (await this.clocks.waitsForReading(now, upTo)) {
      const positions = await this.bus.positions(manifest.name, manifest.reads).catch(() => undefined);
      this.#reading = reading(this.#reading, { at: now, real, positions });
    } else this.#reading = { ...begun(real), upTo };
  }
}
