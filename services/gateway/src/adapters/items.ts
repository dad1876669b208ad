import type { Message } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Meters } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { knownFields, understand } from '../domain/understand.ts';
import { storedItem } from '../domain/stored-item.ts';
import { Arrivals } from './arrivals.ts';
import type { Arrived, Item } from './arrivals.ts';
import { ItemFacts } from './item-facts.ts';
import type { Facts } from './item-facts.ts';
import { Keys } from './keys.ts';
import { Settings } from './settings.ts';
import { StatusesStore } from './statuses.store.ts';

/** From items to facts: whose each is, what it says, and that it was seen. */
@Injectable()
export class Items {
  constructor(
    private readonly keys: Keys,
    private readonly arrivals: Arrivals,
    private readonly facts: ItemFacts,
    private readonly statuses: StatusesStore,
    private readonly settings: Settings,
    private readonly meters: Meters,
  ) {}

  async take(tx: EntityManager, messages: readonly Message<'WebhookItem'>[], traces: ReadonlyMap<string, string>): Promise<Facts[]> {
    const { ours } = this.settings;
    const items = messages.map(({ data, envelope }): Item => {
      const stored = storedItem(JSON.parse(this.keys.openText(data.sealed)));
      return { stored, understood: understand(stored, ours), id: envelope.id, receivedAt: data.receivedAt };
    });
    const arrived = await this.arrivals.take(tx, items);
    const facts: Facts[] = [];
    for (const item of items) {
      const from = arrived.get(item.id);
      const before = from ? [...(await this.facts.conflicts(tx, item, from)), ...this.facts.suppressed(from)] : [];
      facts.push([...before, ...(await this.facts.of(tx, item, from as Arrived))]);
    }
    await this.statuses.park(
      tx,
      items.flatMap(({ understood, stored: { numberId }, id }) =>
        understood.as === 'status' ? [{ id, numberId, status: understood.status, traceparent: traces.get(id) ?? '' }] : [],
      ),
      Date.now(),
    );
    onceCommitted(tx, () => {
      for (const { stored, understood } of items) {
        const understoodAs = understood.as === 'not_used' ? understood.why : understood.as;
        this.meters.webhookItems.inc({ field: knownFields.has(stored.field) ? stored.field : 'other', understood_as: understoodAs });
      }
    });
    return facts;
  }
}
