import { Logger, Rounds } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MEDIA_STORAGE } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';

const everyMs = 60_000;
/** side by side, so that a store that is away costs one time-out */
const filesAtOnce = 20;
const mostSteps = 50;
/** Longer than the store may take for one; then a file that was not removed is tried again. */
export const retryMs = 5 * 60_000;

/** Removes files of which the row says that they are not kept: taken back, past their horizon, of an erased contact, or of no use. */
@Injectable()
export class MediaRemoval implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #rounds = new Rounds({ everyMs, round: () => this.sweep(), failed: (error) => this.logger.error('no files removed', error) });

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: MediaStore,
    private readonly logger: Logger,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage | undefined,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @param now real time, ms */
  async sweep(now: number = Date.now()): Promise<void> {
    const { storage } = this;
    if (!storage) return;
    for (let done = 0; done < mostSteps && !this.#rounds.isStopped; done += 1) if (!(await this.remove(storage, now))) return;
  }

  /** @returns whether there may be more that can be removed now */
  private async remove(storage: MediaStorage, now: number): Promise<boolean> {
    const { manager } = this.dataSource;
    const ids = await this.store.claimRemovals(manager, filesAtOnce, now, retryMs);
    const tried = await Promise.allSettled(ids.map((id) => storage.remove(id)));
    await this.store.removed(
      manager,
      ids.filter((_id, index) => tried[index]?.status === 'fulfilled'),
      now,
      retryMs,
    );
    const [failed, ...others] = tried.filter((one) => one.status === 'rejected');
    if (failed) this.logger.error('files not removed, they are tried again', failed.reason, { count: 1 + others.length });
    return !failed && ids.length === filesAtOnce;
  }
}
