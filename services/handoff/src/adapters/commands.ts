import { deriveId, Inbox } from '@frontdesk/bus';
import type { Fact, WrittenBy } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { HttpException, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { command } from '../domain/command.ts';
import type { Command } from '../domain/command.ts';
import type { User } from '../domain/people.ts';
import type { Refused } from '../domain/refused.ts';
import type { Staff } from '../domain/staff.ts';
import { AgentsStore } from './agents.store.ts';
import { Deciding } from './deciding.ts';
import { DesksStore } from './desks.store.ts';
import { ConsoleStore } from './console.store.ts';

/** Records of people and administrators have no conversation of their own. */
export const ACCOUNT = 'account:*';

const messages: Record<Refused['refused']['code'], string> = {
  ALREADY_TAKEN: 'somebody else took it',
  NOT_OPEN: 'it is not open',
  NOT_YOURS: 'you do not hold it',
  ALREADY_OPEN: 'people have it already',
  NOT_THEIRS: 'they do not hold it any more',
  ALREADY_THEIRS: 'they hold it already',
  NOT_AVAILABLE: 'they are not available',
  FULL: 'they hold as many cases as they may',
  PROOF_LOCKED: 'no proof of it is looked at for now',
};

interface Asked {
  readonly user: User;
  /** made by the page: the same id has its effect once */
  readonly commandId: string;
  readonly name: string;
}

/** What people do, each in one transaction that its inbox row makes repeatable. */
@Injectable()
export class Commands {
  constructor(
    private readonly inbox: Inbox,
    private readonly desks: DesksStore,
    private readonly beside: ConsoleStore,
    private readonly deciding: Deciding,
    private readonly agents: AgentsStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides and writes one command about a conversation. The conversation's row is locked meanwhile, so of two who accept one wins.
   * @throws HttpException 409 with the code of the refusal
   */
  async decide(conversationId: string, asked: Asked, what: Command, alongside?: (tx: EntityManager) => Promise<void>): Promise<void> {
    const cause = this.#cause(asked, conversationId);
    await this.inbox.run(cause, async (tx) => {
      const before = await this.desks.load(tx, [conversationId]);
      const staff = await this.agents.staff(tx);
      const context = await this.deciding.context(tx, cause, await this.deciding.available(tx, staff), what.type === 'take_over');
      const result = command(before.get(conversationId)!, what, asked.user, context);
      if ('refused' in result) throw conflict(result, staff);
      await this.desks.save(tx, before, [result.desk], context.now);
      await alongside?.(tx);
      for (const [index, fact] of result.facts.entries()) await this.beside.keepFact(tx, fact, deriveId(cause.at, cause.id, 'note', index));
      return { facts: result.facts, result: undefined };
    });
  }

  /** Writes what a person or administrator did that is about no conversation's course. @returns false if it was done before */
  async record(
    asked: Asked,
    facts: readonly Fact<WrittenBy<'handoff'>>[],
    alongside?: (tx: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.settle(asked, async (tx) => {
      await alongside?.(tx);
      return facts;
    });
  }

  /** The same, where what is written is decided in the transaction: one such command runs at a time. @returns false if it was done before */
  async settle(asked: Asked, work: (tx: EntityManager) => Promise<readonly Fact<WrittenBy<'handoff'>>[]>): Promise<boolean> {
    const done = await this.inbox.run(this.#cause(asked, ACCOUNT), async (tx) => ({ facts: await work(tx), result: undefined }));
    return !done.duplicate;
  }

  #cause({ user, commandId, name }: Asked, conversationId: string) {
    return {
      id: deriveId(0, 'console', user.id, name, commandId),
      at: this.clock.now(),
      conversationId,
      name,
      actor: { $typeName: 'frontdesk.v1.Actor' as const, kind: user.role, id: user.id },
    };
  }
}

function conflict({ refused: { by, code, state, ticketId } }: Refused, staff: Staff): HttpException {
  const more = {
    ...(by === undefined ? {} : { by: { id: by, name: staff.nameOf(by) } }),
    ...(state ? { state } : {}),
    ...(ticketId ? { ticket_id: ticketId } : {}),
  };
  return new HttpException({ code, message: messages[code], ...more }, 409);
}
