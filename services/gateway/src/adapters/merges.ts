import { fact } from '@frontdesk/contracts';
import type { Decision } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Facts } from './announcements.ts';
import { ContactsStore } from './contacts.store.ts';
import { Keys } from './keys.ts';

/** Contacts that turned out to be one, as policy has to know it: thread by thread, because consent is. */
@Injectable()
export class Merges {
  constructor(
    private readonly contacts: ContactsStore,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** For each of our numbers that the others have a thread with, in the thread of who they all are from now on. @param by who says so, if not we */
  async of(tx: EntityManager, contactId: string, otherContactIds: readonly string[], by: Pick<Decision, 'actor'> = {}): Promise<Facts> {
    const ended = new Map<string, string[]>();
    for (const { conversationId, contact } of await this.contacts.threadsOf(tx, otherContactIds))
      ended.set(contact.numberId, [...(ended.get(contact.numberId) ?? []), conversationId]);
    const row = ended.size > 0 ? await this.contacts.row(tx, contactId) : undefined;
    const at = this.clock.now();
    return [...ended].map(([numberId, otherConversationIds]) =>
      fact(
        'ContactMerged',
        { otherConversationIds, at },
        {
          conversationId: this.keys.hash('conversation', numberId, contactId),
          ...(row ? { customerHash: row.customer_hash } : {}),
          ...by,
        },
      ),
    );
  }
}
