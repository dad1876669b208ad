import type { EntityManager } from 'typeorm';
import type { Alias, AliasKind, Known } from '../domain/identity.ts';

export interface ContactRow {
  contact_id: string;
  customer_hash: string;
  sealed_phone: Buffer | null;
  sealed_user_id: Buffer | null;
  sealed_name: Buffer | null;
}
export interface KnownContact extends Known {
  readonly row: ContactRow;
}

export const sealedColumn: Partial<Record<AliasKind, 'sealed_phone' | 'sealed_user_id'>> = {
  phone: 'sealed_phone',
  user_id: 'sealed_user_id',
};

/** Contacts that are known by any of the aliases now, with all that each is known by. */
export async function knownContacts(tx: EntityManager, presented: readonly Alias[]): Promise<KnownContact[]> {
  if (presented.length === 0) return [];
  const rows = await tx.query<(ContactRow & { created_at: Date; kind: AliasKind; hash: string })[]>(
    `SELECT c.contact_id, c.customer_hash, c.sealed_phone, c.sealed_user_id, c.sealed_name, c.created_at, a.kind, a.hash
     FROM contacts c JOIN aliases a USING (contact_id)
     WHERE a.until IS NULL AND c.contact_id IN (
       SELECT o.contact_id FROM aliases o JOIN unnest($1::text[], $2::text[]) AS p (kind, hash) USING (kind, hash) WHERE o.until IS NULL)`,
    [presented.map(({ kind }) => kind), presented.map(({ hash }) => hash)],
  );
  const contacts = new Map<string, KnownContact & { aliases: Alias[] }>();
  for (const { created_at: createdAt, kind, hash, ...row } of rows) {
    const contact = contacts.get(row.contact_id) ?? { contactId: row.contact_id, createdAt: createdAt.getTime(), aliases: [], row };
    contact.aliases.push({ kind, hash });
    contacts.set(row.contact_id, contact);
  }
  return [...contacts.values()];
}

export function isKept(row: ContactRow | undefined, kind: AliasKind): boolean {
  const column = sealedColumn[kind];
  return column === undefined || (row?.[column] ?? null) !== null;
}
