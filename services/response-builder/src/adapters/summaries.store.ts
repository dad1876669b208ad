import { Injectable } from '@nestjs/common';
import type { Text } from '@frontdesk/contracts';
import { Vault } from '@frontdesk/vault';
import type { EntityManager } from 'typeorm';

interface Of { readonly conversationId: string; readonly caseNumber: number; readonly contactId: string }

/** The running summary of each case, sealed. */
@Injectable()
export class SummariesStore {
  constructor(private readonly vault: Vault) {}

  async extend(tx: EntityManager, { conversationId, caseNumber, contactId }: Of, change: (before: string) => string, now: number): Promise<Text> {
    const [row]: { sealed: Buffer }[] = await tx.query(
      'select sealed from summaries where conversation_id = $1 and case_number = $2', [conversationId, caseNumber]);
    const before = row ? await this.vault.open(contactId, { redacted: '', sealed: row.sealed }, tx) : '';
    const text = await this.vault.seal(contactId, change(before), tx);
    await tx.query(
      `insert into summaries (conversation_id, case_number, sealed, updated_at) values ($1, $2, $3, $4)
       on conflict (conversation_id, case_number) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`,
      [conversationId, caseNumber, Buffer.from(text.sealed), new Date(now)]);
    return text;
  }
}
