import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { mayAudit } from '../domain/people.ts';
import { DesksStore } from './desks.store.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { TranscriptClient } from './transcript.client.ts';

/** What Meta asks for a conversation's messages, as audit-logger has it: it follows by a moment. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class CostsController {
  constructor(
    private readonly desks: DesksStore,
    private readonly transcripts: TranscriptClient,
    private readonly clock: Clock,
  ) {}

  @Get('conversations/:id/costs')
  async costs(@Me() { user }: SignedIn, @Param('id') id: string): Promise<object> {
    if (!mayAudit(user)) throw notAllowed();
    if (!(await this.desks.thread(id))) throw notFound();
    return { now: this.clock.now(), costs: await this.transcripts.costs(id) };
  }
}
