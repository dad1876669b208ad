import { Injectable } from '@nestjs/common';
import type { Envelope, Text, ToolCall } from '@frontdesk/contracts';
import { Vault } from '@frontdesk/vault';
import type { EntityManager } from 'typeorm';
import type { OrderFacts } from '../domain/tools.ts';

/** What is kept of a tool call (ids and codes), and how its result travels (sealed). */
@Injectable()
export class Records {
  constructor(private readonly vault: Vault) {}

  async keepCalls(tx: EntityManager, { id, conversationId }: Envelope, calls: readonly Omit<ToolCall, '$typeName'>[], now: number): Promise<void> {
    for (const [ordinal, { tool, input, outcome, latencyMs }] of calls.entries()) {
      await tx.query(
        'insert into tool_calls (cause_id, ordinal, conversation_id, tool, input, outcome, latency_ms, at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
        [id, ordinal, conversationId, tool, input, outcome, latencyMs, new Date(now)]);
    }
  }

  seal(contactId: string, facts: OrderFacts): Promise<Text> | Text {
    return this.vault.seal(contactId, JSON.stringify(facts));
  }
}
