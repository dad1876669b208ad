import { deriveId } from '@frontdesk/bus';
import type { Fact, WrittenBy } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ownerGone } from '../domain/return.ts';
import { AgentsStore } from './agents.store.ts';
import { Deciding } from './deciding.ts';
import { DesksStore } from './desks.store.ts';
import type { GoneOwner } from './gone.store.ts';
import { NotesStore } from './notes.store.ts';

/** Judges an absence again under the conversation's lock, and writes what follows. */
@Injectable()
export class Giving {
  constructor(
    private readonly desks: DesksStore,
    private readonly agents: AgentsStore,
    private readonly deciding: Deciding,
    private readonly notes: NotesStore,
  ) {}

  async back(tx: EntityManager, owner: GoneOwner, cause: { id: string; at: number }): Promise<readonly Fact<WrittenBy<'handoff'>>[]> {
    const before = await this.desks.load(tx, [owner.conversationId]);
    const available = await this.deciding.available(tx, await this.agents.staff(tx));
    const context = await this.deciding.context(tx, cause, available, false);
    const { desk, facts } = ownerGone(before.get(owner.conversationId)!, owner, context);
    if (facts.length > 0) await this.desks.save(tx, before, [desk], context.now);
    for (const [index, fact] of facts.entries()) await this.notes.keepFact(tx, fact, deriveId(cause.at, cause.id, 'note', index));
    return facts;
  }
}
