import { randomBytes } from 'node:crypto';
import { deriveId } from '@frontdesk/bus';
import { businessOf } from '@frontdesk/business';
import { Clock, SlaPolicies } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AvailableAgent, Context } from '../domain/draft.ts';
import type { Staff } from '../domain/staff.ts';
import { DesksStore } from './desks.store.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

/** Gathers what a decision is made with. */
@Injectable()
export class Deciding {
  constructor(
    private readonly clock: Clock,
    private readonly desks: DesksStore,
    private readonly policies: SlaPolicies,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async available(tx: EntityManager, staff: Staff): Promise<AvailableAgent[]> {
    return staff.available(await this.desks.loads(tx), this.clock.now());
  }

  /** @param cause id and time of the message or command. @param opens whether a ticket may be opened, so that a number and a token are taken */
  async context(tx: EntityManager, cause: { id: string; at: number }, agents: readonly AvailableAgent[], opens: boolean): Promise<Context> {
    return {
      now: this.clock.now(),
      agents,
      policies: await this.policies.known(),
      publicUrl: this.settings.PUBLIC_URL,
      business: businessOf(this.settings),
      id: (label) => deriveId(cause.at, cause.id, 'handoff', label),
      number: opens ? await this.desks.nextNumber(tx) : 0,
      token: opens ? randomBytes(16).toString('base64url') : '',
    };
  }
}
