import { inSteps } from '@frontdesk/bus';
import { Clock, Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from './settings.ts';

const everyMs = 60_000;
const dayMs = 24 * 60 * 60_000;

const received = `DELETE FROM received WHERE message_id IN (
  SELECT message_id FROM received WHERE received_at < $1 ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`;
const sends = `WITH old AS (
    SELECT send_id FROM sends WHERE state IN ('accepted', 'failed', 'cancelled', 'unconfirmed') AND queued_at < $1
    ORDER BY queued_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  gone AS (DELETE FROM sent WHERE send_id IN (SELECT send_id FROM old))
  SELECT send_id FROM old`;

/** Forgets Meta's ids of messages, and sends that are over, past their horizon: in small steps, so that nobody waits for it. */
@Injectable()
export class Forgetting implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.forget(), failed: (error) => this.logger.error('nothing forgotten', error) });

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Customers' messages have the clock's time, sends real time. */
  async forget(): Promise<void> {
    const keptMs = this.settings.current.MESSAGE_IDS_KEEP_DAYS * dayMs;
    const before = new Date(this.clock.now() - keptMs);
    const isStopped = () => this.#rounds.isStopped;
    await inSteps(async (limit) => (await this.dataSource.query<[unknown[]]>(received, [before, limit]))[0].length, isStopped);
    await inSteps((limit) => this.sends(new Date(Date.now() - keptMs), limit), isStopped);
  }

  /** A send and what Meta called its chunks, in one transaction. */
  private sends(before: Date, limit: number): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      const rows = await tx.query<{ send_id: string }[]>(sends, [before, limit]);
      await tx.query('DELETE FROM sends WHERE send_id = ANY($1)', [rows.map((row) => row.send_id)]);
      return rows.length;
    });
  }
}
