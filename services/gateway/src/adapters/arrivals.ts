import { Clock } from '@frontdesk/runtime';
import { Vault } from '@frontdesk/vault';
import type { Sender, WebhookItem } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { endedBy } from '../domain/identity.ts';
import type { Understood } from '../domain/understand.ts';
import { ContactsStore } from './contacts.store.ts';
import type { Presenting, Resolved } from './contacts.store.ts';
import { StatusesStore } from './statuses.store.ts';
import { SuppressionsStore } from './suppressions.store.ts';
import type { Suppression } from './suppressions.store.ts';

export interface Item {
  readonly stored: WebhookItem;
  readonly understood: Understood;
  readonly id: string;
  readonly receivedAt: number;
}

/** An item of a person's: whose it is, and what a message of theirs refers to. */
export interface Arrived extends Resolved {
  /** a newer message of the thread was received before */
  readonly late: boolean;
  /** our id of the message that it quotes; empty: none, or one that we don't know */
  readonly replyTo: string;
  /** what they had ended before an erasure, and policy does not know yet */
  readonly suppressed: readonly Suppression[];
}

type FromPerson = Extract<Understood, { sender: unknown }>;
type Personal = Item & { readonly understood: FromPerson };

const isPersonal = (item: Item): item is Personal => 'sender' in item.understood;
const messageOf = ({ understood }: Personal) => (understood.as === 'message' || understood.as === 'echo' ? understood.message : undefined);
const quotedBy = (item: Personal): string | undefined => (item.understood.as === 'message' ? item.understood.message.quotes : undefined);

/** What somebody is known by from now on. */
function newSender(understood: FromPerson): Sender[] {
  if (understood.as !== 'contact_changed') return [];
  const { waId, userId, parentUserId } = understood.change;
  return [
    { ...(waId !== undefined && { waId }), ...(userId !== undefined && { userId }), ...(parentUserId !== undefined && { parentUserId }) },
  ];
}

/** Looks up and remembers, for all items of a batch at once, what gateway has to know about who wrote them. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly contacts: ContactsStore,
    private readonly statuses: StatusesStore,
    private readonly suppressions: SuppressionsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** @returns by the item's id, for each that is a person's */
  async take(tx: EntityManager, items: readonly Item[]): Promise<Map<string, Arrived>> {
    const personal = items.filter(isPersonal);
    if (personal.length === 0) return new Map();
    // asked for together: who is known is looked up once the locks are held, as it is a statement of its own
    const [, suppressed, resolved] = await Promise.all([
      this.contacts.lock(
        tx,
        personal
          .flatMap(({ understood }) => [understood.sender, ...newSender(understood)])
          .flatMap((sender) => this.contacts.aliasesOf(sender)),
      ),
      this.suppressions.take(
        tx,
        personal.map(({ stored: { numberId }, understood: { sender } }) => ({ numberId, aliases: this.contacts.aliasesOf(sender) })),
      ),
      this.contacts.resolve(
        tx,
        personal.map((item) => this.presenting(item)),
      ),
    ]);
    const late = await this.contacts.arrive(
      tx,
      personal.map(({ understood }, index) => ({
        thread: resolved[index]!,
        sentAt: understood.as === 'message' ? understood.message.time : 0,
      })),
    );
    await this.statuses.remember(
      tx,
      personal.flatMap((item, index) => {
        const message = messageOf(item);
        return message
          ? [{ messageId: item.id, conversationId: resolved[index]!.conversationId, wamid: message.id, receivedAt: item.receivedAt }]
          : [];
      }),
    );
    const ours = await this.statuses.ourIdsOf(
      tx,
      personal.flatMap((item) => quotedBy(item) ?? []),
    );
    await this.vault.load(resolved.map(({ contact }) => contact.contactId));
    return new Map(
      personal.map((item, index) => [
        item.id,
        { ...resolved[index]!, late: late[index]!, replyTo: ours.get(quotedBy(item) ?? '') ?? '', suppressed: suppressed[index]! },
      ]),
    );
  }

  private presenting({ stored: { numberId, name, time }, understood, id, receivedAt }: Personal): Presenting {
    const one = { numberId, sender: understood.sender, name, cause: { id, at: time || receivedAt, now: this.clock.now() } };
    const [sender] = newSender(understood);
    if (sender === undefined || understood.as !== 'contact_changed') return one;
    return { ...one, becomes: { sender, ended: endedBy(understood.change.change, understood.sender.waId !== undefined) } };
  }
}
