import { Vault, VaultError, VaultKeyMissing } from '@frontdesk/vault';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AliasKind } from '../domain/identity.ts';
import { sealedColumn } from './contact-rows.ts';
import { ContactsStore } from './contacts.store.ts';
import type { Thread } from './contacts.store.ts';

export type Decision = 'same' | 'different';
export type Effect = 'kept' | 'merged' | 'separated';

interface ConflictRow {
  contact_id: string;
  other_contact_ids: string[];
  outcome: 'merged' | 'conflict';
  found_at: Date;
}
interface AliasRow {
  kind: AliasKind;
  hash: string;
  contact_id: string;
}

export interface Settled {
  readonly effect: Effect;
  /** that it concerns */
  readonly threads: readonly Thread[];
  /** merged: the contact that all others are from now on */
  readonly into?: string;
  readonly others: readonly string[];
}

/** What a person found out about a conflict, carried out: aliases change hands, with their history. */
@Injectable()
export class ReviewsStore {
  constructor(
    private readonly contacts: ContactsStore,
    private readonly vault: Vault,
  ) {}

  /** @returns undefined if there is no such conflict, or it was judged before; else what changed */
  async settle(tx: EntityManager, conflictId: string, decision: Decision, now: number): Promise<Settled | undefined> {
    const [row] = await tx.query<ConflictRow[]>(
      'SELECT contact_id, other_contact_ids, outcome, found_at FROM contact_conflicts WHERE conflict_id = $1 AND reviewed_at IS NULL FOR UPDATE',
      [conflictId],
    );
    if (!row) return undefined;
    await tx.query('UPDATE contact_conflicts SET reviewed_at = $2 WHERE conflict_id = $1', [conflictId, new Date(now)]);
    const all = [row.contact_id, ...row.other_contact_ids];
    const aliases: AliasRow[] = await tx.query('SELECT DISTINCT kind, hash FROM aliases WHERE contact_id = ANY($1) ORDER BY kind, hash', [
      all,
    ]);
    await this.contacts.lock(tx, aliases);
    if (row.outcome === 'conflict' && decision === 'same') {
      const into = await this.merge(tx, all, now);
      const others = all.filter((id) => id !== into);
      return { effect: 'merged', threads: await this.contacts.threadsOf(tx, all), into, others };
    }
    if (row.outcome !== 'merged' || decision !== 'different') return { effect: 'kept', threads: [], others: [] };
    await this.separate(tx, row, now);
    return { effect: 'separated', threads: await this.contacts.threadsOf(tx, all), others: [] };
  }

  /** One person: everything leads to the oldest contact, and with it to the oldest conversation. @returns that contact */
  private async merge(tx: EntityManager, ids: readonly string[], now: number): Promise<string> {
    const [oldest, ...others] = await tx.query<{ contact_id: string }[]>(
      'SELECT contact_id FROM contacts WHERE contact_id = ANY($1) ORDER BY created_at, contact_id',
      [ids],
    );
    for (const { contact_id: other } of others) {
      const moved = await this.current(tx, other);
      for (const { kind, hash } of moved) await this.give(tx, { kind, hash, contact_id: oldest!.contact_id }, now);
      await this.carry(
        tx,
        other,
        oldest!.contact_id,
        moved.map(({ kind }) => kind),
      );
    }
    return oldest!.contact_id;
  }

  /** Two persons: what the rule took goes back, and what the number change had ended holds again where nobody else has it. */
  private async separate(
    tx: EntityManager,
    { contact_id: keeper, other_contact_ids: others, found_at: foundAt }: ConflictRow,
    now: number,
  ): Promise<void> {
    const ended = (ids: readonly string[]): Promise<AliasRow[]> =>
      tx.query('SELECT kind, hash, contact_id FROM aliases WHERE contact_id = ANY($1) AND until = $2', [ids, foundAt]);
    const taken = await ended(others);
    for (const alias of taken) {
      const [held] = (await this.current(tx, keeper)).filter(({ kind, hash }) => kind === alias.kind && hash === alias.hash);
      if (held) await this.give(tx, alias, now);
    }
    for (const alias of await ended([keeper])) {
      const [holder] = await tx.query<unknown[]>('SELECT 1 FROM aliases WHERE kind = $1 AND hash = $2 AND until IS NULL', [
        alias.kind,
        alias.hash,
      ]);
      if (!holder) await this.give(tx, alias, now);
    }
    // the keeper's row holds what was the other's: nobody may be written to under it, until the keeper writes again
    for (const column of new Set(taken.flatMap(({ kind }) => sealedColumn[kind] ?? []))) {
      await tx.query(`UPDATE contacts SET ${column} = NULL WHERE contact_id = $1`, [keeper]);
    }
  }

  private current(tx: EntityManager, contactId: string): Promise<AliasRow[]> {
    return tx.query('SELECT kind, hash, contact_id FROM aliases WHERE contact_id = $1 AND until IS NULL', [contactId]);
  }

  private async give(tx: EntityManager, { kind, hash, contact_id: to }: AliasRow, now: number): Promise<void> {
    await tx.query('UPDATE aliases SET until = $3 WHERE kind = $1 AND hash = $2 AND until IS NULL', [kind, hash, new Date(now)]);
    await tx.query('INSERT INTO aliases (kind, hash, contact_id, since) VALUES ($1, $2, $3, $4)', [kind, hash, to, new Date(now)]);
  }

  /** The values of aliases, from under one contact's key to under the other's; an erased contact has none. */
  private async carry(tx: EntityManager, from: string, to: string, kinds: readonly AliasKind[]): Promise<void> {
    const row = await this.contacts.row(tx, from);
    for (const column of new Set(kinds.flatMap((kind) => sealedColumn[kind] ?? []))) {
      const value = await this.opened(from, row?.[column] ?? null);
      if (value !== undefined) await this.contacts.keep(tx, to, column, value);
    }
  }

  private async opened(contactId: string, sealed: Buffer | null): Promise<string | undefined> {
    if (!sealed) return undefined;
    try {
      return Buffer.from(await this.vault.openBytes(contactId, sealed)).toString('utf8');
    } catch (error) {
      if ((error instanceof VaultError || error instanceof VaultKeyMissing) && !error.retriable) return undefined;
      throw error;
    }
  }
}
