import { Inbox } from '@frontdesk/bus';
import type { Batch, Traceparents } from '@frontdesk/bus';
import { deadTopic, services } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Clock, exemplarOf, Meters, SlaPolicies } from '@frontdesk/runtime';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import type { ClockRow } from '../domain/clock.ts';
import type { Timer } from '../domain/clocks.ts';
import { firstAnswered } from '../domain/bot-reply.ts';
import { resolvedBy } from '../domain/people.ts';
import { applied, follow } from '../domain/follow.ts';
import type { Followed } from '../domain/follow.ts';
import { ClocksStore } from './clocks.store.ts';
import { attended } from './calls.ts';
import { keepPolicy } from './policies.store.ts';

@Controller()
export class FollowHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly clocks: ClocksStore,
    private readonly clock: Clock,
    private readonly meters: Meters,
    private readonly policies: SlaPolicies,
  ) {}

  readonly #follow = (tx: EntityManager, messages: readonly Message[], traceparents: Traceparents) =>
    this.follow(tx, messages as readonly Followed[], traceparents);

  @EventPattern(['conversation.lifecycle.v1', 'conversation.handoff.v1', 'system.admin.v1', ...services.map(deadTopic)])
  onMessage(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process(batch, this.#follow);
  }

  private async follow(tx: EntityManager, messages: readonly Followed[], traceparents: Traceparents): Promise<Timer[][]> {
    const conversations = [...new Set(messages.map(({ envelope }) => envelope.conversationId))];
    const policies = await this.policies.known();
    const clocks = await this.clocks.load(tx, conversations, this.clock.now());
    const changed = new Map<string, string>();
    const facts = messages.map((message) => {
      const { conversationId } = message.envelope;
      const change = follow(clocks.get(conversationId) ?? [], message, policies);
      const all = applied(clocks.get(conversationId) ?? [], change);
      clocks.set(conversationId, all);
      for (const { id } of change.clocks) changed.set(`${conversationId} ${id}`, id);
      const exemplarLabels = exemplarOf(traceparents.get(message.envelope.id));
      onceCommitted(tx, () => {
        observe(this.meters.firstResponseSeconds, firstAnswered(message, all, change.clocks), exemplarLabels);
        observe(this.meters.resolutionSeconds, resolvedBy(message, change.clocks), exemplarLabels);
      });
      return [...change.facts];
    });
    await this.clocks.save(
      tx,
      [...clocks.values()].flat().filter(({ conversationId, id }) => changed.has(`${conversationId} ${id}`)),
    );
    for (const message of messages) if (message.type === 'SlaPolicyChanged') await keepPolicy(tx, message);
    for (const message of messages) await attended(tx, message, this.clock.now());
    onceCommitted(tx, () => this.count(facts.flat()));
    return facts;
  }

  /** What was counted as breached cannot be taken back: that it was none is counted beside it. */
  private count(facts: readonly Timer[]): void {
    for (const fact of facts) {
      if (fact.type === 'SlaBreached') this.meters.sla.inc({ clock: fact.data.clock, outcome: 'breached' });
      if (fact.type !== 'SlaMet') continue;
      const { clock, withdraws } = fact.data;
      this.meters.sla.inc({ clock, outcome: 'met' });
      if (withdraws) this.meters.sla.inc({ clock, outcome: 'withdrawn' });
    }
  }
}

/** @param clocks that ended now */
function observe(
  seconds: Meters['firstResponseSeconds'],
  clocks: readonly ClockRow[],
  exemplarLabels: ReturnType<typeof exemplarOf>,
): void {
  for (const { startedAt, endedAt } of clocks) seconds.observe({ value: Math.max(0, endedAt! - startedAt) / 1000, exemplarLabels });
}
