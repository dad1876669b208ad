import { fact } from '@frontdesk/contracts';
import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayUnmask } from '../domain/people.ts';
import { commandId, parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import { Reader } from './reader.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

const asked = z.object({ command_id: commandId, field: z.enum(['phone']) });

/** What is masked everywhere else, in full for who has the right. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class UnmaskController {
  constructor(
    private readonly desks: DesksStore,
    private readonly reader: Reader,
    private readonly commands: Commands,
  ) {}

  /** On record before it is answered: who, whose, which field, when. */
  @Post('conversations/:id/unmask')
  @HttpCode(200)
  async unmask(@Me() { user, session }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<{ value: string }> {
    if (!mayUnmask(user)) throw notAllowed();
    const { command_id: command, field } = parse(asked, body);
    const thread = await this.desks.thread(id);
    const value = thread && (await this.reader.phone(thread));
    if (!value) throw notFound();
    const ticketId = (await this.desks.newestTicketOf(id)) ?? '';
    // the page makes its id, so it counts for this session, conversation and field only: used again elsewhere it would hide what was seen
    await this.commands.record({ user, commandId: `${session.id} ${id} ${field} ${command}`, name: 'unmask' }, [
      fact('FieldUnmasked', { agentId: user.id, conversationId: id, ticketId, field }, { conversationId: ACCOUNT }),
    ]);
    return { value };
  }
}
