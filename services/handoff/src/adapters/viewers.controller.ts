import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { parse } from './body.ts';
import { Cases } from './cases.ts';
import { Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { Threads } from './threads.ts';
import { ViewersStore } from './viewers.store.ts';

/** active: as of a heartbeat; a page says it anew after its line was lost, with nobody there */
const viewing = z.object({ line: z.uuid(), conversation_id: z.string().max(200).nullable(), active: z.boolean().default(true) });

/** Who has a conversation open, for whoever may read it. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class ViewersController {
  constructor(
    private readonly viewers: ViewersStore,
    private readonly threads: Threads,
    private readonly cases: Cases,
  ) {}

  @Post('viewing')
  @HttpCode(200)
  async viewing(@Me() me: SignedIn, @Body() body: unknown): Promise<object> {
    const { line, conversation_id: id } = parse(viewing, body);
    if (id !== null) await this.threads.visible(me.user, id);
    await this.viewers.show(line, me, id);
    return {};
  }

  @Get('conversations/:id/viewers')
  async of(@Me() me: SignedIn, @Param('id') id: string): Promise<object> {
    await this.threads.visible(me.user, id);
    const [others, staff] = await Promise.all([this.viewers.others(id, me), this.cases.staff()]);
    const viewers = others.map((other) => ({ id: other, name: staff.nameOf(other) }));
    return { viewers: viewers.toSorted((a, b) => a.name.localeCompare(b.name)) };
  }
}
