import { Injectable } from '@nestjs/common';
import { addressIn, hidesAddress } from '@frontdesk/business';
import type { Data, Envelope, Text, ToolCall } from '@frontdesk/contracts';
import { leave } from '@frontdesk/postgres';
import { Vault } from '@frontdesk/vault';
import type { EntityManager } from 'typeorm';
import type { OrderFacts } from '../domain/tools.ts';

export type Call = Omit<ToolCall, '$typeName'>;
export interface Made {
  readonly envelope: Envelope;
  readonly call: Call;
}

/** What is kept of a tool call (ids and codes), and how its result travels (sealed). */
@Injectable()
export class Records {
  constructor(private readonly vault: Vault) {}

  /** One call for a message. */
  async keepCalls(tx: EntityManager, made: readonly Made[], now: number): Promise<void> {
    if (made.length === 0) return;
    await leave(
      tx,
      tx.query(
        `insert into tool_calls (cause_id, ordinal, conversation_id, tool, input, outcome, latency_ms, at)
       select id, 0, conversation, tool, input, outcome, latency, $7
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::real[])
           as made (id, conversation, tool, input, outcome, latency)`,
        [
          made.map(({ envelope }) => envelope.id),
          made.map(({ envelope }) => envelope.conversationId),
          made.map(({ call }) => call.tool),
          made.map(({ call }) => call.input),
          made.map(({ call }) => call.outcome),
          made.map(({ call }) => call.latencyMs),
          new Date(now),
        ],
      ),
    );
  }

  seal(contactId: string, facts: OrderFacts): Promise<Text> | Text {
    return this.vault.seal(contactId, JSON.stringify(facts));
  }

  /** The address that is written in what is answered now, of several messages in the last; sealed, and in its redacted form a token as a whole. */
  async addressIn({ turn, answers }: Data<'Routed'>): Promise<Text | undefined> {
    const { contactId } = turn!.contact!;
    const written = turn!.open.findLast(({ messageId, text }) => answers.includes(messageId) && hidesAddress(text?.redacted ?? ''));
    const lines = written?.text && addressIn(await this.vault.open(contactId, written.text));
    if (!lines) return undefined;
    const sealed = await this.vault.sealBytes(contactId, Buffer.from(lines.join('\n')));
    return { $typeName: 'frontdesk.v1.Text', redacted: '[ADDRESS_1]', sealed };
  }
}
