import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SlowWork } from '@frontdesk/bus';
import type { Batch, Outcome } from '@frontdesk/bus';
import type { Fact, Message } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import { fromKnowledge, fromOrder, needsProof, notNeeded, refused } from '../domain/ground.ts';
import { plan } from '../domain/plan.ts';
import type { Plan } from '../domain/plan.ts';
import { choose } from '../domain/relevance.ts';
import { KnowledgeStore } from './knowledge.store.ts';
import type { OrderRead } from './order.tool.ts';
import { OrderTool } from './order.tool.ts';
import { Records } from './records.ts';

type Routed = Message<'Routed'>;
type OrderPlan = { order: string };

/** The knowledge base is asked in the plan transaction; the shop in a lane. */
@Controller()
export class RoutedHandler {
  constructor(
    private readonly slowWork: SlowWork,
    private readonly knowledge: KnowledgeStore,
    private readonly orders: OrderTool,
    private readonly records: Records,
    private readonly clock: Clock,
  ) {}

  @EventPattern('conversation.routed.v1')
  onRouted(@Payload() batch: Batch): Promise<void> {
    return this.slowWork.process<'conversation.routed.v1', OrderPlan, OrderRead>(batch, {
      plan: async (tx, messages) => {
        const planned: ({ facts: Fact<'Grounded'>[] } | { plan: OrderPlan })[] = [];
        for (const message of messages) planned.push(await this.#plan(tx, message));
        return planned;
      },
      run: ({ order }, message) => this.orders.read(order, message.data.turn!.contact!),
      conclude: async (tx, message, { order }, outcome) => [await this.#conclude(tx, message, order, outcome)],
      timeoutMs: 10_000,
    });
  }

  async #plan(tx: EntityManager, message: Routed): Promise<{ facts: Fact<'Grounded'>[] } | { plan: OrderPlan }> {
    const now = this.clock.now();
    const next = plan(message.data, now);
    switch (next.do) {
      case 'nothing': return { facts: [] };
      case 'conclude': return { facts: [notNeeded(message)] };
      case 'read_order': return { plan: { order: next.order } };
      case 'search': return { facts: [await this.#search(tx, message, next, now)] };
      case 'ask':
        await this.records.keepCalls(tx, message.envelope, [refused(next.subject)], now);
        return { facts: [needsProof(message, next.level, next.subject)] };
    }
  }

  async #search(
    tx: EntityManager, message: Routed, { query, locale, intent }: Extract<Plan, { do: 'search' }>, now: number,
  ): Promise<Fact<'Grounded'>> {
    const from = performance.now();
    const candidates = await this.knowledge.search(tx, query, locale);
    const found = choose(candidates, intent, new Date(now).toISOString().slice(0, 10));
    const input = [...new Set(candidates.map(({ document }) => `${document.id}@${document.version}`))].slice(0, 5).join(' ');
    const call = { tool: 'knowledge_search', input, outcome: found ? 'ok' : 'not_found', latencyMs: Math.round(performance.now() - from) };
    await this.records.keepCalls(tx, message.envelope, [call], now);
    return fromKnowledge(message, call, found);
  }

  async #conclude(tx: EntityManager, message: Routed, order: string, ended: Outcome<OrderRead>): Promise<Fact<'Grounded'>> {
    const read: OrderRead = ended.ok ? ended.value : { outcome: 'unavailable', latencyMs: 0 };
    const call = { tool: 'order_status', input: order, outcome: read.outcome, latencyMs: read.latencyMs };
    await this.records.keepCalls(tx, message.envelope, [call], this.clock.now());
    const facts = read.facts && await this.records.seal(message.data.turn!.contact!.contactId, read.facts);
    return fromOrder(message, call, facts);
  }
}
