import { deriveId } from '@frontdesk/bus';
import { create } from '@bufbuild/protobuf';
import { ContactSchema } from '@frontdesk/contracts';
import type { Contact } from '@frontdesk/contracts';
import { Logger } from '@frontdesk/runtime';
import { Vault } from '@frontdesk/vault';
import type { Sender } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { resolve } from '../domain/identity.ts';
import type { Alias, AliasKind, Known } from '../domain/identity.ts';
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
}
export interface Resolved extends Thread { readonly conflicts: readonly Conflict[] }

interface Presented extends Alias { readonly value: string }
interface ContactRow {
  contact_id: string; customer_hash: string; sealed_phone: Buffer | null; sealed_user_id: Buffer | null; sealed_name: Buffer | null;
}
interface Cause { readonly id: string; readonly at: number; readonly now: number }

const sealedColumn: Partial<Record<AliasKind, 'sealed_phone' | 'sealed_user_id'>> = { phone: 'sealed_phone', user_id: 'sealed_user_id' };

/** Who is who. Looks up by keyed hash; what was hashed lies sealed under the contact's own key. */
@Injectable()
export class ContactsStore {
  constructor(private readonly keys: Keys, private readonly vault: Vault, private readonly logger: Logger) {}

  aliasesOf({ waId, userId, parentUserId }: Sender): Presented[] {
    const given: [AliasKind, string | undefined][] = [['phone', waId], ['user_id', userId], ['parent_user_id', parentUserId]];
    return given.flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value, hash: this.keys.hash(kind, value) }]));
  }

  /** Makes two consumers that meet the same person for the first time take turns. */
  async lock(tx: EntityManager, aliases: readonly Alias[]): Promise<void> {
    const hashes = [...new Set(aliases.map(({ kind, hash }) => `${kind}:${hash}`))];
    if (hashes.length === 0) return;
    await tx.query(
      'SELECT pg_advisory_xact_lock(number) FROM (SELECT hashtextextended(hash, 7) AS number FROM unnest($1::text[]) AS hash ORDER BY 1 OFFSET 0) AS sorted',
      [hashes]);
  }

  /** @param cause id and time of what presents the sender; a new contact's id derives from it */
  async thread(tx: EntityManager, numberId: string, sender: Sender, name: string | undefined, cause: Cause): Promise<Resolved> {
    const presented = this.aliasesOf(sender);
    const known = await this.known(tx, presented);
    const resolution = resolve(presented, known);
    // repeated by Meta after the person has got other aliases: theirs of that time
    const former = resolution.outcome === 'new' ? await this.formerOwner(tx, presented, cause.at) : undefined;
    const contactId = former ?? resolution.contactId ?? deriveId(cause.at, cause.id, 'contact');
    if (former === undefined) {
      if (resolution.contactId === undefined) await this.create(tx, contactId, cause.now);
      const isGained = (alias: Alias): boolean => resolution.gains.some(({ kind, hash }) => kind === alias.kind && hash === alias.hash);
      await this.gain(tx, contactId, presented.filter(isGained), cause.now);
    }
    if (name !== undefined) {
      const [row] = await tx.query<{ missing: boolean }[]>('SELECT sealed_name IS NULL AS missing FROM contacts WHERE contact_id = $1', [contactId]);
      if (row?.missing) await this.keep(tx, contactId, 'sealed_name', name);
    }
    const { outcome } = resolution;
    const others = known.map((contact) => contact.contactId).filter((id) => id !== contactId);
    const conflicts = outcome === 'merged' || outcome === 'conflict' ? await this.conflict(tx, contactId, others, outcome, cause) : [];
    return { ...(await this.open(tx, contactId, numberId)), conflicts };
  }

  /**
   * The aliases a contact is known by from now on, in place of others of the same kind. A new number comes with a new user id: the old one no
   * longer holds even where Meta doesn't name the new one yet.
   */
  async replace(tx: EntityManager, contactId: string, aliases: readonly Presented[], ended: readonly AliasKind[], cause: Cause): Promise<Conflict[]> {
    const owners = (await this.known(tx, aliases)).map((contact) => contact.contactId).filter((id) => id !== contactId);
    for (const kind of new Set([...aliases.map((alias) => alias.kind), ...ended])) {
      await tx.query('UPDATE aliases SET until = $3 WHERE contact_id = $1 AND kind = $2 AND until IS NULL', [contactId, kind, new Date(cause.now)]);
      const column = sealedColumn[kind];
      if (column) await tx.query(`UPDATE contacts SET ${column} = NULL WHERE contact_id = $1`, [contactId]);
    }
    await this.gain(tx, contactId, aliases, cause.now);
    return owners.length === 0 ? [] : this.conflict(tx, contactId, owners, 'merged', cause);
  }

  private async conflict(tx: EntityManager, contactId: string, otherContactIds: string[], outcome: Conflict['outcome'], cause: Cause): Promise<Conflict[]> {
    const conflictId = deriveId(cause.at, cause.id, 'conflict', outcome);
    this.logger.warn('contact aliases changed hands', { outcome, contact_id: contactId, conflict_id: conflictId });
    await tx.query(
      `INSERT INTO contact_conflicts (conflict_id, contact_id, other_contact_ids, outcome, found_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`, [conflictId, contactId, otherContactIds, outcome, new Date(cause.now)]);
    return [{ conflictId, contactId, otherContactIds, outcome }];
  }

  /** Who was known by this user id, or without one by this phone, at that time (Meta's, ms). */
  private async formerOwner(tx: EntityManager, presented: readonly Alias[], at: number): Promise<string | undefined> {
    const by = presented.find(({ kind }) => kind === 'user_id') ?? presented.find(({ kind }) => kind === 'phone');
    const [row] = await tx.query<{ contact_id: string }[]>(
      'SELECT contact_id FROM aliases WHERE kind = $1 AND hash = $2 AND until > $3 ORDER BY until LIMIT 1', [by?.kind, by?.hash, new Date(at)]);
    return row?.contact_id;
  }

  async open(tx: EntityManager, contactId: string, numberId: string): Promise<Thread> {
    const conversationId = this.keys.hash('conversation', numberId, contactId);
    await tx.query('INSERT INTO threads (conversation_id, contact_id, number_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [conversationId, contactId, numberId]);
    const [row] = await tx.query<ContactRow[]>(
      'SELECT contact_id, customer_hash, sealed_phone, sealed_user_id, sealed_name FROM contacts WHERE contact_id = $1', [contactId]);
    const contact = create(ContactSchema, {
      contactId, numberId, customerHash: row?.customer_hash ?? '',
      ...(row?.sealed_phone && { sealedPhone: row.sealed_phone }),
      ...(row?.sealed_name && { sealedName: row.sealed_name }),
      ...(row?.sealed_user_id && { sealedUserId: row.sealed_user_id }),
    });
    return { conversationId, contact };
  }

  /** Whether an older message of the thread was received already; remembers the newest. A message without a time is never late. */
  async isLate(tx: EntityManager, conversationId: string, sentAt: number): Promise<boolean> {
    if (sentAt === 0) return false;
    const newest = await tx.query<unknown[]>(
      'SELECT 1 FROM threads WHERE conversation_id = $1 AND last_sent_at > $2', [conversationId, new Date(sentAt)]);
    await tx.query('UPDATE threads SET last_sent_at = greatest(last_sent_at, $2) WHERE conversation_id = $1', [conversationId, new Date(sentAt)]);
    return newest.length > 0;
  }

  private async create(tx: EntityManager, contactId: string, now: number): Promise<void> {
    // of the person, not of the number: a number may be given to somebody else
    const customerHash = this.keys.hash('customer', contactId);
    await tx.query('INSERT INTO contacts (contact_id, customer_hash, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [contactId, customerHash, new Date(now)]);
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

  private async keep(tx: EntityManager, contactId: string, column: 'sealed_phone' | 'sealed_user_id' | 'sealed_name', value: string): Promise<void> {
    const sealed = await this.vault.sealBytes(contactId, Buffer.from(value, 'utf8'), tx);
    await tx.query(`UPDATE contacts SET ${column} = $2 WHERE contact_id = $1`, [contactId, sealed]);
  }

  private async known(tx: EntityManager, presented: readonly Alias[]): Promise<Known[]> {
    const rows = await tx.query<{ contact_id: string; created_at: Date; kind: AliasKind; hash: string }[]>(
      `SELECT c.contact_id, c.created_at, a.kind, a.hash FROM contacts c JOIN aliases a USING (contact_id)
       WHERE a.until IS NULL AND c.contact_id IN (
         SELECT o.contact_id FROM aliases o JOIN unnest($1::text[], $2::text[]) AS p (kind, hash) USING (kind, hash) WHERE o.until IS NULL)`,
      [presented.map(({ kind }) => kind), presented.map(({ hash }) => hash)]);
    const contacts = new Map<string, { contactId: string; createdAt: number; aliases: Alias[] }>();
    for (const { contact_id: contactId, created_at: createdAt, kind, hash } of rows) {
      const contact = contacts.get(contactId) ?? { contactId, createdAt: createdAt.getTime(), aliases: [] };
      contact.aliases.push({ kind, hash });
      contacts.set(contactId, contact);
    }
    return [...contacts.values()];
  }
}
