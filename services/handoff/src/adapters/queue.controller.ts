import { Clock } from '@frontdesk/runtime';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { mayLead } from '../domain/people.ts';
import { queueView, ticketView } from '../domain/view.ts';
import { Cases } from './cases.ts';
import { DesksStore } from './desks.store.ts';
import { ConsoleStore } from './console.store.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

@Controller('console/api')
@UseGuards(SessionGuard)
export class QueueController {
  constructor(
    private readonly desks: DesksStore,
    private readonly beside: ConsoleStore,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  @Get('queue')
  async queue(@Me() { user }: SignedIn): Promise<object> {
    return queueView(await this.desks.open(), await this.cases.looking(user));
  }

  @Get('closed')
  async closed(@Me() { user }: SignedIn): Promise<object> {
    const looking = await this.cases.looking(user);
    return { now: looking.now, tickets: (await this.desks.closed(50)).map((one) => ticketView(one, looking)) };
  }

  @Get('conversations')
  async conversations(@Me() { user }: SignedIn): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const conversations = (await this.desks.recent(50)).map(({ thread, lastAt, ticketId }) => ({
      conversation_id: thread.conversationId,
      case: thread.caseNo,
      owner: thread.owner,
      state: thread.state,
      last_at: lastAt,
      window_ends_at: thread.windowEndsAt || null,
      ticket_id: ticketId,
      last_line: thread.lastLine,
    }));
    return { now: this.clock.now(), conversations };
  }

  @Get('notices')
  async notices(@Me() { user }: SignedIn): Promise<object> {
    return { now: this.clock.now(), notices: await this.beside.notices(user) };
  }

  @Get('templates')
  async templates(): Promise<object> {
    return { templates: await this.beside.templates() };
  }
}
