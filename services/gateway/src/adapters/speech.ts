import { fact } from '@frontdesk/contracts';
import type { Decision, Fact, WrittenBy } from '@frontdesk/contracts';
import { redact, Vault } from '@frontdesk/vault';
import type { InboundMessage, MessageChange } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Author, Understood } from '../domain/understand.ts';
import type { Arrived, Item } from './arrivals.ts';
import type { Thread } from './contacts.store.ts';
import { MediaStore } from './media.store.ts';
import { StatusesStore } from './statuses.store.ts';

type Facts = readonly Fact<WrittenBy<'gateway'>>[];

/** What an item that concerns a thread was understood as. */
export type InThread = Exclude<Extract<Understood, { sender: object }>, { as: 'contact_changed' }>;
type InThreadItem = Item & { readonly understood: InThread };

/** A text travels on in every turn it is part of; the whole of a longer one stays in the item. */
const longestText = 16_000;
const shortened = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)} […]` : text);

/** What is said in a thread, sealed and redacted. */
@Injectable()
export class Speech {
  constructor(
    private readonly vault: Vault,
    private readonly statuses: StatusesStore,
    private readonly media: MediaStore,
  ) {}

  /** @returns undefined where it is about a message that nobody knows, or that is known already: there is nothing to say */
  async facts(tx: EntityManager, item: InThreadItem, thread: Arrived): Promise<Facts | undefined> {
    const { understood } = item;
    const { contact } = thread;
    switch (understood.as) {
      case 'message':
        return this.received(tx, item, thread, understood.message, understood.standby);
      case 'echo':
        return (await this.isOwn(tx, item, understood.message))
          ? undefined
          : this.echo(tx, item, thread, understood.message, understood.standby);
      case 'history':
        return this.history(tx, item, thread, understood);
      case 'changed':
        return this.changed(tx, item, thread, understood);
      case 'welcome':
        return [fact('WelcomeRequested', { contact, at: understood.at }, by('customer', thread, understood.at || item.receivedAt))];
      case 'thread_control': {
        const { heldBy, time } = understood.control;
        return [fact('ThreadControlChanged', { contact, heldBy, at: time }, by('meta', thread, time || item.receivedAt))];
      }
      case 'preference': {
        const { category, value, time } = understood.preference;
        return [fact('PreferenceReceived', { contact, category, value, at: time }, by('customer', thread, time || item.receivedAt))];
      }
    }
  }

  private async received(tx: EntityManager, item: Item, from: Arrived, message: InboundMessage, standby: boolean): Promise<Facts> {
    const { contact, late, replyTo } = from;
    const { form, kind, time: sentAt } = message;
    const text = await this.seal(tx, from, message.text);
    await this.expectFile(tx, item, from, message);
    return [
      fact(
        'MessageReceived',
        {
          messageId: item.id,
          contact,
          kind,
          text,
          sentAt,
          receivedAt: item.receivedAt,
          late,
          replyTo,
          // who else sends templates from this number may have put anything into their buttons, and audit keeps it for years
          choiceId: redact(message.choiceId ?? '').redacted,
          mediaKind: message.mediaKind ?? '',
          metaType: message.metaType,
          standby,
          ...(form ? { form: await this.seal(tx, from, form) } : {}),
        },
        by('customer', from, sentAt || item.receivedAt),
      ),
    ];
  }

  /** Under its newer field Meta may echo what went out by the API too: nobody takes the thread by that. */
  private async isOwn(tx: EntityManager, { stored: { field, item } }: Item, { id }: InboundMessage): Promise<boolean> {
    return field !== 'smb_message_echoes' && (await this.statuses.isOurs(tx, id, item['biz_opaque_callback_data']));
  }

  private async echo(tx: EntityManager, item: Item, thread: Thread, message: InboundMessage, standby: boolean): Promise<Facts> {
    const text = await this.seal(tx, thread, message.text);
    await this.expectFile(tx, item, thread, message);
    return [
      fact(
        'EchoReceived',
        {
          messageId: item.id,
          contact: thread.contact,
          text,
          sentAt: message.time,
          by: standby ? 'meta' : 'phone',
          kind: message.kind,
          mediaKind: message.mediaKind ?? '',
        },
        by(standby ? 'meta' : 'phone', thread, message.time || item.receivedAt),
      ),
    ];
  }

  /** A file comes as a placeholder first; its description is that message's, not another. */
  private async history(
    tx: EntityManager,
    item: Item,
    thread: Thread,
    { message, by: author }: { message: InboundMessage; by: Author },
  ): Promise<Facts | undefined> {
    const { contact } = thread;
    const text = await this.seal(tx, thread, message.text);
    const occurredAt = message.time || item.receivedAt;
    const known = (await this.statuses.ourIdsOf(tx, [message.id])).get(message.id);
    if (known !== undefined) {
      const isFirst = await this.media.expect(tx, known, contact.contactId, item.stored, Date.now());
      return isFirst && message.text !== ''
        ? [fact('MessageEdited', { messageId: known, contact, text, sentAt: message.time, by: author }, by(author, thread, occurredAt))]
        : undefined;
    }
    await this.remember(tx, item, thread, message.id);
    await this.expectFile(tx, item, thread, message);
    return [
      fact(
        'HistoryReceived',
        {
          messageId: item.id,
          contact,
          text,
          sentAt: occurredAt,
          by: author,
          kind: message.kind,
          mediaKind: message.mediaKind ?? '',
        },
        by(author, thread, occurredAt),
      ),
    ];
  }

  private async changed(
    tx: EntityManager,
    item: Item,
    thread: Arrived,
    { change, by: author }: { change: MessageChange; by: Author },
  ): Promise<Facts | undefined> {
    const { contact } = thread;
    const messageId = await this.statuses.ourIdIn(tx, change.originalId, thread.conversationId);
    if (change.change === 'revoked') {
      if (messageId === '') return undefined;
      await this.media.revoke(tx, messageId, Date.now());
      return [
        fact('MessageRevoked', { messageId, contact, at: change.time, by: author }, by(author, thread, change.time || item.receivedAt)),
      ];
    }
    const { message } = change;
    // the original never came, or is long forgotten: then these are their words
    if (messageId === '') {
      await this.remember(tx, item, thread, message.id);
      return author === 'customer' ? this.received(tx, item, thread, message, false) : this.echo(tx, item, thread, message, false);
    }
    const text = await this.seal(tx, thread, message.text);
    return [
      fact(
        'MessageEdited',
        { messageId, contact, text, sentAt: message.time, by: author },
        by(author, thread, message.time || item.receivedAt),
      ),
    ];
  }

  private seal(tx: EntityManager, { contact }: Thread, text: string) {
    return this.vault.seal(contact.contactId, shortened(text), tx);
  }

  /** What `Arrivals` doesn't: it keeps the ids of what comes live. */
  private remember(tx: EntityManager, item: Item, { conversationId }: Thread, wamid: string): Promise<void> {
    return this.statuses.remember(tx, [{ messageId: item.id, conversationId, wamid, receivedAt: item.receivedAt }]);
  }

  private async expectFile(tx: EntityManager, item: Item, { contact }: Thread, { kind }: InboundMessage): Promise<void> {
    if (kind === 'media') await this.media.expect(tx, item.id, contact.contactId, item.stored, Date.now());
  }
}

function by(who: Author | 'meta', { conversationId, contact }: Thread, occurredAt: number): Decision {
  const actor = who === 'phone' ? { kind: 'agent', id: 'phone' } : { kind: who };
  return { conversationId, customerHash: contact.customerHash, occurredAt, actor };
}
