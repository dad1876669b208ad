import { toJson } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { GateInputsSchema } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { Output } from '../domain/evolve.ts';

export interface Recorded {
  readonly conversationId: string;
  readonly made: Output;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Rows that can be asked for by themselves: cases, consents, verdicts, held questions; all follow from the facts of the same transaction. */
@Injectable()
export class RecordsStore {
  async write(tx: EntityManager, records: readonly Recorded[]): Promise<void> {
    await insert(tx, `INSERT INTO cases (conversation_id, number, previous, basis, opened_at)
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(conversation_id text, number int, previous int, basis text, opened_at timestamptz)`,
    records.flatMap(({ conversationId, made: { type, data } }) => (type !== 'CaseOpened' ? [] : [{
      conversation_id: conversationId, number: data.case, previous: data.previousCase || null, basis: data.basis, opened_at: iso(data.openedAt) }])));
    await insert(tx, `UPDATE cases SET closed_at = row.closed_at, reason = row.reason
      FROM jsonb_to_recordset($1::jsonb) AS row(conversation_id text, number int, closed_at timestamptz, reason text)
      WHERE cases.conversation_id = row.conversation_id AND cases.number = row.number`,
    records.flatMap(({ conversationId, made: { type, data, decision } }) => (type !== 'CaseClosed' ? [] : [{
      conversation_id: conversationId, number: decision.fence?.case, closed_at: iso(data.closedAt), reason: data.reason }])));
    await insert(tx, `INSERT INTO consents (conversation_id, seq, basis, source, message_id, question, at)
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(conversation_id text, seq int, basis text, source text, message_id text, question text, at timestamptz)`,
    records.flatMap(({ conversationId, made: { type, data } }) => (type !== 'ConsentChanged' ? [] : [{
      conversation_id: conversationId, seq: data.seq, basis: data.basis, source: data.source, message_id: data.messageId, question: data.question, at: iso(data.at) }])));
    await insert(tx, `INSERT INTO verdicts (verdict_id, conversation_id, seq, verdict, reason, subject_id, subject_type, speaker, send_id, template_id, inputs, decided_at)
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(verdict_id uuid, conversation_id text, seq int, verdict text, reason text, subject_id text,
        subject_type text, speaker text, send_id uuid, template_id text, inputs jsonb, decided_at timestamptz)`,
    records.flatMap(({ conversationId, made: { type, data, decision } }) => (type !== 'VerdictGiven' ? [] : [{
      verdict_id: data.verdictId, conversation_id: conversationId, seq: data.seq, verdict: data.verdict, reason: data.reason, subject_id: data.subjectId,
      subject_type: data.subjectType, speaker: data.speaker, send_id: data.sendId || null, template_id: data.templateId || null,
      inputs: toJson(GateInputsSchema, data.inputs!), decided_at: iso(decision.decidedAt ?? 0) }])));
    await insert(tx, `INSERT INTO held (held_id, conversation_id, message_id, attempt, due_at, give_up_at)
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(held_id uuid, conversation_id text, message_id text, attempt int, due_at timestamptz, give_up_at timestamptz)`,
    records.flatMap(({ conversationId, made: { type, data } }) => (type !== 'QuestionHeld' ? [] : [{
      held_id: data.heldId, conversation_id: conversationId, message_id: data.messageId, attempt: data.attempt, due_at: iso(data.dueAt), give_up_at: iso(data.giveUpAt) }])));
    await insert(tx, `UPDATE held SET released_at = row.released_at, reason = row.reason
      FROM jsonb_to_recordset($1::jsonb) AS row(held_id uuid, released_at timestamptz, reason text) WHERE held.held_id = row.held_id`,
    records.flatMap(({ made: { type, data, decision } }) => (type !== 'QuestionReleased' ? [] : [{
      held_id: data.heldId, released_at: iso(decision.decidedAt ?? 0), reason: data.reason }])));
  }
}

/** Nothing to say, no statement. */
async function insert(tx: EntityManager, statement: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await tx.query(statement, [JSON.stringify(rows)]);
}
