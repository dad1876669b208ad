import { Clock, clocksOf, horizonOf } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditConfig } from '../config.ts';
import { lateMs } from '../domain/horizon.ts';

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

  /** @returns beside them `settled`: of what was decided before, every line has come */
  async now(): Promise<{ now: number; texts: number; decisions: number; settled: number }> {
    const clocks = await clocksOf(this.dataSource, this.clock);
    const { TEXTS_KEEP_DAYS, DECISIONS_KEEP_DAYS } = this.settings;
    const before = (keptMs: number): number => horizonOf(clocks, keptMs);
    return {
      now: before(0),
      texts: before(TEXTS_KEEP_DAYS * dayMs),
      decisions: before(DECISIONS_KEEP_DAYS * dayMs),
      settled: before(lateMs),
    };
  }
}
