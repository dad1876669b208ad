import type { Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Meters } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { isOfAnswer } from '../domain/follow.ts';
import { mayLead } from '../domain/people.ts';
import type { Person } from '../domain/takeover.ts';
import { ConflictsStore } from './conflicts.store.ts';
import { SwitchesStore } from './switches.store.ts';
import { TroublesStore } from './troubles.store.ts';

/** how much of a promise has passed when its owner is told */
const OWNER_PERCENT = 90;

export interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly status: string;
  readonly body: string;
  readonly variables: number;
}

export interface NoticeRow {
  readonly id: string;
  readonly kind: string;
  readonly ticket_id: string;
  readonly number: string;
  readonly clock: string;
  readonly due_at: number;
  readonly at: number;
}

/** What the console shows beside tickets: notices, ratings, the template catalogue. */
@Injectable()
export class ConsoleStore {
  constructor(
    private readonly db: DataSource,
    private readonly conflicts: ConflictsStore,
    private readonly troubles: TroublesStore,
    private readonly switches: SwitchesStore,
    private readonly meters: Meters,
  ) {}

  /** Rows that a message leaves, whatever it decides. */
  async keep(tx: EntityManager, message: Message): Promise<void> {
    switch (message.type) {
      case 'SlaAtRisk':
      case 'SlaBreached': {
        const { ticketId, clock, dueAt } = message.data;
        if (clock === 'acceptance') return;
        const kind = message.type === 'SlaAtRisk' ? 'support-p1' : 'breach';
        return this.#notice(tx, message.envelope.id, kind, ticketId, clock, dueAt, message.envelope.decidedAt);
      }
      case 'SlaWarned': {
        const { ticketId, clock, dueAt, percent } = message.data;
        if (percent < OWNER_PERCENT || !isOfAnswer(clock)) return;
        return this.#notice(tx, message.envelope.id, 'warning', ticketId, clock, dueAt, message.envelope.decidedAt);
      }
      case 'CustomerSilent': {
        const at = message.envelope.decidedAt;
        return this.#notice(tx, message.envelope.id, 'silent', message.data.ticketId, '', at, at);
      }
      case 'SendUnconfirmed': {
        const { speaker, subjectId } = message.data;
        if (speaker !== 'agent') return;
        await tx.query(
          `INSERT INTO notices (id, kind, ticket_id, clock, due_at, at) SELECT id, 'unconfirmed', ticket_id, '', $2, $2 FROM drafts WHERE id = $1
           ON CONFLICT (id) DO NOTHING`,
          [subjectId, new Date(message.envelope.decidedAt)],
        );
        return;
      }
      case 'SlaMet': {
        const { ticketId, clock, dueAt, withdraws } = message.data;
        if (!withdraws) return;
        // no breach is said before it is due: found by the index on `at`
        await tx.query(`DELETE FROM notices WHERE kind = 'breach' AND ticket_id = $1 AND clock = $2 AND due_at = $3 AND at >= $3`, [
          ticketId,
          clock,
          new Date(dueAt),
        ]);
        return;
      }
      case 'SwitchApplied':
        return this.switches.keep(tx, message);
      case 'TemplateCatalogRead': {
        // one that takes more than words is nobody's to pick: the gate refuses it
        await tx.query('DELETE FROM templates WHERE NOT (id = ANY($1))', [message.data.elsewhere]);
        await tx.query(
          `INSERT INTO templates SELECT id, name, language, category, status, body, variables FROM jsonb_to_recordset($1::jsonb)
             AS row(id text, name text, language text, category text, status text, body text, variables int, needs text)
             WHERE coalesce(needs, '') = '' ON CONFLICT (id) DO NOTHING`,
          [JSON.stringify(message.data.templates)],
        );
        return;
      }
      case 'AttentionNeeded':
      case 'AttentionOver':
        return this.troubles.keep(tx, message);
      default:
        return this.conflicts.keep(tx, message);
    }
  }

  /** Rows that our own facts leave. */
  async keepFact(tx: EntityManager, { type, data, decision }: Fact<WrittenBy<'handoff'>>, id: string): Promise<void> {
    if (type === 'CaseRated') {
      onceCommitted(tx, () => this.meters.ratings.inc({ rating: String(data.rating) }));
      await tx.query(
        `INSERT INTO ratings (id, ticket_id, conversation_id, case_no, rating, agent_id, rated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [
          id,
          data.ticketId,
          decision.conversationId,
          decision.fence?.case ?? 0,
          data.rating,
          data.agentId,
          new Date(decision.decidedAt ?? 0),
        ],
      );
    }
    // what is handed over is nobody's trouble
    if (type === 'TicketEscalated' || (type === 'CaseReturned' && data.reason !== 'TRANSFERRED')) {
      const at = decision.decidedAt ?? 0;
      await this.#notice(tx, id, type === 'CaseReturned' ? 'returned' : 'escalated', data.ticketId, 'acceptance', at, at);
    }
  }

  /** Those that people may send. */
  async templates(): Promise<TemplateRow[]> {
    return (await this.catalogue()).filter(({ status }) => status === 'APPROVED');
  }

  async catalogue(): Promise<TemplateRow[]> {
    return this.db.query('SELECT id, name, language, category, status, body, variables FROM templates ORDER BY name, language');
  }

  /** Notices that still stand: of open tickets, a call as long as nobody has answered, that a promise is nearly over to whoever has them as long as that is the one that is waited for, that nobody has it until somebody had; that a customer is silent, to whoever has them, else a lead; that nobody knows whether a text arrived, to who wrote it, until its status comes. */
  async notices(me: Person): Promise<NoticeRow[]> {
    const rows: (Omit<NoticeRow, 'due_at' | 'at' | 'number'> & { number: number; due_at: Date; at: Date })[] = await this.db.query(
      `SELECT n.id, n.kind, n.ticket_id, t.number, n.clock, n.due_at, n.at FROM notices n JOIN tickets t ON t.id = n.ticket_id
       WHERE NOT t.ended AND (n.kind <> 'support-p1' OR (t.state->>'atRisk')::boolean)
         AND (n.kind <> 'warning' OR (t.assignee = $1 AND t.status = 'held' AND t.sla_due_at = n.due_at AND (t.state->>'unansweredSince')::float8 > 0))
         AND (n.kind NOT IN ('escalated', 'returned')
           OR (t.assignee IS NULL AND extract(epoch FROM n.at) * 1000 >= coalesce((t.state->>'returnedAt')::float8, 0)))
         AND (n.kind <> 'silent' OR ((t.assignee = $1 OR t.assignee IS NULL AND $2) AND NOT EXISTS (SELECT FROM threads c
           WHERE c.conversation_id = t.conversation_id AND (c.state->>'windowEndsAt')::float8 > extract(epoch FROM n.at) * 1000)))
         AND (n.kind <> 'unconfirmed' OR EXISTS (SELECT FROM drafts d WHERE d.id = n.id AND d.agent_id = $1 AND d.status = 'unconfirmed'))
       ORDER BY n.at DESC, n.id LIMIT 100`,
      [me.id, mayLead(me)],
    );
    return rows.map((row) => ({ ...row, number: `T-${row.number}`, due_at: row.due_at.getTime(), at: row.at.getTime() }));
  }

  async #notice(tx: EntityManager, id: string, kind: string, ticketId: string, clock: string, dueAt: number, at: number): Promise<void> {
    await tx.query(
      'INSERT INTO notices (id, kind, ticket_id, clock, due_at, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING',
      [id, kind, ticketId, clock, new Date(dueAt), new Date(at)],
    );
  }
}
