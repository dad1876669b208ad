import { Clock } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditConfig } from '../config.ts';
import { horizonOf } from '../domain/horizon.ts';

export const SETTINGS = Symbol('settings of audit-logger');

/** Before when what is kept here has to be forgotten. The database's time is asked for so that this machine's is not believed alone. */
@Injectable()
export class Horizons {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: AuditConfig,
  ) {}

  async now(): Promise<{ texts: number; decisions: number }> {
    const [row] = await this.dataSource.query<{ ms: string }[]>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms');
    const clocks = { machine: Date.now(), database: Number(row!.ms), movable: this.clock.now() };
    const { TEXTS_KEEP_DAYS, DECISIONS_KEEP_DAYS } = this.settings;
    return { texts: horizonOf(clocks, TEXTS_KEEP_DAYS), decisions: horizonOf(clocks, DECISIONS_KEEP_DAYS) };
  }
}
