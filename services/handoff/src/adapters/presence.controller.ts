import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayServe } from '../domain/people.ts';
import { AgentsStore } from './agents.store.ts';
import { commandId, parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { SwitchesStore } from './switches.store.ts';

const presence = z.object({ command_id: commandId, presence: z.enum(['available', 'away', 'off']) });
/** active: keyboard or pointer were used since the last one; `SessionGuard` goes by it */
const beat = z.object({ active: z.boolean().default(true) });

@Controller('console/api')
@UseGuards(SessionGuard)
export class PresenceController {
  constructor(
    private readonly agents: AgentsStore,
    private readonly desks: DesksStore,
    private readonly switches: SwitchesStore,
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  @Get('me')
  async me(@Me() { user }: SignedIn): Promise<object> {
    const [{ presence: now, caseLimit }, open, switches] = await Promise.all([
      this.agents.presence(user.id),
      this.desks.open(),
      this.switches.view(),
    ]);
    const held = open.filter(({ ticket }) => ticket.assignee === user.id).length;
    return { user, presence: now, case_limit: caseLimit, held, now: this.clock.now(), ...switches };
  }

  @Post('presence')
  @HttpCode(200)
  async become(@Me() { user }: SignedIn, @Body() body: unknown): Promise<object> {
    if (!mayServe(user)) throw notAllowed();
    const asked = parse(presence, body);
    await this.commands.record(
      { user, commandId: asked.command_id, name: 'presence' },
      [fact('PresenceChanged', { agentId: user.id, presence: asked.presence }, { conversationId: ACCOUNT })],
      (tx) => this.agents.become(tx, user.id, asked.presence, true),
    );
    return { presence: (await this.agents.presence(user.id)).presence };
  }

  @Post('heartbeat')
  @HttpCode(200)
  async heartbeat(@Me() { user }: SignedIn, @Body() body: unknown): Promise<object> {
    parse(beat, body);
    await this.agents.beat(user.id);
    return { presence: (await this.agents.presence(user.id)).presence };
  }
}
