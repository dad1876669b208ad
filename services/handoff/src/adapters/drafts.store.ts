import { create } from '@bufbuild/protobuf';
import { TextSchema } from '@frontdesk/contracts';
import type { Text } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Attachment } from '../domain/attachment.ts';
import { before } from '../domain/sent.ts';
import type { DraftStatus, Mark } from '../domain/sent.ts';

const templateSchema = z.object({ name: z.string(), language: z.string(), variables: z.array(z.string()) });
export type DraftTemplate = z.infer<typeof templateSchema>;
const fileSchema = z.object({
  fileId: z.string(),
  kind: z.enum(['image', 'document']),
  mime: z.string(),
  bytes: z.number(),
  sha256: z.string(),
});
/** as it stands in the box: with its name, sealed */
const unsentFile = fileSchema.extend({ name: z.object({ redacted: z.string(), sealed: z.base64() }) });
export type UnsentFile = Attachment & { readonly name: Pick<Text, 'redacted' | 'sealed'> };
const unsentFileOf = (stored: unknown): UnsentFile => {
  const { name, ...file } = unsentFile.parse(stored);
  return { ...file, name: { redacted: name.redacted, sealed: Buffer.from(name.sealed, 'base64') } };
};

interface Outcome {
  readonly reason: string | null;
  readonly offeredTemplate: string | null;
  readonly otherChannel: string | null;
  readonly errorCode: number | null;
  readonly errorTitle: string | null;
}

export interface DraftRow extends Outcome {
  readonly id: string;
  readonly ticketId: string;
  readonly conversationId: string;
  readonly agentId: string;
  readonly at: number;
  readonly status: DraftStatus;
  readonly text: Text;
  /** redacted variables; the message itself carries them sealed */
  readonly template: DraftTemplate | undefined;
  /** the text is what is said beside it */
  readonly file?: Attachment | undefined;
}

interface Stored {
  id: string;
  ticket_id: string;
  conversation_id: string;
  agent_id: string;
  at: Date;
  status: DraftStatus;
  reason: string | null;
  offered_template: string | null;
  other_channel: string | null;
  error_code: number | null;
  error_title: string | null;
  redacted: string;
  sealed: Buffer;
  template: unknown;
  file: unknown;
}

const draftOf = (row: Stored): DraftRow => ({
  id: row.id,
  ticketId: row.ticket_id,
  conversationId: row.conversation_id,
  agentId: row.agent_id,
  at: row.at.getTime(),
  status: row.status,
  text: create(TextSchema, { redacted: row.redacted, sealed: row.sealed }),
  template: row.template ? templateSchema.parse(row.template) : undefined,
  file: row.file ? fileSchema.parse(row.file) : undefined,
  reason: row.reason,
  offeredTemplate: row.offered_template,
  otherChannel: row.other_channel,
  errorCode: row.error_code,
  errorTitle: row.error_title,
});

@Injectable()
export class DraftsStore {
  constructor(private readonly db: DataSource) {}

  async insert(tx: EntityManager, draft: Omit<DraftRow, keyof Outcome | 'status'>): Promise<void> {
    await tx.query(
      `INSERT INTO drafts (id, ticket_id, conversation_id, agent_id, at, status, redacted, sealed, template, file)
       VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9)`,
      [
        draft.id,
        draft.ticketId,
        draft.conversationId,
        draft.agentId,
        new Date(draft.at),
        draft.text.redacted,
        Buffer.from(draft.text.sealed),
        draft.template ? JSON.stringify(draft.template) : null,
        draft.file ? JSON.stringify(draft.file) : null,
      ],
    );
  }

  /** Moves what people wrote on, in order, backwards never. Most of what is sent is the bot's: then it is one look for the batch. */
  async markAll(tx: EntityManager, marks: readonly Mark[]): Promise<void> {
    if (marks.length === 0) return;
    const rows: { id: string; send_id: string | null }[] = await tx.query(
      'SELECT id, send_id FROM drafts WHERE id = ANY($1::uuid[]) UNION SELECT id, send_id FROM drafts WHERE send_id = ANY($2)',
      [marks.flatMap(({ draftId }) => draftId ?? []), marks.flatMap(({ sendId }) => sendId ?? [])],
    );
    const known = new Set(rows.flatMap(({ id, send_id: sendId }) => (sendId === null ? [id] : [id, sendId])));
    for (const mark of marks) {
      if (!known.has(mark.draftId ?? mark.sendId ?? '')) continue;
      await this.mark(tx, mark);
      if (mark.sendId) known.add(mark.sendId);
    }
  }

