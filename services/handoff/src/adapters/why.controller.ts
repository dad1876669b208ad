import { Clock } from '@frontdesk/runtime';
import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { mayAudit } from '../domain/people.ts';
import type { Staff } from '../domain/staff.ts';
import { Cases } from './cases.ts';
import { Me, notAllowed, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';
import { Threads } from './threads.ts';
import { TranscriptClient } from './transcript.client.ts';
import type { Step } from './transcript.client.ts';

/** Why one message was sent: every decision on its way, as audit-logger has it. No words of anybody's; that somebody looked is on record as of the transcript. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class WhyController {
  constructor(
    private readonly threads: Threads,
    private readonly transcripts: TranscriptClient,
    private readonly cases: Cases,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('conversations/:id/messages/:messageId/why')
  async why(@Me() me: SignedIn, @Param('id') id: string, @Param('messageId') messageId: string): Promise<object> {
    if (!mayAudit(me.user)) throw notAllowed();
    const { ticketId } = await this.threads.visible(me.user, id);
    const [{ said, steps, cut }, staff] = await Promise.all([this.transcripts.why(id, messageId), this.cases.staff()]);
    if (steps.length === 0) throw notFound();
    await this.threads.opened(me, id, ticketId);
    return { now: this.clock.now(), message_id: messageId, said, cut, steps: steps.map((step) => this.#view(step, staff)) };
  }

  #view({ actor, ...step }: Step, staff: Staff): object {
    const [kind = '', by = ''] = actor.split(/:(.*)/s);
    const { TRACE_URL: template } = this.settings;
    return {
      ...step,
      actor: { kind, id: by, name: kind === 'service' || by === '' ? null : staff.nameOf(by) },
      trace_url: template && step.trace_id ? template.replace('{trace_id}', encodeURIComponent(step.trace_id)) : null,
    };
  }
}
