import { Injectable } from '@nestjs/common';
import type { Text } from '@frontdesk/contracts';
import { leave } from '@frontdesk/postgres';
import { Vault } from '@frontdesk/vault';
import type { EntityManager } from 'typeorm';

export interface SummaryOf {
  readonly conversationId: string;
  readonly caseNumber: number;
}

/** The summaries of a batch's cases, as they stand after each message. */
export type Summaries = Map<string, { readonly of: SummaryOf; readonly sealed: Uint8Array; readonly isChanged: boolean }>;

const keyOf = ({ conversationId, caseNumber }: SummaryOf): string => `${conversationId} ${caseNumber}`;

/** The running summary of each case, sealed. */
@Injectable()
export class SummariesStore {
  constructor(private readonly vault: Vault) {}

  async load(tx: EntityManager, cases: readonly SummaryOf[]): Promise<Summaries> {
    const rows: { conversation_id: string; case_number: number; sealed: Buffer }[] = await tx.query(
      `select conversation_id, case_number, sealed from summaries
       where (conversation_id, case_number) in (select id, number from unnest($1::text[], $2::int[]) as cases (id, number))`,
      [cases.map(({ conversationId }) => conversationId), cases.map(({ caseNumber }) => caseNumber)],
    );
    return new Map(
      rows.map(({ conversation_id: conversationId, case_number: caseNumber, sealed }) => {
        const of = { conversationId, caseNumber };
        return [keyOf(of), { of, sealed, isChanged: false }];
      }),
    );
  }

  async extend(
    tx: EntityManager,
    summaries: Summaries,
    of: SummaryOf,
    contactId: string,
    change: (before: string) => string,
  ): Promise<Text> {
    const known = summaries.get(keyOf(of));
    const before = known ? await this.vault.open(contactId, { redacted: '', sealed: known.sealed }, tx) : '';
    const text = await this.vault.seal(contactId, change(before), tx);
    summaries.set(keyOf(of), { of, sealed: text.sealed, isChanged: true });
    return text;
  }

  async save(tx: EntityManager, summaries: Summaries, now: number): Promise<void> {
    const changed = [...summaries.values()].filter(({ isChanged }) => isChanged);
    if (changed.length === 0) return;
    await leave(
      tx,
      tx.query(
        `insert into summaries (conversation_id, case_number, sealed, updated_at)
       select id, number, sealed, $4 from unnest($1::text[], $2::int[], $3::bytea[]) as changed (id, number, sealed)
       on conflict (conversation_id, case_number) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`,
        [
          changed.map(({ of }) => of.conversationId),
          changed.map(({ of }) => of.caseNumber),
          changed.map(({ sealed }) => Buffer.from(sealed)),
          new Date(now),
        ],
      ),
    );
  }
}
