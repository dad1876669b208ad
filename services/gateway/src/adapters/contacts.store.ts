import { deriveId } from '@frontdesk/bus';
import { create } from '@bufbuild/protobuf';
import { ContactSchema } from '@frontdesk/contracts';
import type { Contact } from '@frontdesk/contracts';
import { leave } from '@frontdesk/postgres';
import { Logger } from '@frontdesk/runtime';
import { Vault } from '@frontdesk/vault';
import type { Sender } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { resolve } from '../domain/identity.ts';
import type { Alias, AliasKind } from '../domain/identity.ts';
import { isKept, knownContacts, sealedColumn } from './contact-rows.ts';
import type { ContactRow } from './contact-rows.ts';
import { Keys } from './keys.ts';

/** A contact in the thread with one of our numbers. */
export interface Thread {
  readonly conversationId: string;
  readonly contact: Contact;
}

/** Two identities claimed what one was known by; the rule decided, and people may look at it in `contact_conflicts`. */
export interface Conflict {
  readonly conflictId: string;
  readonly contactId: string;
  readonly otherContactIds: string[];
  readonly outcome: 'merged' | 'conflict';
  readonly conversationId: string;
  readonly otherConversationIds: string[];
}
export interface Resolved extends Thread {
  readonly conflicts: readonly Conflict[];
  /** of who was known by a phone that is somebody else's now: nobody may be written to under it there */
  readonly parted: readonly Thread[];
}

/** A sender as an item presents them. @param cause id and time of the item; a new contact's id derives from it */
export interface Presenting {
  readonly numberId: string;
  readonly sender: Sender;
  readonly name: string | undefined;
  readonly cause: Cause;
  /** what they are known by from now on, in place of other aliases of the same kinds; kinds that end without another */
  readonly becomes?: { readonly sender: Sender; readonly ended: readonly AliasKind[] };
}

interface Presented extends Alias {
  readonly value: string;
}
export interface Cause {
  readonly id: string;
  readonly at: number;
  readonly now: number;
}

interface Whose {
  readonly contactId: string;
  readonly numberId: string;
}

/** Who is who. Looks up by keyed hash; what was hashed lies sealed under the contact's own key. */
@Injectable()
export class ContactsStore {
  constructor(
    private readonly keys: Keys,
    private readonly vault: Vault,
    private readonly logger: Logger,
  ) {}

