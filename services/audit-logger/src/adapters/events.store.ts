import { notHeld } from '@frontdesk/bus';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { AuditRow } from '../domain/audit-row.ts';
import type { Decided } from '../domain/explanation.ts';
import { lowestIdOf } from '../domain/horizon.ts';
import { leave } from '@frontdesk/postgres';
import { inParts } from './in-parts.ts';
import type { Step } from './step.ts';

/** Payloads are lines of one text (JSON has no line break of its own), so that each is parsed once: as members of one JSON they were parsed twice. */
const INSERT = `
  INSERT INTO wa_events (id, ts, conversation_id, actor, event_type, payload, model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence)
  SELECT id, ts, conversation_id, actor, event_type, payload::jsonb, model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence
  FROM ROWS FROM (unnest($1::uuid[]), unnest($2::timestamptz[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), string_to_table($6, E'\\n'),
    unnest($7::text[]), unnest($8::int[]), unnest($9::int[]), unnest($10::numeric[]), unnest($11::text[]), unnest($12::text[]), unnest($13::real[]))
    AS row (id, ts, conversation_id, actor, event_type, payload, model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence)
  ON CONFLICT (id) DO NOTHING`;

@Injectable()
export class EventsStore {
  constructor(private readonly db: DataSource) {}

  /** One statement for the batch; a row that is there already stays as it is. */
  async insert(tx: EntityManager, rows: readonly AuditRow[]): Promise<void> {
    if (rows.length === 0) return;
    const column = <K extends keyof AuditRow>(name: K): AuditRow[K][] => rows.map((row) => row[name]);
    await leave(
      tx,
      tx.query(INSERT, [
        column('id'),
        rows.map(({ ts }) => new Date(ts).toISOString()),
        column('conversationId'),
        column('actor'),
        column('eventType'),
        rows.map(({ payload }) => JSON.stringify(payload)).join('\n'),
        column('model'),
        column('tokensIn'),
        column('tokensOut'),
        column('costUsd'),
        column('promptVersion'),
        column('intent'),
        column('confidence'),
      ]),
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

  /** All of them, oldest first. @param limit in memory at a time */
  all(conversationId: string, limit: number): AsyncGenerator<Decided> {
    return inParts(limit, (last) =>
      this.db.query<Decided[]>(
        `SELECT id, ts, actor, event_type, payload, model, tokens_in, tokens_out, cost_usd, prompt_version, intent, confidence
         FROM wa_events WHERE conversation_id = $1 ${last ? 'AND (ts, id) > ($3, $4)' : ''} ORDER BY ts, id LIMIT $2`,
        [conversationId, limit, ...(last ? [last.ts, last.id] : [])],
      ),
    );
  }

  /**
   * Looks at up to `limit` decisions behind the id `after` whose cause is of before `before` (ms), and deletes those that were made before it too.
   * An id is as old as Meta says its message is, which may be long ago, or nothing.
   */
  forget(after: string, before: number, limit: number): Promise<Step<string>> {
    return this.db.transaction(async (tx) => {
      const old = await tx.query<{ id: string; due: boolean }[]>(
        `SELECT id, ts < $4 AND ${notHeld()} AS due FROM wa_events WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`,
        [after, lowestIdOf(before), limit, new Date(before)],
      );
      const due = old.filter((event) => event.due).map(({ id }) => id);
      // the bounds name the partitions
      if (due.length > 0)
        await tx.query('DELETE FROM wa_events WHERE id = ANY($1::uuid[]) AND id BETWEEN $2 AND $3', [due, due[0], due.at(-1)]);
      return { looked: old.length, deleted: due.length, next: old.at(-1)?.id ?? after };
    });
  }

  /** What the chain keeps of each decision goes with the last one of its block: of those closed before then. */
  forgetLeaves(after: string, before: number, limit: number): Promise<Step<string>> {
    return this.db.transaction(async (tx) => {
      const old = await tx.query<{ block: string; due: boolean }[]>(
        `SELECT block, NOT EXISTS (SELECT FROM wa_events WHERE seq > after_seq AND seq <= last_seq) AS due
         FROM audit_leaves JOIN audit_blocks ON number = block WHERE block > $1 AND closed_at < $2 ORDER BY block LIMIT $3`,
        [after, new Date(before), limit],
      );
      const due = old.filter((one) => one.due).map(({ block }) => block);
      await tx.query('DELETE FROM audit_leaves WHERE block = ANY($1::bigint[])', [due]);
      return { looked: old.length, deleted: due.length, next: old.at(-1)?.block ?? after };
    });
  }
}
