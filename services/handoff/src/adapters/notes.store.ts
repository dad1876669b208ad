import type { DataInit, Fact, Message, WrittenBy } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ConflictsStore } from './conflicts.store.ts';
import { TroublesStore } from './troubles.store.ts';

export interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
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

export const switchNames = ['bot', 'outbound'] as const;
export type SwitchName = (typeof switchNames)[number];
export interface SwitchRow {
  readonly on: boolean;
  readonly by: string;
  readonly since: number;
  readonly applied: boolean;
  readonly reason: string;
}

/** What the console shows beside tickets: notices, ratings, switches, the template catalogue. */
@Injectable()
export class NotesStore {
  constructor(
    private readonly db: DataSource,
    private readonly conflicts: ConflictsStore,
    private readonly troubles: TroublesStore,
  ) {}

  /** Rows that a message leaves, whatever it decides. */
  async keep(tx: EntityManager, message: Message): Promise<void> {
    switch (message.type) {
      case 'SlaAtRisk':
      case 'SlaBreached': {
        const { ticketId, clock, dueAt } = message.data;
        const kind = message.type === 'SlaAtRisk' ? 'support-p1' : 'breach';
        return this.#notice(tx, message.envelope.id, kind, ticketId, clock, dueAt, message.envelope.decidedAt);
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
      case 'SwitchApplied': {
        const { switch: name, scope, on, by } = message.data;
        await tx.query(
          `INSERT INTO switches (switch, scope, is_on, changed_by, changed_at, applied) VALUES ($1, $2, $3, $4, $5, true)
           ON CONFLICT (switch, scope) DO UPDATE SET applied = (switches.is_on = excluded.is_on)`,
          [name, scope, on, by, new Date(message.envelope.decidedAt)],
        );
        return;
      }
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
    if (type === 'TicketEscalated' || type === 'CaseReturned') {
      const at = decision.decidedAt ?? 0;
      await this.#notice(tx, id, type === 'CaseReturned' ? 'returned' : 'escalated', data.ticketId, 'acceptance', at, at);
    }
  }

  async change(tx: EntityManager, { switch: name, scope, on, by, reason }: DataInit<'SwitchChanged'>, at: number): Promise<void> {
    await tx.query(
      `INSERT INTO switches (switch, scope, is_on, changed_by, changed_at, applied, reason) VALUES ($1, $2, $3, $4, $5, false, $6)
       ON CONFLICT (switch, scope) DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by,
       changed_at = excluded.changed_at, applied = false, reason = excluded.reason`,
      [name, scope, on, by, new Date(at), reason],
    );
  }

  /** Every switch, also those that nobody ever turned: they are on. */
  async switches(): Promise<Record<SwitchName, SwitchRow>> {
    const rows: { switch: string; is_on: boolean; changed_by: string; changed_at: Date; applied: boolean; reason: string }[] =
      await this.db.query(`SELECT * FROM switches WHERE scope = '*'`);
    const one = (name: SwitchName): SwitchRow => {
      const row = rows.find((row) => row.switch === name);
      if (!row) return { on: true, by: '', since: 0, applied: true, reason: '' };
      return { on: row.is_on, by: row.changed_by, since: row.changed_at.getTime(), applied: row.applied, reason: row.reason };
    };
    return { bot: one('bot'), outbound: one('outbound') };
  }

  async templates(): Promise<TemplateRow[]> {
    return this.db.query(
      `SELECT id, name, language, category, body, variables FROM templates WHERE status = 'APPROVED' ORDER BY name, language`,
    );
  }

  /** Notices that still stand: of open tickets, a call as long as nobody has answered. */
  async notices(): Promise<NoticeRow[]> {
    const rows: (Omit<NoticeRow, 'due_at' | 'at' | 'number'> & { number: number; due_at: Date; at: Date })[] = await this.db.query(
      `SELECT n.id, n.kind, n.ticket_id, t.number, n.clock, n.due_at, n.at FROM notices n JOIN tickets t ON t.id = n.ticket_id
       WHERE NOT t.ended AND (n.kind <> 'support-p1' OR (t.state->>'atRisk')::boolean)
         AND (n.kind NOT IN ('escalated', 'returned') OR t.assignee IS NULL)
       ORDER BY n.at DESC, n.id LIMIT 100`,
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