  aliasesOf({ waId, userId, parentUserId }: Sender): Presented[] {
    const given: [AliasKind, string | undefined][] = [
      ['phone', waId],
      ['user_id', userId],
      ['parent_user_id', parentUserId],
    ];
    return given.flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value, hash: this.keys.hash(kind, value) }]));
  }

  /** Makes two consumers that meet the same person for the first time take turns. */
  async lock(tx: EntityManager, aliases: readonly Alias[]): Promise<void> {
    const hashes = [...new Set(aliases.map(({ kind, hash }) => `${kind}:${hash}`))];
    if (hashes.length === 0) return;
    await tx.query(
      'SELECT pg_advisory_xact_lock(number) FROM (SELECT hashtextextended(hash, 7) AS number FROM unnest($1::text[]) AS hash ORDER BY 1 OFFSET 0) AS sorted',
      [hashes],
    );
  }

  /** Whose each is, in order: what changes who is who is done before the next is looked at. Under the locks of all their aliases. */
  async resolve(tx: EntityManager, all: readonly Presenting[]): Promise<Resolved[]> {
    const given = all.map((one) => ({ ...one, presented: this.aliasesOf(one.sender) }));
    let known = await knownContacts(
      tx,
      given.flatMap(({ presented }) => presented),
    );
    const resolved: Resolved[] = [];
    for (const [index, one] of given.entries()) {
      const { contactId, outcome, gains } = resolve(one.presented, known);
      const row = known.find((contact) => contact.contactId === contactId)?.row;
      const reachable = one.presented.every(({ kind }) => isKept(row, kind));
      const isPlain =
        outcome === 'known' && gains.length === 0 && !one.becomes && (one.name === undefined || row?.sealed_name) && reachable;
      if (isPlain && row) {
        resolved.push({ ...this.threadOf(one.numberId, row), conflicts: [], parted: [] });
        continue;
      }
      resolved.push(await this.settle(tx, one, one.presented));
      known = await knownContacts(
        tx,
        given.slice(index + 1).flatMap(({ presented }) => presented),
      );
    }
    return resolved;
  }

  private async settle(
    tx: EntityManager,
    { numberId, name, cause, becomes }: Presenting,
    presented: readonly Presented[],
  ): Promise<Resolved> {
    const known = await knownContacts(tx, presented);
    const resolution = resolve(presented, known);
    // repeated by Meta after the person has got other aliases: theirs of that time
    const former = resolution.outcome === 'new' ? await this.formerOwner(tx, presented, cause.at) : undefined;
    const contactId = former ?? resolution.contactId ?? deriveId(cause.at, cause.id, 'contact');
    if (former === undefined) {
      if (resolution.contactId === undefined) await this.create(tx, contactId, cause.now);
      const isGained = (alias: Alias): boolean => resolution.gains.some(({ kind, hash }) => kind === alias.kind && hash === alias.hash);
      await this.gain(tx, contactId, presented.filter(isGained), cause.now);
    }
    await this.keepMissing(tx, contactId, former === undefined ? presented : []);
    if (name !== undefined && (await this.row(tx, contactId))?.sealed_name === null) await this.keep(tx, contactId, 'sealed_name', name);
    const { outcome } = resolution;
    const others = known.map((contact) => contact.contactId).filter((id) => id !== contactId);
    const conflicts =
      outcome === 'merged' || outcome === 'conflict' ? await this.conflict(tx, { contactId, numberId }, others, outcome, cause) : [];
    const parted = outcome === 'conflict' ? await this.part(tx, others) : [];
    if (becomes) conflicts.push(...(await this.replace(tx, { contactId, numberId }, this.aliasesOf(becomes.sender), becomes.ended, cause)));
    return { ...this.threadOf(numberId, (await this.row(tx, contactId)) as ContactRow), conflicts, parted };
  }

  /** Who lost their phone to somebody else is reached by their user id. @returns their threads */
  private async part(tx: EntityManager, contactIds: readonly string[]): Promise<Thread[]> {
    const [rows]: [{ contact_id: string }[], number] = await tx.query(
      `UPDATE contacts c SET sealed_phone = NULL WHERE c.contact_id = ANY($1) AND c.sealed_phone IS NOT NULL AND c.sealed_user_id IS NOT NULL
         AND NOT EXISTS (SELECT FROM aliases a WHERE a.contact_id = c.contact_id AND a.kind = 'phone' AND a.until IS NULL) RETURNING c.contact_id`,
      [contactIds],
    );
    return this.threadsOf(
      tx,
      rows.map((row) => row.contact_id),
    );
  }

  async threadsOf(tx: EntityManager, contactIds: readonly string[]): Promise<Thread[]> {
    const rows = await tx.query<(ContactRow & { number_id: string })[]>(
      `SELECT t.number_id, c.contact_id, c.customer_hash, c.sealed_phone, c.sealed_user_id, c.sealed_name
       FROM threads t JOIN contacts c USING (contact_id) WHERE c.contact_id = ANY($1) ORDER BY t.conversation_id`,
      [contactIds],
    );
    return rows.map(({ number_id: numberId, ...row }) => this.threadOf(numberId, row));
  }

  /** What a separation took from the row is known again once they write. */
  private async keepMissing(tx: EntityManager, contactId: string, presented: readonly Presented[]): Promise<void> {
    const row = await this.row(tx, contactId);
    for (const { kind, value } of presented) {
      const column = sealedColumn[kind];
      if (column && !isKept(row, kind)) await this.keep(tx, contactId, column, value);
    }
  }

  /** A new number comes with a new user id: the old one no longer holds even where Meta doesn't name the new one yet. */
  private async replace(
    tx: EntityManager,
    whose: Whose,
    aliases: readonly Presented[],
    ended: readonly AliasKind[],
    cause: Cause,
  ): Promise<Conflict[]> {
    const { contactId } = whose;
    const owners = (await knownContacts(tx, aliases)).map((contact) => contact.contactId).filter((id) => id !== contactId);
    for (const kind of new Set([...aliases.map((alias) => alias.kind), ...ended])) {
      await tx.query('UPDATE aliases SET until = $3 WHERE contact_id = $1 AND kind = $2 AND until IS NULL', [
        contactId,
        kind,
        new Date(cause.now),
      ]);
      const column = sealedColumn[kind];
      if (column) await tx.query(`UPDATE contacts SET ${column} = NULL WHERE contact_id = $1`, [contactId]);
    }
    await this.gain(tx, contactId, aliases, cause.now);
    return owners.length === 0 ? [] : this.conflict(tx, whose, owners, 'merged', cause);
  }

  private async conflict(
    tx: EntityManager,
    { contactId, numberId }: Whose,
    otherContactIds: string[],
    outcome: Conflict['outcome'],
    cause: Cause,
  ): Promise<Conflict[]> {
    const conflictId = deriveId(cause.at, cause.id, 'conflict', outcome);
    this.logger.warn('contact aliases changed hands', { outcome, contact_id: contactId, conflict_id: conflictId });
    await tx.query(
      `INSERT INTO contact_conflicts (conflict_id, contact_id, other_contact_ids, outcome, found_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [conflictId, contactId, otherContactIds, outcome, new Date(cause.now)],
    );
    const thread = (id: string): string => this.keys.hash('conversation', numberId, id);
    return [
      {
        conflictId,
        contactId,
        otherContactIds,
        outcome,
        conversationId: thread(contactId),
        otherConversationIds: otherContactIds.map(thread),
      },
    ];
  }

  /** Who was known by this user id, or without one by this phone, at that time (Meta's, ms). */
  private async formerOwner(tx: EntityManager, presented: readonly Alias[], at: number): Promise<string | undefined> {
    const by = presented.find(({ kind }) => kind === 'user_id') ?? presented.find(({ kind }) => kind === 'phone');
    const [row] = await tx.query<{ contact_id: string }[]>(
      'SELECT contact_id FROM aliases WHERE kind = $1 AND hash = $2 AND until > $3 ORDER BY until LIMIT 1',
      [by?.kind, by?.hash, new Date(at)],
    );
    return row?.contact_id;
  }

  async row(tx: EntityManager, contactId: string): Promise<ContactRow | undefined> {
    const [row] = await tx.query<ContactRow[]>(
      'SELECT contact_id, customer_hash, sealed_phone, sealed_user_id, sealed_name FROM contacts WHERE contact_id = $1',
      [contactId],
    );
    return row;
  }

  threadOf(numberId: string, row: ContactRow): Thread {
    const contact = create(ContactSchema, {
      contactId: row.contact_id,
      numberId,
      customerHash: row.customer_hash,
      ...(row.sealed_phone && { sealedPhone: row.sealed_phone }),
      ...(row.sealed_name && { sealedName: row.sealed_name }),
      ...(row.sealed_user_id && { sealedUserId: row.sealed_user_id }),
    });
    return { conversationId: this.keys.hash('conversation', numberId, row.contact_id), contact };
  }

  /**
   * Opens threads that are new and remembers the newest message of each.
   * @param arrived in order; `sentAt` Meta's time, ms, 0 for what is no message or has no time: that is never late
   * @returns for each whether a newer message of its thread was received before
   */
  async arrive(tx: EntityManager, arrived: readonly { thread: Thread; sentAt: number }[]): Promise<boolean[]> {
    if (arrived.length === 0) return [];
    const threads = new Map(arrived.map(({ thread }) => [thread.conversationId, thread]));
    const rows = await tx.query<{ conversation_id: string; last_sent_at: Date | null }[]>(
      'SELECT conversation_id, last_sent_at FROM threads WHERE conversation_id = ANY($1)',
      [[...threads.keys()]],
    );
    const before = new Map(rows.map((row) => [row.conversation_id, row.last_sent_at?.getTime() ?? 0]));
    const newest = new Map(before);
    const late = arrived.map(({ thread: { conversationId }, sentAt }) => {
      const last = newest.get(conversationId) ?? 0;
      newest.set(conversationId, Math.max(last, sentAt));
      return sentAt > 0 && last > sentAt;
    });
    const changed = [...newest]
      .filter(([id, at]) => before.get(id) !== at)
      .map(([id, at]) => ({ at: at > 0 ? new Date(at) : null, thread: threads.get(id)! }));
    if (changed.length > 0) {
      await leave(
        tx,
        tx.query(
          `INSERT INTO threads (conversation_id, contact_id, number_id, last_sent_at)
         SELECT id, contact, number, at FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS row (id, contact, number, at) ORDER BY id
         ON CONFLICT (conversation_id) DO UPDATE SET last_sent_at = greatest(threads.last_sent_at, excluded.last_sent_at)`,
          [
            changed.map(({ thread }) => thread.conversationId),
            changed.map(({ thread }) => thread.contact.contactId),
            changed.map(({ thread }) => thread.contact.numberId),
            changed.map(({ at }) => at),
          ],
        ),
      );
    }
    return late;
  }

  private async create(tx: EntityManager, contactId: string, now: number): Promise<void> {
    // of the person, not of the number: a number may be given to somebody else
    const customerHash = this.keys.hash('customer', contactId);
    await tx.query('INSERT INTO contacts (contact_id, customer_hash, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      contactId,
      customerHash,
      new Date(now),
    ]);
    await this.vault.ensureKey(contactId, tx, now);
  }

  private async gain(tx: EntityManager, contactId: string, aliases: readonly Presented[], now: number): Promise<void> {
    for (const { kind, hash, value } of aliases) {
      await tx.query('UPDATE aliases SET until = $3 WHERE kind = $1 AND hash = $2 AND until IS NULL', [kind, hash, new Date(now)]);
      await tx.query('INSERT INTO aliases (kind, hash, contact_id, since) VALUES ($1, $2, $3, $4)', [kind, hash, contactId, new Date(now)]);
      const column = sealedColumn[kind];
      if (column) await this.keep(tx, contactId, column, value);
    }
  }

  async keep(
    tx: EntityManager,
    contactId: string,
    column: 'sealed_phone' | 'sealed_user_id' | 'sealed_name',
    value: string,
  ): Promise<void> {
    const sealed = await this.vault.sealBytes(contactId, Buffer.from(value, 'utf8'), tx);
    await tx.query(`UPDATE contacts SET ${column} = $2 WHERE contact_id = $1`, [contactId, sealed]);
  }
}
