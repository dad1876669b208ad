import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { AuditRow } from '../domain/audit-row.ts';
import { leave } from '@frontdesk/postgres';

@Injectable()
export class EventsStore {
  constructor(private readonly db: DataSource) {}

  /** One statement for the batch; a row that is there already stays as it is. */
  async insert(tx: EntityManager, rows: readonly AuditRow[]): Promise<void> {
    if (rows.length === 0) return;
    const encoded = rows.map((row) => ({ ...row, ts: new Date(row.ts).toISOString() }));
    await leave(
      tx,
      tx.query(
        `INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload,
         model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence)
       SELECT "id", "ts", "conversationId", "actor", "eventType", "payload",
         "model", "tokensIn", "tokensOut", "costUsd", "promptVersion", "intent", "confidence"
       FROM jsonb_to_recordset($1::jsonb) AS row("id" uuid, "ts" timestamptz, "conversationId" text, "actor" text, "eventType" text, "payload" jsonb,
         "model" text, "tokensIn" int, "tokensOut" int, "costUsd" numeric, "promptVersion" text, "intent" text, "confidence" real)
       ON CONFLICT (id) DO NOTHING`,
        [JSON.stringify(encoded)],
      ),
    );
  }

  /** @returns a conversation's decisions, oldest first */
  of(conversationId: string, limit: number): Promise<object[]> {
    return this.db.query(
      `SELECT id, ts, actor, event_type, payload, model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence
       FROM wa_events WHERE conversation_id = $1 ORDER BY ts, id LIMIT $2`,
      [conversationId, limit],
    );
  }
}
