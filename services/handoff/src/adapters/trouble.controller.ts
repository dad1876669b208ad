import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { commandId as id, parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { TroublesStore } from './troubles.store.ts';

const code = z.string().max(1024);
const dismissal = z.object({ command_id: id, what: code.min(1), scope: code.min(1), subjects: z.array(code).min(1).max(200) });

/** What Meta did that a lead has to see, until it is over or they have. */
@Controller('console/api/troubles')
@UseGuards(SessionGuard)
export class TroubleController {
  constructor(
    private readonly troubles: TroublesStore,
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  @Get()
  async standing(@Me() { user }: SignedIn): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const now = this.clock.now();
    const rows = await this.troubles.standing(now);
    return { now, troubles: rows.map(({ since, told_at: told, ...row }) => ({ ...row, since: since.getTime(), told_at: told.getTime() })) };
  }

  @Post('dismiss')
  @HttpCode(200)
  async dismiss(@Me() { user }: SignedIn, @Body() body: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { command_id: commandId, ...seen } = parse(dismissal, body);
    const { what, scope, subjects } = seen;
    await this.commands.record(
      { user, commandId, name: 'dismiss-trouble' },
      subjects.map((subject) => fact('AttentionDismissed', { by: user.id, what, scope, subject }, { conversationId: ACCOUNT })),
      (tx) => this.troubles.forget(tx, seen),
    );
    return {};
  }
}
