import { fact } from '@frontdesk/contracts';
import type { Fact, WrittenBy } from '@frontdesk/contracts';
import type { SystemChange } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Arrived, Item } from './arrivals.ts';
import { Merges } from './merges.ts';
import { newsFact } from './news.ts';
import { Numbers } from './numbers.ts';
import { Speech } from './speech.ts';

export type Facts = readonly Fact<WrittenBy<'gateway'>>[];

/** What an item says. */
@Injectable()
export class ItemFacts {
  constructor(
    private readonly speech: Speech,
    private readonly numbers: Numbers,
    private readonly merges: Merges,
  ) {}

  /** @param from there where it is a person's */
  async of(tx: EntityManager, item: Item, from: Arrived): Promise<Facts> {
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
    return fact('ItemNotUsed', { field: item.stored.field, itemType, why }, this.about(item));
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

  /** Ahead of what they write: nothing may be started on it. */
  suppressed({ conversationId, contact, suppressed }: Arrived): Facts {
    return suppressed.map((one) => fact('SuppressionFound', one, { conversationId, customerHash: contact.customerHash }));
  }

  /** Who is written to in a thread has changed with a conflict: what was proved there may be somebody else's, what was ended elsewhere is ended there. */
  async conflicts(tx: EntityManager, item: Item, { conflicts, parted }: Pick<Arrived, 'conflicts' | 'parted'>): Promise<Facts> {
    const at = item.stored.time || item.receivedAt;
    const merged: Facts[number][] = [];
    for (const { outcome, contactId, otherContactIds } of conflicts)
      if (outcome === 'merged') merged.push(...(await this.merges.of(tx, contactId, otherContactIds, { actor: { kind: 'meta' } })));
    return [
      ...conflicts.map((conflict) => fact('ContactConflictFound', conflict, this.about(item))),
      ...merged,
      ...parted.map(({ conversationId, contact }) =>
        fact(
          'ContactChanged',
          { contact, change: 'identity', at },
          { conversationId, customerHash: contact.customerHash, occurredAt: at, actor: { kind: 'meta' } },
        ),
      ),
    ];
  }

  /** News about a number name it as people write it, not by its id. */
  private aboutNumber(item: Item, isAboutNumber: boolean) {
    const about = this.about(item);
    const { display_phone_number: display } = item.stored.item;
    const id = this.numbers.idOf(typeof display === 'string' ? display : '');
    return isAboutNumber && id !== undefined ? { ...about, conversationId: `account:${id}` } : about;
  }

  private about({ stored, receivedAt }: Item) {
    return { conversationId: `account:${stored.numberId || '*'}`, occurredAt: stored.time || receivedAt, actor: { kind: 'meta' } };
  }
}
