import { SlaPolicies } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { Terms } from '../domain/absence.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

/** How long who owes an answer keeps the case, by the hours that hold. */
@Injectable()
export class TermsInForce {
  constructor(
    private readonly policies: SlaPolicies,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async at(now: number): Promise<Terms> {
    const { OWNER_AWAY_S, OWNER_LATE_S } = this.settings;
    return { awayMs: OWNER_AWAY_S * 1000, lateMs: OWNER_LATE_S * 1000, policy: (await this.policies.known()).at(now) };
  }
}
