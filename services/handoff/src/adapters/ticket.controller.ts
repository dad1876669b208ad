import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { maySeeTranscripts } from '../domain/people.ts';
import { Cases } from './cases.ts';
import { DesksStore } from './desks.store.ts';
import { Detail } from './detail.ts';
import { Me, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { Threads } from './threads.ts';

/** One case in full, for who may read it; it says what was said, so it is on record as the transcript is. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class TicketController {
  constructor(
    private readonly cases: Cases,
    private readonly detail: Detail,
    private readonly desks: DesksStore,
    private readonly threads: Threads,
    private readonly clock: Clock,
  ) {}

  @Get('tickets/:id')
  async ticket(@Me() me: SignedIn, @Param('id') id: string): Promise<object> {
    const { user } = me;
    const found = await this.cases.find(id);
    await this.threads.opened(me, found.ticket.conversationId, id);
    return { now: this.clock.now(), ticket: { ...(await this.cases.view(user, id)), ...(await this.detail.of(found, user)) } };
  }

  @Get('t/:token')
  async permalink(@Me() { user }: SignedIn, @Param('token') token: string): Promise<object> {
    const found = maySeeTranscripts(user) ? await this.desks.byToken(token) : undefined;
    if (!found) throw notFound();
    return { ticket_id: found.ticket.id, conversation_id: found.ticket.conversationId };
  }
}
