import { fromBinary } from '@bufbuild/protobuf';
import { PacketSchema } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ticketNumber } from '../domain/desk.ts';

interface Row {
  conversation_id: string;
  case_no: number;
  last_at: Date;
  last_line: string;
  tickets: { id: string; number: number; case_no: number }[];
}

/** A conversation whose words are neither forgotten nor erased, and its tickets, the newest first. */
export interface Known {
  readonly conversationId: string;
  readonly caseNo: number;
  readonly lastAt: number;
  readonly lastLine: string;
  readonly tickets: readonly { readonly id: string; readonly number: string; readonly caseNo: number }[];
}

export interface KnownTicket {
  readonly conversationId: string;
  readonly caseNo: number;
  readonly openedAt: number;
  readonly summary: string;
}

/** What is known of what a search found. An erased conversation has no packet left. */
@Injectable()
export class FoundStore {
  constructor(private readonly db: DataSource) {}

  async conversations(ids: readonly string[]): Promise<Map<string, Known>> {
    const rows: Row[] = await this.db.query(
      `SELECT c.conversation_id, c.case_no, c.last_at, c.state ->> 'lastLine' AS last_line,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'case_no', t.case_no) ORDER BY t.number DESC)
                   FROM tickets t WHERE t.conversation_id = c.conversation_id), '[]') AS tickets
       FROM threads c WHERE c.conversation_id = ANY($1) AND NOT c.is_forgotten AND c.packet <> ''`,
      [ids],
    );
    return new Map(
      rows.map(({ conversation_id: conversationId, case_no: caseNo, last_at: lastAt, last_line: lastLine, tickets }) => [
        conversationId,
        {
          conversationId,
          caseNo,
          lastAt: lastAt.getTime(),
          lastLine,
          tickets: tickets.map(({ id, number, case_no: ofCase }) => ({ id, number: ticketNumber(number), caseNo: ofCase })),
        },
      ]),
    );
  }

  async ticket(number: number): Promise<KnownTicket | undefined> {
    const [row]: { conversation_id: string; case_no: number; opened_at: Date; packet: Buffer }[] = await this.db.query(
      `SELECT conversation_id, case_no, opened_at, packet FROM tickets WHERE number = $1 AND NOT is_forgotten AND packet <> ''`,
      [number],
    );
    return (
      row && {
        conversationId: row.conversation_id,
        caseNo: row.case_no,
        openedAt: row.opened_at.getTime(),
        summary: fromBinary(PacketSchema, row.packet).summary?.redacted ?? '',
      }
    );
  }
}
