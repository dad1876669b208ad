import { Clock, Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { limits } from '../domain/attempts.ts';

const everyMs = 60_000;

/** Forgets what `erasure.sql` leaves of an erased contact, nobody's failures of an order, once they count no more. */
@Injectable()
export class Forgetting implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.forget(), failed: (error) => this.logger.error('nothing forgotten', error) });

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async forget(): Promise<void> {
    await this.dataSource.query(`delete from attempts where challenge_id = 'erased' and at <= $1`, [
      new Date(this.clock.now() - limits.dayMs),
    ]);
  }
}
