import { fact } from '@frontdesk/contracts';
import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { Meters } from '@frontdesk/runtime';
import type { SystemChange } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { knownFields, understand } from '../domain/understand.ts';
import { storedItem } from '../domain/stored-item.ts';
import { Arrivals } from './arrivals.ts';
import type { Arrived, Item } from './arrivals.ts';
import type { Conflict } from './contacts.store.ts';
import { Keys } from './keys.ts';
import { Numbers } from './numbers.ts';
import { newsFact } from './news.ts';
import { Settings } from './settings.ts';
import { Speech } from './speech.ts';
import { StatusesStore } from './statuses.store.ts';

type Facts = readonly Fact<WrittenBy<'gateway'>>[];

/** From items to facts: whose it is, and what it says. */
@Injectable()
export class Items {
  constructor(
    private readonly keys: Keys,
    private readonly arrivals: Arrivals,
    private readonly speech: Speech,
    private readonly statuses: StatusesStore,
    private readonly settings: Settings,
    private readonly meters: Meters,
    private readonly numbers: Numbers,
  ) {}

  async take(tx: EntityManager, messages: readonly Message<'WebhookItem'>[], traces: ReadonlyMap<string, string>): Promise<Facts[]> {
    const { WHATSAPP_BUSINESS_ACCOUNT_ID: wabaId } = this.settings.current;
    const items = messages.map(({ data, envelope }): Item => {
      const stored = storedItem(JSON.parse(this.keys.openText(data.sealed)));
      return { stored, understood: understand(stored, wabaId), id: envelope.id, receivedAt: data.receivedAt };
    });
    const arrived = await this.arrivals.take(tx, items);
    const facts: Facts[] = [];
    for (const item of items) {
      const from = arrived.get(item.id);
      facts.push([...this.conflicts(item, from?.conflicts ?? []), ...(await this.one(tx, item, from as Arrived))]);
    }
    await this.statuses.park(
      tx,
      items.flatMap(({ understood, stored: { numberId }, id }) =>
        understood.as === 'status' ? [{ id, numberId, status: understood.status, traceparent: traces.get(id) ?? '' }] : [],
      ),
      Date.now(),
    );
    for (const {
      stored: { field },
      understood,
    } of items) {
      const understoodAs = understood.as === 'not_used' ? understood.why : understood.as;
      this.meters.webhookItems.inc({ field: knownFields.has(field) ? field : 'other', understood_as: understoodAs });
    }
    return facts;
  }

  /** @param from there where it is a person's */
  private async one(tx: EntityManager, item: Item, from: Arrived): Promise<Facts> {
    const { understood, stored } = item;
    switch (understood.as) {
      case 'contact_changed':
        return [this.contactChanged(item, from, understood)];
      case 'status':
        return [];
      case 'news':
        return [newsFact(understood.news, stored.time, this.aboutNumber(item, understood.news.news === 'number'))];
      case 'account':
        return [fact('AccountChanged', { field: stored.field, change: understood.change }, this.about(item))];
      case 'not_used':
        return [this.notUsed(item, understood.itemType, understood.why)];
      default:
        return (await this.speech.facts(tx, { ...item, understood }, from)) ?? [this.notUsed(item, understood.as, 'no_known_message')];
    }
  }

  private notUsed(item: Item, itemType: string, why: string): Facts[number] {
    const sealed = this.keys.sealText(JSON.stringify(item.stored.item));
    return fact('ItemNotUsed', { field: item.stored.field, itemType, why, sealed }, this.about(item));
  }

  private contactChanged(item: Item, from: Arrived, { change, at }: { change: SystemChange; at: number }): Facts[number] {
    return fact(
      'ContactChanged',
      { contact: from.contact, change: change.change, at },
      {
        conversationId: from.conversationId,
        customerHash: from.contact.customerHash,
        occurredAt: at || item.receivedAt,
        actor: { kind: 'customer' },
      },
    );
  }

  private conflicts(item: Item, conflicts: readonly Conflict[]): Facts {
    return conflicts.map((conflict) => fact('ContactConflictFound', conflict, this.about(item)));
  }

  /** News about a number name it as people write it, not by its id; with one number there is no doubt. */
  private aboutNumber(item: Item, isAboutNumber: boolean) {
    const [only, ...others] = this.settings.current.WHATSAPP_PHONE_NUMBER_ID;
    const about = this.about(item);
    const { display_phone_number: display } = item.stored.item;
    const id = others.length === 0 ? only : this.numbers.idOf(String(display ?? ''));
    return isAboutNumber && id !== undefined ? { ...about, conversationId: `account:${id}` } : about;
  }

  private about({ stored, receivedAt }: Item) {
    return { conversationId: `account:${stored.numberId || '*'}`, occurredAt: stored.time || receivedAt, actor: { kind: 'meta' } };
  }
}
