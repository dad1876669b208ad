import { Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterFailure } from '../domain/media.ts';
import { fetchMs, isFailed, MediaKeeper } from './media-keeper.ts';
import { MediaStore } from './media.store.ts';
import type { MediaRow } from './media.store.ts';

const everyMs = 1_000;
const atOnce = 4;

/** Fetches customers' files beside the log's consumer, those that are due, a few at once. */
@Injectable()
export class MediaFetcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.look(), failed: (error) => this.logger.error('media not looked at', error) });

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: MediaStore,
    private readonly keeper: MediaKeeper,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  private look(): Promise<unknown> {
    return Promise.all(Array.from({ length: atOnce }, () => this.work()));
  }

  private async work(): Promise<void> {
    while (!this.#rounds.isStopped) {
      const [row] = await this.store.claim(this.dataSource.manager, 1, Date.now(), fetchMs);
      if (!row) return;
      await this.one(row);
    }
  }

  private async one(row: MediaRow): Promise<void> {
    const { manager } = this.dataSource;
    const { messageId, attempt, kind } = row;
    if (row.ours) return this.store.failed(manager, messageId, 'unfinished', Date.now());
    const result = await this.keeper.keep(row);
    if (!isFailed(result)) {
      await this.store.stored(manager, messageId, result.mime, result.size, Date.now());
      return;
    }
    const next = afterFailure(result.failure, {
      attempt,
      ageMs: Date.now() - row.receivedAt,
      jitter: Math.random(),
      askedMs: result.retryAfterMs ?? 0,
    });
    if (next.again) return this.store.again(manager, messageId, result.failure, Date.now() + next.waitMs);
    this.logger.warn('media not kept', { message_id: messageId, kind, reason: result.failure, attempt });
    await this.store.failed(manager, messageId, result.failure, Date.now());
  }
}
