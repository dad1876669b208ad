import { toJson } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { GateInputsSchema } from '@frontdesk/contracts';
import type { Data } from '@frontdesk/contracts';
import { Meters } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import type { Discarded } from '../domain/discarded.ts';
import type { Output } from '../domain/evolve.ts';
import { leave, onceCommitted } from '@frontdesk/postgres';

export interface Recorded {
  readonly conversationId: string;
  readonly made: Output;
}

type Of<T extends Output['type']> = { readonly conversationId: string; readonly made: Extract<Output, { type: T }> };

/** Rows that can be asked for by themselves: cases, consents, verdicts, held questions; all follow from the facts of the same transaction. */
@Injectable()
export class RecordsStore {
  constructor(private readonly meters: Meters) {
    // from 0 on: what appears with its first is no rise to an alert
    for (const outcome of ['answered', 'TIMEOUT']) meters.turns.inc({ outcome }, 0);
    meters.questionsHeld.inc({ reason: 'SHOP_AWAY' }, 0);
  }

  discarded(tx: EntityManager, { model, reason, tokens }: Discarded): void {
    onceCommitted(tx, () => this.meters.discardedTokens.inc({ model, reason }, tokens));
  }

  /** Those that policy let through: people have them now. */
  handedOver(tx: EntityManager, { reason, mode }: Data<'HandoffOpened'>): void {
    onceCommitted(tx, () => this.meters.handoffs.inc({ reason, mode }));
  }

  async write(tx: EntityManager, records: readonly Recorded[]): Promise<void> {
    await run(tx, openCases, of(records, 'CaseOpened'), ({ data }) => ({
      number: data.case,
      previous: data.previousCase || null,
      basis: data.basis,
      opened_at: iso(data.openedAt),
    }));
    await run(tx, closeCases, of(records, 'CaseClosed'), ({ data, decision }) => ({
      number: decision.fence?.case,
      closed_at: iso(data.closedAt),
      reason: data.reason,
    }));
    await run(tx, addConsents, of(records, 'ConsentChanged'), ({ data: { seq, basis, source, messageId, question, at, category } }) => ({
      seq,
      basis,
      source,
      message_id: messageId,
      question,
      at: iso(at),
      category,
    }));
    await run(tx, addVerdicts, of(records, 'VerdictGiven'), ({ data, decision }) => ({
      verdict_id: data.verdictId,
      seq: data.seq,
      verdict: data.verdict,
      reason: data.reason,
      subject_id: data.subjectId,
      subject_type: data.subjectType,
      speaker: data.speaker,
      send_id: data.sendId || null,
      template_id: data.templateId || null,
      inputs: toJson(GateInputsSchema, data.inputs!),
      decided_at: iso(decision.decidedAt ?? 0),
    }));
    onceCommitted(tx, () => {
      for (const { made } of records) this.count(made);
    });
    await run(tx, addHeld, of(records, 'QuestionHeld'), ({ data }) => ({
      held_id: data.heldId,
      message_id: data.messageId,
      attempt: data.attempt,
      due_at: iso(data.dueAt),
      give_up_at: iso(data.giveUpAt),
    }));
    await run(tx, releaseHeld, of(records, 'QuestionReleased'), ({ data, decision }) => ({
      held_id: data.heldId,
      released_at: iso(decision.decidedAt ?? 0),
      reason: data.reason,
    }));
  }

  private count({ type, data, decision }: Output): void {
    if (type === 'VerdictGiven') {
      this.meters.verdicts.inc({ verdict: data.verdict, reason: data.reason });
      if (data.subjectType === 'ReplyProposed' && data.verdict === 'ALLOW') this.meters.turns.inc({ outcome: 'answered' });
    } else if (type === 'TurnOverdue') this.meters.turns.inc({ outcome: data.cause });
    else if (type === 'ContactFlagged') this.meters.contactFlags.inc({ reason: data.reason });
    else if (type === 'CaseOpened') this.meters.cases.inc({ event: 'opened' });
    else if (type === 'CaseClosed')
      this.meters.cases.inc({ event: decision.reasons?.includes('DEFLECTED') === true ? 'deflected' : data.reason });
    else if (type === 'QuestionHeld') {
      const isForWay = decision.reasons?.includes('SEND_HELD') === true;
      // the first time only: what is still away when it is looked at again is no other question; the rest of one that was answered is not kept for the shop
      if (isForWay || data.attempt === 1) this.meters.questionsHeld.inc({ reason: isForWay ? 'SEND_HELD' : 'SHOP_AWAY' });
    }
  }
}

const openCases = `INSERT INTO cases (conversation_id, number, previous, basis, opened_at)
  SELECT conversation_id, number, previous, basis, opened_at
  FROM jsonb_to_recordset($1::jsonb) AS row(conversation_id text, number int, previous int, basis text, opened_at timestamptz)`;
const closeCases = `UPDATE cases SET closed_at = row.closed_at, reason = row.reason
  FROM jsonb_to_recordset($1::jsonb) AS row(conversation_id text, number int, closed_at timestamptz, reason text)
  WHERE cases.conversation_id = row.conversation_id AND cases.number = row.number`;
const addConsents = `INSERT INTO consents (conversation_id, seq, basis, source, message_id, question, at, category)
  SELECT conversation_id, seq, basis, source, message_id, question, at, category FROM jsonb_to_recordset($1::jsonb) AS row(
    conversation_id text, seq int, basis text, source text, message_id text, question text, at timestamptz, category text)`;
const addVerdicts = `INSERT INTO verdicts (
    conversation_id, verdict_id, seq, verdict, reason, subject_id, subject_type, speaker, send_id, template_id, inputs, decided_at)
  SELECT conversation_id, verdict_id, seq, verdict, reason, subject_id, subject_type, speaker, send_id, template_id, inputs, decided_at
  FROM jsonb_to_recordset($1::jsonb) AS row(
    conversation_id text, verdict_id uuid, seq int, verdict text, reason text, subject_id text, subject_type text, speaker text, send_id uuid,
    template_id text, inputs jsonb, decided_at timestamptz)`;
const addHeld = `INSERT INTO held (conversation_id, held_id, message_id, attempt, due_at, give_up_at)
  SELECT conversation_id, held_id, message_id, attempt, due_at, give_up_at FROM jsonb_to_recordset($1::jsonb) AS row(
    conversation_id text, held_id uuid, message_id text, attempt int, due_at timestamptz, give_up_at timestamptz)`;
const releaseHeld = `UPDATE held SET released_at = row.released_at, reason = row.reason
  FROM jsonb_to_recordset($1::jsonb) AS row(held_id uuid, released_at timestamptz, reason text) WHERE held.held_id = row.held_id`;

const iso = (ms: number): string => new Date(ms).toISOString();

const of = <T extends Output['type']>(records: readonly Recorded[], type: T): Of<T>[] =>
  records.filter((record): record is Of<T> => record.made.type === type);

/** One statement for all rows of a kind; for none, no statement. */
async function run<T extends Output['type']>(
  tx: EntityManager,
  statement: string,
  records: readonly Of<T>[],
  row: (made: Of<T>['made']) => object,
) {
  if (records.length === 0) return;
  await leave(
    tx,
    tx.query(statement, [JSON.stringify(records.map(({ conversationId, made }) => ({ conversation_id: conversationId, ...row(made) })))]),
  );
}