  private async mark(tx: EntityManager, mark: Mark): Promise<void> {
    await tx.query(
      `UPDATE drafts SET status = $1, send_id = coalesce(nullif($2, ''), send_id), reason = coalesce(nullif($3, ''), reason),
         offered_template = coalesce(nullif($4, ''), offered_template), other_channel = coalesce(nullif($5, ''), other_channel),
         error_code = coalesce($6, error_code), error_title = coalesce(nullif($7, ''), error_title)
       WHERE ${mark.draftId ? 'id = $8' : 'send_id = $8'} AND status = ANY($9)`,
      [
        mark.status,
        mark.sendId ?? '',
        mark.reason ?? '',
        mark.offeredTemplate ?? '',
        mark.otherChannel ?? '',
        mark.errorCode ?? null,
        mark.errorTitle ?? '',
        mark.draftId ?? mark.sendId,
        before(mark.status),
      ],
    );
  }

  async discard(tx: EntityManager, draftId: string, agentId: string): Promise<void> {
    await tx.query(`UPDATE drafts SET status = 'discarded' WHERE id = $1 AND agent_id = $2 AND status IN ('refused', 'failed')`, [
      draftId,
      agentId,
    ]);
  }

  async ofTicket(ticketId: string): Promise<DraftRow[]> {
    const rows: Stored[] = await this.db.query(`SELECT * FROM drafts WHERE ticket_id = $1 AND status <> 'discarded' ORDER BY at, id`, [
      ticketId,
    ]);
    return rows.map(draftOf);
  }

  async byId(id: string): Promise<DraftRow | undefined> {
    const [row]: Stored[] = await this.db.query('SELECT * FROM drafts WHERE id = $1', [id]);
    return row && draftOf(row);
  }

  async keepUnsent(ticketId: string, agentId: string, text: Text, at: number): Promise<void> {
    await this.db.query(
      `INSERT INTO unsent (ticket_id, agent_id, redacted, sealed, at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (ticket_id, agent_id) DO UPDATE SET redacted = excluded.redacted, sealed = excluded.sealed, at = excluded.at`,
      [ticketId, agentId, text.redacted, Buffer.from(text.sealed), new Date(at)],
    );
  }

  /** One at a time: another takes its place. */
  async attach(ticketId: string, agentId: string, { name, ...file }: UnsentFile, at: number): Promise<void> {
    const stored = { ...file, name: { redacted: name.redacted, sealed: Buffer.from(name.sealed).toString('base64') } };
    await this.db.query(
      `INSERT INTO unsent (ticket_id, agent_id, redacted, sealed, at, file) VALUES ($1, $2, '', '', $3, $4)
       ON CONFLICT (ticket_id, agent_id) DO UPDATE SET at = excluded.at, file = excluded.file`,
      [ticketId, agentId, new Date(at), JSON.stringify(stored)],
    );
  }

  /** @returns gateway's id of the file, if nothing was written with it */
  async detach(ticketId: string, agentId: string): Promise<string | undefined> {
    const [row]: { id: string }[] = await this.db.query(
      `WITH stood AS (SELECT file ->> 'fileId' AS id FROM unsent WHERE ticket_id = $1 AND agent_id = $2 FOR UPDATE),
         gone AS (UPDATE unsent SET file = NULL WHERE ticket_id = $1 AND agent_id = $2)
       SELECT id FROM stood WHERE id IS NOT NULL
         AND NOT EXISTS (SELECT FROM drafts WHERE ticket_id = $1 AND file ->> 'fileId' = stood.id)`,
      [ticketId, agentId],
    );
    return row?.id;
  }

  async attached(ticketId: string, agentId: string): Promise<UnsentFile | undefined> {
    const [row]: { file: unknown }[] = await this.db.query('SELECT file FROM unsent WHERE ticket_id = $1 AND agent_id = $2', [
      ticketId,
      agentId,
    ]);
    return row?.file ? unsentFileOf(row.file) : undefined;
  }

  /** What they wrote with that file before, and got back. */
  async withFile(ticketId: string, agentId: string, fileId: string): Promise<DraftRow | undefined> {
    const [row]: Stored[] = await this.db.query(
      `SELECT * FROM drafts WHERE ticket_id = $1 AND agent_id = $2 AND file ->> 'fileId' = $3 ORDER BY at DESC LIMIT 1`,
      [ticketId, agentId, fileId],
    );
    return row && draftOf(row);
  }

  /** @param withFile else what a file stands beside stays with it */
  async forgetUnsent(tx: EntityManager, ticketId: string, agentId: string, withFile: boolean): Promise<void> {
    await tx.query('DELETE FROM unsent WHERE ticket_id = $1 AND agent_id = $2 AND ($3 OR file IS NULL)', [ticketId, agentId, withFile]);
  }

  async unsent(ticketId: string, agentId: string): Promise<Text | undefined> {
    const [row]: { redacted: string; sealed: Buffer }[] = await this.db.query(
      'SELECT redacted, sealed FROM unsent WHERE ticket_id = $1 AND agent_id = $2',
      [ticketId, agentId],
    );
    return row && create(TextSchema, row);
  }
}
