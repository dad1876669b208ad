import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SlowWork } from '@frontdesk/bus';
import type { Batch, Outcome } from '@frontdesk/bus';
import type { Fact, Message } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import { fromKnowledge, fromOrder, locked, needsProof, notNeeded, refused } from '../domain/ground.ts';
import { proposed } from '../domain/order-change.ts';
import type { Changeable } from '../domain/order-change.ts';
import { plan } from '../domain/plan.ts';
import type { Plan } from '../domain/plan.ts';
import { chooseEach } from '../domain/relevance.ts';
import type { Candidate } from '../domain/relevance.ts';
import { KnowledgeStore } from './knowledge.store.ts';
import type { OrderRead } from './order.tool.ts';
import { OrderTool } from './order.tool.ts';
import { Records } from './records.ts';
import type { Call, Made } from './records.ts';

type Routed = Message<'Routed'>;
type OrderPlan = { order: string; isLinked?: boolean; change?: Changeable };
type Planned = { facts: Fact<'Grounded'>[] } | { plan: OrderPlan };

export const TAKES_CHANGES = Symbol('TakesChanges');

/** The knowledge base is asked in the plan transaction; the shop in a lane. */
@Controller()
export class RoutedHandler {
  constructor(
    private readonly slowWork: SlowWork,
    private readonly knowledge: KnowledgeStore,
    private readonly orders: OrderTool,
    private readonly records: Records,
    private readonly clock: Clock,
    @Inject(TAKES_CHANGES) private readonly takesChanges: boolean,
  ) {}

  @EventPattern('conversation.routed.v1')
  onRouted(@Payload() batch: Batch): Promise<void> {
    return this.slowWork.process<'conversation.routed.v1', OrderPlan, OrderRead>(batch, {
      plan: (tx, messages) => this.#plan(tx, messages),
      run: ({ order, isLinked }, message) => this.orders.read(order, message.data.turn!.contact!, isLinked === true),
      conclude: async (tx, message, { order, change }, outcome) => [await this.#conclude(tx, message, order, change, outcome)],
      timeoutMs: 10_000,
    });
  }

  /** What the batch asks of the knowledge base is one search, and its calls are kept in one go. */
  async #plan(tx: EntityManager, messages: readonly Routed[]): Promise<Planned[]> {
    const now = this.clock.now();
    const plans = messages.map((message) => ({ message, next: plan(message.data, now, this.takesChanges) }));
    const searches = plans.flatMap(({ message, next }) => (next.do === 'search' ? [{ message, next }] : []));
    const found = await this.#search(tx, searches, now);
    const made = plans.flatMap(({ message, next }): Made[] => {
      if (next.do === 'ask' || next.do === 'refuse') return [{ envelope: message.envelope, call: refused(next.subject) }];
      return next.do === 'search' ? [{ envelope: message.envelope, call: found.get(message)!.call }] : [];
    });
    await this.records.keepCalls(tx, made, now);
    return plans.map(({ message, next }): Planned => {
      switch (next.do) {
        case 'nothing':
          return { facts: [] };
        case 'conclude':
          return { facts: [notNeeded(message)] };
        case 'read_order':
          return { plan: { order: next.order, isLinked: next.isLinked, ...(next.change ? { change: next.change } : {}) } };
        case 'search':
          return { facts: [fromKnowledge(message, found.get(message)!.call, found.get(message)!.passages, next.needs)] };
        case 'ask':
          return { facts: [needsProof(message, next.level, next.subject)] };
        case 'refuse':
          return { facts: [locked(message, next.subject)] };
      }
    });
  }

  async #search(
    tx: EntityManager,
    searches: readonly { message: Routed; next: Extract<Plan, { do: 'search' }> }[],
    now: number,
  ): Promise<Map<Routed, { call: Call; passages: Candidate[] }>> {
    const from = performance.now();
    const found = await this.knowledge.search(
      tx,
      searches.flatMap(({ next: { queries, locale } }) => queries.map((question) => ({ question, locale }))),
    );
    const latencyMs = Math.round(performance.now() - from);
    const today = new Date(now).toISOString().slice(0, 10);
    let first = 0;
    return new Map(
      searches.map(({ message, next: { intent, queries } }) => {
        const candidates = found.slice(first, (first += queries.length));
        const passages = chooseEach(candidates, intent, today);
        const input = [...new Set(candidates.flat().map(({ document }) => `${document.id}@${document.version}`))].slice(0, 5).join(' ');
        return [
          message,
          { call: { tool: 'knowledge_search', input, outcome: passages.length > 0 ? 'ok' : 'not_found', latencyMs }, passages },
        ];
      }),
    );
  }

  async #conclude(
    tx: EntityManager,
    message: Routed,
    order: string,
    change: Changeable | undefined,
    ended: Outcome<OrderRead>,
  ): Promise<Fact<'Grounded'>> {
    const read: OrderRead = ended.ok ? ended.value : { outcome: 'unavailable', latencyMs: 0 };
    const call = { tool: change ? 'address_change' : 'order_status', input: order, outcome: read.outcome, latencyMs: read.latencyMs };
    await this.records.keepCalls(tx, [{ envelope: message.envelope, call }], this.clock.now());
    if (!read.facts) return fromOrder(message, call, undefined);
    const facts = await this.records.seal(message.data.turn!.contact!.contactId, read.facts);
    const address = change && (await this.records.addressIn(message.data));
    return fromOrder(message, call, facts, change && proposed(change, read.facts.status, message.envelope.id, address));
  }
}
