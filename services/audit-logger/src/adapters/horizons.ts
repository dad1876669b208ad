import { Clock, clocksOf, horizonOf } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditConfig } from '../config.ts';

export const SETTINGS = Symbol('settings of audit-logger');

const dayMs = 24 * 60 * 60_000;

/** Before when what is kept here has to be forgotten. */
@Injectable()
export class Horizons {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: AuditConfig,
  ) {}

  async now(): Promise<{ texts: number; decisions: number }> {
    const clocks = await clocksOf(this.dataSource, this.clock);
    const { TEXTS_KEEP_DAYS, DECISIONS_KEEP_DAYS } = this.settings;
    return { texts: horizonOf(clocks, TEXTS_KEEP_DAYS * dayMs), decisions: horizonOf(clocks, DECISIONS_KEEP_DAYS * dayMs) };
  }
}
