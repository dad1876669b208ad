import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { mayTakeOver } from '../domain/people.ts';
import { onlyCommand, parse } from './body.ts';
import { Cases } from './cases.ts';
import { Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

/** What people do with a case. Each answers with how it stands afterwards; a refusal is 409 with its code. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class CommandController {
  constructor(
    private readonly commands: Commands,
    private readonly cases: Cases,
    private readonly desks: DesksStore,
  ) {}

  @Post('tickets/:id/accept')
  @HttpCode(200)
  accept(@Me() me: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.#carryOut(me, id, body, 'accept');
  }

  @Post('tickets/:id/hand-back')
  @HttpCode(200)
  handBack(@Me() me: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.#carryOut(me, id, body, 'hand_back');
  }

  @Post('tickets/:id/resolve')
  @HttpCode(200)
  resolve(@Me() me: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.#carryOut(me, id, body, 'resolve');
  }

  @Post('conversations/:id/takeover')
  @HttpCode(200)
  async takeOver(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    if (!mayTakeOver(user)) throw notAllowed();
    const { command_id: commandId } = parse(onlyCommand, body);
    if (!(await this.desks.thread(id))) throw notFound();
    await this.commands.decide(id, { user, commandId, name: 'take_over' }, { type: 'take_over' });
    return { ticket: await this.cases.view(user, (await this.desks.newestTicketOf(id)) ?? '') };
  }

  async #carryOut({ user }: SignedIn, id: string, body: unknown, type: 'accept' | 'hand_back' | 'resolve'): Promise<object> {
    const { command_id: commandId } = parse(onlyCommand, body);
    const { ticket } = await this.cases.serve(user, id);
    await this.commands.decide(ticket.conversationId, { user, commandId, name: type }, { type, ticketId: ticket.id });
    return { ticket: await this.cases.view(user, id) };
  }
}
