import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayAudit, mayLead } from '../domain/people.ts';
import { queueView, ticketView } from '../domain/view.ts';
import { parse } from './body.ts';
import { Cases } from './cases.ts';
import { DesksStore } from './desks.store.ts';
import { ConsoleStore } from './console.store.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

/** of a list on one look */
const pageLength = 50;
const beforeNumber = z.object({ before: z.coerce.number().int().positive().max(2_147_483_647).optional() });
const beforePlace = z.object({
  before: z
    .string()
    .regex(/^\d{1,13}~.+$/s)
    .transform((text) => ({ lastAt: Number(text.slice(0, text.indexOf('~'))), conversationId: text.slice(text.indexOf('~') + 1) }))
    .optional(),
});

/** @param rows one more than a page, if there are more. @returns a page of them, and before what the next goes on */
function pageOf<T>(rows: readonly T[], placeOf: (row: T) => string): { page: readonly T[]; next: string | null } {
  const page = rows.slice(0, pageLength);
  return { page, next: rows.length > pageLength ? placeOf(page.at(-1)!) : null };
}

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
  async closed(@Me() { user }: SignedIn, @Query() query: unknown): Promise<object> {
    const { before } = parse(beforeNumber, query);
    const looking = await this.cases.looking(user);
    const { page, next } = pageOf(await this.desks.closed(pageLength + 1, before), ({ ticket }) => String(ticket.number));
    return { now: looking.now, tickets: page.map((one) => ticketView(one, looking)), next };
  }

  @Get('conversations')
  async conversations(@Me() { user }: SignedIn, @Query() query: unknown): Promise<object> {
    if (!mayAudit(user)) throw notAllowed();
    const { before } = parse(beforePlace, query);
    const { page, next } = pageOf(
      await this.desks.recent(pageLength + 1, before),
      ({ thread, lastAt }) => `${lastAt}~${thread.conversationId}`,
    );
    const conversations = page.map(({ thread, lastAt, ticketId }) => ({
      conversation_id: thread.conversationId,
      case: thread.caseNo,
      owner: thread.owner,
      state: thread.state,
      last_at: lastAt,
      window_ends_at: thread.windowEndsAt || null,
      ticket_id: ticketId,
      last_line: thread.lastLine,
    }));
    return { now: this.clock.now(), conversations, next };
  }

  @Get('notices')
  async notices(@Me() { user }: SignedIn): Promise<object> {
    return { now: this.clock.now(), notices: await this.beside.notices(user) };
  }

  @Get('templates')
  async templates(): Promise<object> {
    return { templates: await this.beside.templates() };
  }

  @Get('settings/templates')
  async catalogue(@Me() { user }: SignedIn): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    return { templates: await this.beside.catalogue() };
  }
}
