import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { mayAudit } from '../domain/people.ts';
import { Cases } from './cases.ts';
import { DesksStore } from './desks.store.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { TranscriptClient } from './transcript.client.ts';
import type { Look } from './transcript.client.ts';

/** Which colleagues looked at a conversation, as audit-logger has it: it follows by a moment. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class LooksController {
  constructor(
    private readonly desks: DesksStore,
    private readonly transcripts: TranscriptClient,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  @Get('conversations/:id/looks')
  async looks(@Me() { user }: SignedIn, @Param('id') id: string): Promise<object> {
    if (!mayAudit(user)) throw notAllowed();
    if (!(await this.desks.thread(id))) throw notFound();
    const [looks, staff] = await Promise.all([this.transcripts.looks(id), this.cases.staff()]);
    const view = ({ id: lookId, at, actor, event_type: type, field, exported }: Look): object => {
      const by = actor.slice(actor.indexOf(':') + 1);
      return { id: lookId, at, by, by_name: staff.nameOf(by), what: field || (exported ? 'export' : whats[type]) || type };
    };
    return { now: this.clock.now(), looks: looks.map(view) };
  }
}

const whats: Record<string, string> = { TranscriptOpened: 'transcript', FileOpened: 'file' };
