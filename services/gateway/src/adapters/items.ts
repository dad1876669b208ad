import { fact } from '@frontdesk/contracts';
import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { Clock, Meters } from '@frontdesk/runtime';
import { Vault } from '@frontdesk/vault';
import type { InboundMessage, Preference, Sender, SystemChange, WebhookItem } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { knownFields, understand } from '../domain/understand.ts';
import type { Understood } from '../domain/understand.ts';
import { storedItem } from '../domain/stored-item.ts';
import { ContactsStore } from './contacts.store.ts';
import type { Conflict, Resolved, Thread } from './contacts.store.ts';
import { Keys } from './keys.ts';
import { MediaStore } from './media.store.ts';
import { newsFact } from './news.ts';
import { Settings } from './settings.ts';
import { StatusesStore } from './statuses.store.ts';

type Facts = readonly Fact<WrittenBy<'gateway'>>[];
type Changed = { readonly sender: Sender; readonly change: SystemChange; readonly at: number };
type Item = { readonly stored: WebhookItem; readonly understood: Understood; readonly id: string; readonly receivedAt: number };

/** A text travels on in every turn it is part of; the whole of a longer one stays in the item. */
const longestText = 16_000;
const shortened = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)} […]` : text);

/** From items to facts: whose it is, what it says, sealed and redacted. */
@Injectable()
export class Items {
  constructor(
    private readonly keys: Keys, private readonly vault: Vault, private readonly contacts: ContactsStore,
    private readonly statuses: StatusesStore, private readonly clock: Clock, private readonly settings: Settings, private readonly meters: Meters,
    private readonly media: MediaStore,
  ) {}

  async take(tx: EntityManager, messages: readonly Message<'WebhookItem'>[], traces: ReadonlyMap<string, string>): Promise<Facts[]> {
    const items = messages.map(({ data, envelope }): Item => {
      const stored = storedItem(JSON.parse(this.keys.openText(data.sealed)));
      return { stored, understood: understand(stored, this.settings.current.WHATSAPP_BUSINESS_ACCOUNT_ID), id: envelope.id, receivedAt: data.receivedAt };
    });
    await this.contacts.lock(tx, items.flatMap(({ understood }) => ('sender' in understood ? this.contacts.aliasesOf(understood.sender) : [])));
    const facts: Facts[] = [];
    for (const item of items) facts.push(await this.one(tx, item));
    await this.statuses.park(tx, items.flatMap(({ understood, stored: { numberId }, id }) =>
      (understood.as === 'status' ? [{ id, numberId, status: understood.status, traceparent: traces.get(id) ?? '' }] : [])), Date.now());
    for (const { stored: { field }, understood } of items) {
      const understoodAs = understood.as === 'not_used' ? understood.why : understood.as;
      this.meters.webhookItems.inc({ field: knownFields.has(field) ? field : 'other', understood_as: understoodAs });
    }
    return facts;
  }

  private async one(tx: EntityManager, item: Item): Promise<Facts> {
    const { understood, stored } = item;
    switch (understood.as) {
      case 'message': return this.message(tx, item, understood.sender, understood.message);
      case 'echo': return this.echo(tx, item, understood.sender, understood.message);
      case 'contact_changed': return this.contactChanged(tx, item, understood);
      case 'status':
        return [];
      case 'preference': return this.preference(tx, item, understood.sender, understood.preference);
      case 'news': return [newsFact(understood.news, stored.time, this.aboutNumber(item, understood.news.news === 'number'))];
      case 'account': return [fact('AccountChanged', { field: stored.field, change: understood.change }, this.about(item))];
      case 'not_used':
        return [fact('ItemNotUsed', {
          field: stored.field, itemType: understood.itemType, why: understood.why, sealed: this.keys.sealText(JSON.stringify(stored.item)),
        }, this.about(item))];
    }
  }

  private async message(tx: EntityManager, item: Item, sender: Sender, message: InboundMessage): Promise<Facts> {
    const thread = await this.thread(tx, item, sender);
    const { contact, conversationId } = thread;
    const replyTo = message.quotes === undefined ? '' : await this.statuses.ourIdOf(tx, message.quotes);
    const text = await this.vault.seal(contact.contactId, shortened(message.text), tx);
    const late = await this.contacts.isLate(tx, conversationId, message.time);
    await this.statuses.remember(tx, item.id, conversationId, message.id, item.receivedAt);
    if (message.kind === 'media') await this.media.expect(tx, item.id, contact.contactId, item.stored, Date.now());
    return [...this.conflicts(item, thread.conflicts), fact('MessageReceived', {
      messageId: item.id, contact, kind: message.kind, text, sentAt: message.time, receivedAt: item.receivedAt, late, replyTo,
      choiceId: message.choiceId ?? '', mediaKind: message.mediaKind ?? '', metaType: message.metaType,
    }, this.by('customer', thread, message.time || item.receivedAt))];
  }

  private async echo(tx: EntityManager, item: Item, sender: Sender, message: InboundMessage): Promise<Facts> {
    const thread = await this.thread(tx, item, sender);
    const text = await this.vault.seal(thread.contact.contactId, shortened(message.text), tx);
    await this.statuses.remember(tx, item.id, thread.conversationId, message.id, item.receivedAt);
    return [...this.conflicts(item, thread.conflicts), fact('EchoReceived', { messageId: item.id, contact: thread.contact, text, sentAt: message.time },
      this.by('agent', thread, message.time || item.receivedAt))];
  }

  private async contactChanged(tx: EntityManager, item: Item, { sender, change, at }: Changed): Promise<Facts> {
    const { contact, conflicts } = await this.thread(tx, item, sender);
    const { waId, userId } = change;
    const aliases = this.contacts.aliasesOf({ ...(waId !== undefined && { waId }), ...(userId !== undefined && { userId }) });
    const found = await this.contacts.replace(tx, contact.contactId, aliases, change.change === 'number' ? ['user_id'] : [], this.cause(item));
    const thread = await this.contacts.open(tx, contact.contactId, item.stored.numberId);
    return [...this.conflicts(item, [...conflicts, ...found]), fact('ContactChanged', { contact: thread.contact, change: change.change, at }, this.by('customer', thread, at || item.receivedAt))];
  }

  private async preference(tx: EntityManager, item: Item, sender: Sender, { category, value, time }: Preference): Promise<Facts> {
    const thread = await this.thread(tx, item, sender);
    return [...this.conflicts(item, thread.conflicts), fact('PreferenceReceived', { contact: thread.contact, category, value, at: time }, this.by('customer', thread, time || item.receivedAt))];
  }

  private thread(tx: EntityManager, item: Item, sender: Sender): Promise<Resolved> {
    return this.contacts.thread(tx, item.stored.numberId, sender, item.stored.name, this.cause(item));
  }

  private cause({ stored, id, receivedAt }: Item) {
    return { id, at: stored.time || receivedAt, now: this.clock.now() };
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
