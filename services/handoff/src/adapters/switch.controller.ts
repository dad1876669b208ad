import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { redact } from '@frontdesk/vault';
import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { switchNames } from '../domain/switches.ts';
import { commandId, parse, wrong } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { SwitchesStore } from './switches.store.ts';

const why = z.string().trim().max(200);
const what = { command_id: commandId, switch: z.enum(switchNames), scope: z.string().min(1).max(200) };
const change = z.discriminatedUnion('on', [
  z.object({ ...what, on: z.literal(true), reason: why.default('') }),
  z.object({ ...what, on: z.literal(false), reason: why.min(3) }),
]);

/** Bot and sending, for all or for a part, as a lead turns them. */
@Controller('console/api/switches')
@UseGuards(SessionGuard)
export class SwitchController {
  constructor(
    private readonly switches: SwitchesStore,
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  async turn(@Me() { user }: SignedIn, @Body() body: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { command_id: id, switch: name, scope, on, reason } = parse(change, body);
    if (!(await this.switches.mayTurn(name, scope, on))) throw wrong(['scope']);
    // it goes into the audit, which holds nobody's data in clear
    const changed = { switch: name, scope, on, by: user.id, reason: redact(reason).redacted };
    await this.commands.record(
      { user, commandId: id, name: 'switch' },
      [fact('SwitchChanged', changed, { conversationId: ACCOUNT })],
      (tx) => this.switches.change(tx, changed, this.clock.now()),
    );
    return this.switches.view();
  }
}
