import { Clock, SlaPolicies } from '@frontdesk/runtime';
import { dayOf, today } from '@frontdesk/sla';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { parse, wrong } from './body.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { TranscriptClient } from './transcript.client.ts';

const asked = z.object({ day: z.iso.date().optional() });

/** What a lead reads of a day, as the business counts its days; as audit-logger has it, which follows by a moment. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class NumbersController {
  constructor(
    private readonly transcripts: TranscriptClient,
    private readonly clock: Clock,
    private readonly policies: SlaPolicies,
  ) {}

  @Get('numbers')
  async numbers(@Me() { user }: SignedIn, @Query() query: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const now = this.clock.now();
    const { zone } = (await this.policies.known()).at(now).calendar;
    const day = parse(asked, query).day ?? today(zone, now);
    if (day > today(zone, now)) throw wrong(['day'], new Map([['day', ' (it has not begun)']]));
    return { now, zone, day, today: today(zone, now), ...(await this.transcripts.day(dayOf(zone, day))) };
  }
}
