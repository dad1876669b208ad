import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { maySeeTranscripts } from '../domain/people.ts';
import { Cases } from './cases.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import { Detail } from './detail.ts';
import { Reader } from './reader.ts';
import { Me, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { TranscriptClient } from './transcript.client.ts';

/** One case in full, for who may read it. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class TicketController {
  constructor(
    private readonly cases: Cases, private readonly detail: Detail, private readonly desks: DesksStore, private readonly reader: Reader,
    private readonly transcripts: TranscriptClient, private readonly commands: Commands, private readonly clock: Clock,
  ) {}

  @Get('tickets/:id')
  async ticket(@Me() { user }: SignedIn, @Param('id') id: string): Promise<object> {
    const found = await this.cases.find(id);
    return { now: this.clock.now(), ticket: { ...(await this.cases.view(user, id)), ...(await this.detail.of(found, user)) } };
  }

  @Get('conversations/:id/thread')
  async thread(@Me() { user, session }: SignedIn, @Param('id') id: string): Promise<object> {
    const thread = maySeeTranscripts(user) ? await this.desks.thread(id) : undefined;
    if (!thread) throw notFound();
    const [lines, staff] = await Promise.all([this.transcripts.of(id), this.cases.staff()]);
    const opened = { agentId: user.id, conversationId: id, ticketId: (await this.desks.newestTicketOf(id)) ?? '' };
    await this.commands.record({ user, commandId: `${session.id} ${id}`, name: 'open-transcript' },
      [fact('TranscriptOpened', opened, { conversationId: ACCOUNT })]);
    return { now: this.clock.now(), messages: await Promise.all(lines.map((line) => this.reader.line(thread, line, staff))) };
  }

  @Get('t/:token')
  async permalink(@Me() { user }: SignedIn, @Param('token') token: string): Promise<object> {
    const found = maySeeTranscripts(user) ? await this.desks.byToken(token) : undefined;
    if (!found) throw notFound();
    return { ticket_id: found.ticket.id, conversation_id: found.ticket.conversationId };
  }
}
