import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, HttpException, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { commandId, parse } from './body.ts';
import { Cases } from './cases.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { ConflictsStore } from './conflicts.store.ts';
import type { ConflictRow } from './conflicts.store.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

const judgement = z.object({ command_id: commandId, decision: z.enum(['same', 'different']) });

/** Contacts of which the rule is not sure: one person, or two? */
@Controller('console/api/conflicts')
@UseGuards(SessionGuard)
export class ConflictController {
  constructor(
    private readonly conflicts: ConflictsStore,
    private readonly cases: Cases,
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  @Get()
  async open(@Me() { user }: SignedIn): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const [rows, staff] = await Promise.all([this.conflicts.open(), this.cases.staff()]);
    const nameOf = (id: string | null): string | null => id && staff.nameOf(id);
    return { now: this.clock.now(), conflicts: await Promise.all(rows.map((row) => this.#view(row, nameOf(row.decided_by)))) };
  }

  @Post(':id/judge')
  @HttpCode(200)
  async judge(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { command_id: command, decision } = parse(judgement, body);
    if (!(await this.conflicts.exists(id))) throw notFound();
    await this.commands.record(
      { user, commandId: command, name: 'judge-conflict' },
      [fact('ContactConflictJudged', { conflictId: id, decision, by: user.id }, { conversationId: ACCOUNT })],
      async (tx) => {
        if (await this.conflicts.judge(tx, id, decision, user.id, this.clock.now())) return;
        throw new HttpException({ code: 'ALREADY_JUDGED', message: 'somebody has judged it before' }, 409);
      },
    );
    return {};
  }

  async #view(row: ConflictRow, decidedBy: string | null): Promise<object> {
    return {
      id: row.id,
      outcome: row.outcome,
      found_at: row.found_at.getTime(),
      decision: row.decision,
      decided_by_name: decidedBy,
      people: await Promise.all(row.conversation_ids.map((id) => this.cases.person(id))),
    };
  }
}
