import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { slaPolicySchema } from '@frontdesk/sla';
import { redact } from '@frontdesk/vault';
import { Body, Controller, Get, HttpCode, HttpException, Post, UseGuards } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { commandId, parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { PoliciesStore } from './policies.store.ts';
import type { PolicyRevision } from './policies.store.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

/** a change holds so long after it was made: every replica and whoever reads of it has it by then, and all begin at once */
const AHEAD_MS = 5_000;

/** `of`: the revision that the page had before it; 0: none */
const change = z.object({
  command_id: commandId,
  of: z.number().int().min(0).max(1_000_000),
  policy: slaPolicySchema,
  reason: z.string().trim().min(3).max(200),
});

/** What is promised, and in which hours, as a lead says. */
@Controller('console/api/settings/sla')
@UseGuards(SessionGuard)
export class SlaController {
  constructor(
    private readonly policies: PoliciesStore,
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Me() { user }: SignedIn): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    return this.#view();
  }

  @Post()
  @HttpCode(200)
  async change(@Me() { user }: SignedIn, @Body() body: unknown): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { command_id: id, of, policy, reason } = parse(change, body);
    const at = this.clock.now();
    const revision = of + 1;
    const made: PolicyRevision = {
      revision,
      policy: { ...policy, version: `console-${revision}` },
      from: at + AHEAD_MS,
      by: user.id,
      at,
      // it goes into the audit, which holds nobody's data in clear
      reason: redact(reason).redacted,
    };
    await this.commands.record({ user, commandId: id, name: 'sla-policy' }, [changed(made)], (tx) => this.#append(tx, made));
    return this.#view();
  }

  async #append(tx: EntityManager, made: PolicyRevision): Promise<void> {
    if (await this.policies.append(tx, made)) return;
    const by = await this.policies.lastBy(tx);
    throw new HttpException({ code: 'CHANGED_MEANWHILE', message: 'somebody else has changed it meanwhile', by }, 409);
  }

  async #view(): Promise<object> {
    return { now: this.clock.now(), ...(await this.policies.view()) };
  }
}

const changed = ({ revision, policy, from, by, reason }: PolicyRevision) =>
  fact('SlaPolicyChanged', { revision, policy: JSON.stringify(policy), from, by, reason }, { conversationId: ACCOUNT });
