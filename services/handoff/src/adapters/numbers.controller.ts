import { Clock } from '@frontdesk/runtime';
import { dayOf, today } from '@frontdesk/sla';
import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { parse, wrong } from './body.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';
import { TranscriptClient } from './transcript.client.ts';

const asked = z.object({ day: z.iso.date().optional() });

/** What a lead reads of a day, as the business counts its days; as audit-logger has it, which follows by a moment. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class NumbersController {
  constructor(
    private readonly transcripts: TranscriptClient,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('numbers')
  async numbers(@Me() { user }: SignedIn, @Query() query: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { zone } = this.settings.SLA_POLICY.calendar;
    const now = this.clock.now();
    const day = parse(asked, query).day ?? today(zone, now);
    if (day > today(zone, now)) throw wrong(['day'], new Map([['day', ' (it has not begun)']]));
    return { now, zone, day, today: today(zone, now), ...(await this.transcripts.day(dayOf(zone, day))) };
  }
}
