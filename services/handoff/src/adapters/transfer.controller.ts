import { Clock } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayServe } from '../domain/people.ts';
import type { Colleague } from '../domain/staff.ts';
import { commandId, noteText, parse } from './body.ts';
import { Cases } from './cases.ts';
import { Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import { noteOf } from './note-of.ts';
import { Reader } from './reader.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

const asked = z.object({ command_id: commandId, from: z.string(), to: z.string().nullable(), note: noteText.optional() });

/** A case goes from one person to another, or to the queue. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class TransferController {
  constructor(
    private readonly commands: Commands,
    private readonly cases: Cases,
    private readonly desks: DesksStore,
    private readonly reader: Reader,
    private readonly clock: Clock,
  ) {}

  @Get('colleagues')
  async colleagues(@Me() { user }: SignedIn): Promise<object> {
    if (!mayServe(user)) throw notAllowed();
    return { now: this.clock.now(), colleagues: await this.#colleagues() };
  }

  @Post('tickets/:id/transfer')
  @HttpCode(200)
  async transfer(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { command_id: command, from, to, note } = parse(asked, body);
    const { ticket, thread } = await this.cases.serve(user, id);
    await this.commands.decide(
      ticket.conversationId,
      { user, commandId: command, name: 'transfer' },
      {
        type: 'transfer',
        ticketId: ticket.id,
        from,
        to: to === null ? undefined : await this.#named(to),
        note: note === undefined ? undefined : await noteOf(this.reader, thread, { agentId: user.id, command, text: note }),
      },
    );
    return { ticket: await this.cases.view(user, id) };
  }

  async #named(id: string): Promise<Colleague> {
    return (await this.#colleagues()).find((one) => one.id === id) ?? { id, name: id, standing: 'off' };
  }

  async #colleagues(): Promise<Colleague[]> {
    const [staff, loads] = await Promise.all([this.cases.staff(), this.desks.loads()]);
    return staff.colleagues(loads, this.clock.now());
  }
}
