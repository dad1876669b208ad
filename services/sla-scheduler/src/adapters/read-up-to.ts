import type { Bus } from '@frontdesk/bus';
import { BUS } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { begun, reading } from '../domain/reading.ts';
import { manifest } from '../manifest.ts';
import { ClocksStore } from './clocks.store.ts';

const EVERY_MS = 1_000;

/** How far this service has read, whichever of its replicas did. The log is asked only while a promise waits for that. */
@Injectable()
export class ReadUpTo {
  #reading = begun(Date.now());
  #lookedAt = 0;

  constructor(
    @Inject(BUS) private readonly bus: Pick<Bus, 'positions'>,
    private readonly clocks: ClocksStore,
  ) {}

  /** @returns until when what was written has been read, ms */
  async upTo(now: number): Promise<number> {
    const real = Date.now();
    const { upTo } = this.#reading;
    if (real - this.#lookedAt < EVERY_MS) return upTo;
    this.#lookedAt = real;
    if (await this.clocks.waitsForReading(now, upTo)) {
      const positions = await this.bus.positions(manifest.name, manifest.reads).catch(() => undefined);
      this.#reading = reading(this.#reading, { at: now, real, positions });
    } else this.#reading = { ...begun(real), upTo };
    return this.#reading.upTo;
  }
}
