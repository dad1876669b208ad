import { Inject, Injectable } from '@nestjs/common';
import { deriveId } from '@frontdesk/bus';
import { step } from '@frontdesk/decider';
import { Clock } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import { awaited } from '../domain/awaited.ts';
import { discardedBy } from '../domain/discarded.ts';
import { Draft } from '../domain/draft.ts';
import type { Merged, Settings } from '../domain/draft.ts';
import type { Output } from '../domain/evolve.ts';
import { policy } from '../domain/policy.ts';
import type { Input } from '../domain/policy.ts';
import type { State } from '../domain/state.ts';
import { namesFor } from '../domain/templates.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { ConversationsStore } from './conversations.store.ts';
import type { Merge } from './conversations.store.ts';
import { RecordsStore } from './records.store.ts';

export const SETTINGS = Symbol('Settings');

const mergesOf = ({ type, data, envelope: { conversationId } }: Input): Merge[] =>
  type === 'ContactMerged' ? data.otherConversationIds.map((otherId) => ({ conversationId, otherId, at: data.at })) : [];

/** As they stand now; a thread that parted again may have been merged the other way round, and is not looked at twice. */
function mergedInto(
  conversationId: string,
  merges: readonly Merge[],
  states: ReadonlyMap<string, State>,
  above: readonly string[] = [],
): Merged[] {
  const seen = [...above, conversationId];
  return merges
    .filter((merge) => merge.conversationId === conversationId && !seen.includes(merge.otherId))
    .map(({ otherId, at }) => ({
      conversationId: otherId,
      at,
      state: states.get(otherId) ?? policy.initial(),
      merged: mergedInto(otherId, merges, states, seen),
    }));
}

/** Load, decide, save: one statement each for a batch, under the conversations' locks that the inbox holds. */
@Injectable()
export class Decisions {
  constructor(
    private readonly conversations: ConversationsStore,
    private readonly records: RecordsStore,
    private readonly catalogue: CatalogueStore,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Those in which somebody waits for the bot; to be looked at again under their locks. */
  openForBot(db: EntityManager, conversationIds: readonly string[]): Promise<string[]> {
    return this.conversations.openForBot(db, conversationIds);
  }

  /** What is said of who still waits; it changes no state. */
  async awaited(tx: EntityManager, conversationIds: readonly string[]): Promise<Output[][]> {
    const [{ states }, { switches, templates, restrictions }] = await Promise.all([
      this.conversations.load(tx, conversationIds),
      this.catalogue.read(tx, []),
    ]);
    return conversationIds.map((conversationId) => {
      const context = { now: this.clock.now(), id: String, switches, templates, restrictions, settings: this.settings };
      const draft = new Draft(states.get(conversationId) ?? policy.initial(), context);
      awaited(draft);
      return draft.facts;
    });
  }

  async take(tx: EntityManager, messages: readonly Input[]): Promise<Output[][]> {
    await this.conversations.merge(tx, messages.flatMap(mergesOf));
    const [{ states, merges }, { switches, templates, restrictions }] = await Promise.all([
      this.conversations.load(
        tx,
        messages.map(({ envelope }) => envelope.conversationId),
      ),
      this.catalogue.read(tx, namesFor(messages)),
    ]);
    const changed = new Set<string>();
    const outputs = messages.map((message) => {
      const { id: cause, conversationId, decidedAt } = message.envelope;
      const id = (label: string): string => deriveId(decidedAt, cause, 'policy', label);
      const merged = mergedInto(conversationId, merges, states);
      const context = { now: this.clock.now(), id, switches, templates, restrictions, merged, settings: this.settings };
      const { state, facts } = step(policy, states.get(conversationId) ?? policy.initial(), message, context);
      states.set(conversationId, state);
      if (facts.length > 0) changed.add(conversationId);
      const discarded = discardedBy(message, facts);
      if (discarded) this.records.discarded(tx, discarded);
      if (message.type === 'HandoffOpened' && facts.some(({ type }) => type === 'OwnerChanged')) this.records.handedOver(tx, message.data);
      return facts;
    });
    await this.conversations.save(
      tx,
      [...changed].map((id) => ({ id, state: states.get(id)! })),
    );
    const made = messages.flatMap(({ envelope: { conversationId } }, index) =>
      outputs[index]!.map((fact) => ({ conversationId, made: fact })),
    );
    await this.records.write(tx, made);
    return outputs;
  }
}
