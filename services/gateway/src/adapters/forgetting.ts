import { Clock, Logger } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from './settings.ts';

const everyMs = 60_000;
const dayMs = 24 * 60 * 60_000;
const step = 500;
const mostSteps = 20;

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
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<unknown> | undefined;

  constructor(private readonly dataSource: DataSource, private readonly settings: Settings, private readonly clock: Clock, private readonly logger: Logger) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#busy ??= this.forget()
        .catch((error: unknown) => this.logger.error('nothing forgotten', error))
        .finally(() => (this.#busy = undefined));
    }, everyMs);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
  }

  /** Customers' messages have the clock's time, sends real time. */
  async forget(): Promise<void> {
    const keptMs = this.settings.current.MESSAGE_IDS_KEEP_DAYS * dayMs;
    await this.inSteps((before) => this.dataSource.query(received, [before, step]).then(([rows]: [unknown[]]) => rows.length), this.clock.now() - keptMs);
    await this.inSteps((before) => this.sends(before), Date.now() - keptMs);
  }

  /** A send and what Meta called its chunks, in one transaction. */
  private sends(before: Date): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      const rows = await tx.query<{ send_id: string }[]>(sends, [before, step]);
      await tx.query('DELETE FROM sends WHERE send_id = ANY($1)', [rows.map((row) => row.send_id)]);
      return rows.length;
    });
  }

  private async inSteps(forget: (before: Date) => Promise<number>, before: number): Promise<void> {
    for (let done = 0; done < mostSteps; done += 1) if ((await forget(new Date(before))) < step) return;
  }
}
