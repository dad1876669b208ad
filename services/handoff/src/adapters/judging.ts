import { deriveId, Inbox } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { Injectable } from '@nestjs/common';
import type { Desk } from '../domain/desk.ts';
import type { Context } from '../domain/draft.ts';
import type { Followed } from '../domain/follow.ts';
import { AgentsStore } from './agents.store.ts';
import { Deciding } from './deciding.ts';
import { DesksStore } from './desks.store.ts';
import { ConsoleStore } from './console.store.ts';

/** What follows from who is there and who is not: judged again under the conversation's lock, and written. */
@Injectable()
export class Judging {
  constructor(
    private readonly inbox: Inbox,
    private readonly desks: DesksStore,
    private readonly agents: AgentsStore,
    private readonly deciding: Deciding,
    private readonly beside: ConsoleStore,
  ) {}

  async run(cause: Cause, judge: (desk: Desk, context: Context) => Followed): Promise<void> {
    const { conversationId } = cause;
    await this.inbox.run(cause, async (tx) => {
      const before = await this.desks.load(tx, [conversationId]);
      const available = await this.deciding.available(tx, await this.agents.staff(tx));
      const context = await this.deciding.context(tx, cause, available, false);
      const { desk, facts } = judge(before.get(conversationId)!, context);
      if (facts.length > 0) await this.desks.save(tx, before, [desk], context.now);
      for (const [index, fact] of facts.entries()) await this.beside.keepFact(tx, fact, deriveId(cause.at, cause.id, 'note', index));
      return { facts, result: undefined };
    });
  }
}
