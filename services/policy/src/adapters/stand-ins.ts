import { Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { standIns, standInsOf } from '../domain/templates.ts';
import { CatalogueStore } from './catalogue.store.ts';

const everyMs = 15_000;

/** Measures which of the templates that go out by themselves Meta has not: nothing is refused or fails for want of one, so nobody would hear of it. */
@Injectable()
export class StandIns implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs,
    round: () => this.look(),
    failed: (error) => this.logger.error('templates were not looked at', error),
  });

  constructor(
    private readonly db: DataSource,
    private readonly catalogue: CatalogueStore,
    private readonly meters: Meters,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Each replica for itself, as the table stands: who reads news of a template is one of them. */
  async look(): Promise<void> {
    const { templates } = await this.catalogue.read(this.db.manager, standIns);
    for (const { name, locale, isThere } of standInsOf(templates))
      this.meters.templateMissing.set({ template: name, locale }, isThere ? 0 : 1);
  }
}
