import { fact } from '@frontdesk/contracts';
import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { Meters } from '@frontdesk/runtime';
import { Vault } from '@frontdesk/vault';
import type { InboundMessage, Preference, SystemChange } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { knownFields, understand } from '../domain/understand.ts';
import { storedItem } from '../domain/stored-item.ts';
import { Arrivals } from './arrivals.ts';
import type { Arrived, Item } from './arrivals.ts';
import type { Conflict, Thread } from './contacts.store.ts';
import { Keys } from './keys.ts';
import { MediaStore } from './media.store.ts';
import { newsFact } from './news.ts';
import { Settings } from './settings.ts';
import { StatusesStore } from './statuses.store.ts';

type Facts = readonly Fact<WrittenBy<'gateway'>>[];

/** A text travels on in every turn it is part of; the whole of a longer one stays in the item. */
const longestText = 16_000;
const shortened = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)} […]` : text);

/** From items to facts: whose it is, what it says, sealed and redacted. */
@Injectable()
export class Items {
  constructor(
    private readonly keys: Keys, private readonly vault: Vault, private readonly arrivals: Arrivals,
    private readonly statuses: StatusesStore, private readonly settings: Settings, private readonly meters: Meters, private readonly media: MediaStore,
  ) {}

  async take(tx: EntityManager, messages: readonly Message<'WebhookItem'>[], traces: ReadonlyMap<string, string>): Promise<Facts[]> {
    const items = messages.map(({ data, envelope }): Item => {
      const stored = storedItem(JSON.parse(this.keys.openText(data.sealed)));
      return { stored, understood: understand(stored, this.settings.current.WHATSAPP_BUSINESS_ACCOUNT_ID), id: envelope.id, receivedAt: data.receivedAt };
    });
    const arrived = await this.arrivals.take(tx, items);
    const facts: Facts[] = [];
    for (const item of items) {
      const from = arrived.get(item.id);
      facts.push([...this.conflicts(item, from?.conflicts ?? []), ...(await this.one(tx, item, from as Arrived))]);
    }
    await this.statuses.park(tx, items.flatMap(({ understood, stored: { numberId }, id }) =>
      (understood.as === 'status' ? [{ id, numberId, status: understood.status, traceparent: traces.get(id) ?? '' }] : [])), Date.now());
    for (const { stored: { field }, understood } of items) {
      const understoodAs = understood.as === 'not_used' ? understood.why : understood.as;
      this.meters.webhookItems.inc({ field: knownFields.has(field) ? field : 'other', understood_as: understoodAs });
    }
    return facts;
  }

  /** @param from there where it is a person's */
  private async one(tx: EntityManager, item: Item, from: Arrived): Promise<Facts> {
    const { understood, stored } = item;
    switch (understood.as) {
      case 'message': return [await this.message(tx, item, from, understood.message)];
      case 'echo': return [await this.echo(tx, item, from, understood.message)];
      case 'contact_changed': return [this.contactChanged(item, from, understood)];
      case 'preference': return [this.preference(item, from, understood.preference)];
      case 'status': return [];
      case 'news': return [newsFact(understood.news, stored.time, this.aboutNumber(item, understood.news.news === 'number'))];
      case 'account': return [fact('AccountChanged', { field: stored.field, change: understood.change }, this.about(item))];
      case 'not_used':
        return [fact('ItemNotUsed', {
          field: stored.field, itemType: understood.itemType, why: understood.why, sealed: this.keys.sealText(JSON.stringify(stored.item)),
        }, this.about(item))];
    }
  }

  private async message(tx: EntityManager, item: Item, from: Arrived, message: InboundMessage): Promise<Facts[number]> {
    const { contact, late, replyTo } = from;
    const text = await this.vault.seal(contact.contactId, shortened(message.text), tx);
    if (message.kind === 'media') await this.media.expect(tx, item.id, contact.contactId, item.stored, Date.now());
    return fact('MessageReceived', {
      messageId: item.id, contact, kind: message.kind, text, sentAt: message.time, receivedAt: item.receivedAt, late, replyTo,
      choiceId: message.choiceId ?? '', mediaKind: message.mediaKind ?? '', metaType: message.metaType,
    }, this.by('customer', from, message.time || item.receivedAt));
  }

  private async echo(tx: EntityManager, item: Item, from: Arrived, message: InboundMessage): Promise<Facts[number]> {
    const text = await this.vault.seal(from.contact.contactId, shortened(message.text), tx);
    return fact('EchoReceived', { messageId: item.id, contact: from.contact, text, sentAt: message.time }, this.by('agent', from, message.time || item.receivedAt));
  }

  private contactChanged(item: Item, from: Arrived, { change, at }: { change: SystemChange; at: number }): Facts[number] {
    return fact('ContactChanged', { contact: from.contact, change: change.change, at }, this.by('customer', from, at || item.receivedAt));
  }

  private preference(item: Item, from: Arrived, { category, value, time }: Preference): Facts[number] {
    return fact('PreferenceReceived', { contact: from.contact, category, value, at: time }, this.by('customer', from, time || item.receivedAt));
  }

  private conflicts(item: Item, conflicts: readonly Conflict[]): Facts {
    return conflicts.map((conflict) => fact('ContactConflictFound', conflict, this.about(item)));
  }

  private by(kind: 'customer' | 'agent', { conversationId, contact }: Thread, occurredAt: number) {
    return { conversationId, customerHash: contact.customerHash, occurredAt, actor: { kind, ...(kind === 'agent' && { id: 'phone' }) } };
  }

  /** News about a number name it as people write it, not by its id; with one number there is no doubt. */
  private aboutNumber(item: Item, isAboutNumber: boolean) {
    const [only, ...others] = this.settings.current.WHATSAPP_PHONE_NUMBER_ID;
    const about = this.about(item);
    return isAboutNumber && only !== undefined && others.length === 0 ? { ...about, conversationId: `account:${only}` } : about;
  }

  private about({ stored, receivedAt }: Item) {
    return { conversationId: `account:${stored.numberId || '*'}`, occurredAt: stored.time || receivedAt, actor: { kind: 'meta' } };
  }
}
