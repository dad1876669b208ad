import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { AgentsStore } from './agents.store.ts';
import { commandId, parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const limit = z.object({ command_id: commandId, cases: z.number().int().min(0).max(100).nullable() });

/** Who answers customers, and how many cases each may hold, as a lead says. */
@Controller('console/api/people')
@UseGuards(SessionGuard)
export class PeopleController {
  constructor(
    private readonly agents: AgentsStore,
    private readonly desks: DesksStore,
    private readonly commands: Commands,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  async people(@Me() { user }: SignedIn): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    return this.#view();
  }

  @Post(':id/limit')
  @HttpCode(200)
  async limit(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const asked = parse(limit, body);
    const staff = await this.agents.staff();
    if (!staff.mayServe(id)) throw notFound();
    const cases = asked.cases === null ? {} : { cases: asked.cases };
    await this.commands.record(
      { user, commandId: asked.command_id, name: 'case-limit' },
      [fact('CaseLimitChanged', { agentId: id, ...cases, by: user.id }, { conversationId: ACCOUNT })],
      (tx) => this.agents.limit(tx, id, asked.cases),
    );
    return this.#view();
  }

  async #view(): Promise<object> {
    const [staff, loads] = await Promise.all([this.agents.staff(), this.desks.loads()]);
    const now = this.clock.now();
    const people = staff.serving(loads, now).map(({ ownLimit, ...one }) => ({ ...one, own_limit: ownLimit }));
    return { now, case_limit: this.settings.CASE_LIMIT, people };
  }
}
