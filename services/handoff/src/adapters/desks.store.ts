import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { PacketSchema } from '@frontdesk/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { emptyThread, hasEnded, threadSchema, ticketSchema, ticketsOf } from '../domain/desk.ts';
import type { Desk, Status, Thread, Ticket } from '../domain/desk.ts';
import type { Load } from '../domain/staff.ts';
import { leave } from '@frontdesk/postgres';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

interface ThreadRow {
  conversation_id: string;
  packet: Buffer;
  state: unknown;
  last_at: Date;
}
interface TicketRow {
  id: string;
  conversation_id: string;
  helpdesk_key: string | null;
  status: Status;
  assignee: string | null;
  sla_due_at: Date;
  case_no: number;
  number: number;
  token: string;
  opened_at: Date;
  offered_to: string | null;
  revision: string;
  state: unknown;
  packet: Buffer;
}

const threadColumns = 'conversation_id, packet, state, last_at';
const ticketColumns = `id, conversation_id, helpdesk_key, status, assignee, sla_due_at, case_no, number, token, opened_at, offered_to, revision,
  state, packet`;

const threadOf = ({ conversation_id: conversationId, packet, state }: Omit<ThreadRow, 'last_at'>): Thread => {
  const known = threadSchema.parse(state);
  // the release before has no owner's epoch
  return { ...known, ownerEpoch: known.ownerEpoch ?? known.epoch, conversationId, packet: fromBinary(PacketSchema, packet) };
};

const ticketOf = (row: TicketRow): Ticket => ({
  ...ticketSchema.parse(row.state),
  id: row.id,
  number: row.number,
  conversationId: row.conversation_id,
  caseNo: row.case_no,
  status: row.status,
  assignee: row.assignee ?? '',
  offeredTo: row.offered_to ?? '',
  token: row.token,
  helpdeskKey: row.helpdesk_key ?? '',
  openedAt: row.opened_at.getTime(),
  dueAt: row.sla_due_at.getTime(),
  packet: fromBinary(PacketSchema, row.packet),
});

/** of a ticket's state, what a help desk is told */
const mirroredOf = (row: string): string => ['tier', 'topic', 'priority'].map((name) => `${row}.state->'${name}'`).join(', ');

const members = Object.keys(threadSchema.shape) as (keyof typeof threadSchema.shape)[];
const stateOf = (thread: Thread): string => JSON.stringify(Object.fromEntries(members.map((name) => [name, thread[name]])));
const packetOf = ({ packet }: Thread): Buffer => Buffer.from(toBinary(PacketSchema, packet));
const isSame = (one: Thread, other: Thread): boolean => members.every((name) => Object.is(one[name], other[name]));

/** A ticket as the console lists it, with what is known of its conversation now. */
export interface Listed {
  readonly ticket: Ticket;
  readonly thread: Thread;
  readonly revision: number;
}

/** Where a conversation stands among those that moved last. */
export interface Place {
  readonly lastAt: number;
  readonly conversationId: string;
}

@Injectable()
export class DesksStore {
  /** the packets of stored threads, as they are stored */
  readonly #stored = new WeakMap<Thread, Uint8Array>();

  constructor(
    private readonly db: DataSource,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'helpDesk'>,
  ) {}

  /** Desks of these conversations; one that is not known yet is empty. */
  async load(tx: EntityManager, conversationIds: readonly string[]): Promise<Map<string, Desk>> {
    const [threads, tickets] = await Promise.all([
      tx.query<ThreadRow[]>(`SELECT ${threadColumns} FROM threads WHERE conversation_id = ANY($1)`, [conversationIds]),
      tx.query<TicketRow[]>(
        `SELECT DISTINCT ON (conversation_id) ${ticketColumns} FROM tickets WHERE conversation_id = ANY($1) ORDER BY conversation_id, number DESC`,
        [conversationIds],
      ),
    ]);
    const byId = new Map(tickets.map((row) => [row.conversation_id, ticketOf(row)]));
    const known = new Map(threads.map((row) => [row.conversation_id, threadOf(row)]));
    for (const { conversation_id: id, packet } of threads) this.#stored.set(known.get(id)!, packet);
    return new Map(conversationIds.map((id) => [id, { thread: known.get(id) ?? emptyThread(id), ticket: byId.get(id) }]));
  }

  /**
   * Writes desks that a message or a command touched; of one that did not change only when that was: a revision tells the console to look again.
   * @param stages each desk as each message left it, in order: a ticket may end and another one begin in between
   */
  async save(tx: EntityManager, before: ReadonlyMap<string, Desk>, stages: readonly Desk[], now: number): Promise<void> {
    const threads = new Map(stages.map(({ thread }) => [thread.conversationId, thread]));
    const desks = [...threads].map(([id, thread]) => ({ thread, known: before.get(id)?.thread }));
    const fresh = desks.filter(({ known }) => !known || !this.#stored.has(known)).map(({ thread }) => thread);
    const stored = desks.flatMap(({ thread, known }) => (known && this.#stored.has(known) ? [{ thread, known }] : []));
    await this.#insert(tx, fresh, now);
    await this.#update(tx, stored, now);
    const tickets = new Map([...before].map(([id, { ticket }]) => [id, ticket]));
    for (const ticket of ticketsOf(stages)) {
      await this.#saveTicket(tx, tickets.get(ticket.conversationId), ticket);
      tickets.set(ticket.conversationId, ticket);
    }
  }

  /** Tells the console to look again. Of a thread that somebody else is writing it is told anyway, so nobody is waited for. */
  async touch(tx: EntityManager, conversationIds: readonly string[], now: number): Promise<void> {
    await leave(
      tx,
      tx.query(
        `UPDATE threads SET last_at = $2, revision = revision + 1
       WHERE conversation_id IN (SELECT conversation_id FROM threads WHERE conversation_id = ANY($1) FOR UPDATE SKIP LOCKED)`,
        [conversationIds, new Date(now)],
      ),
    );
  }

  async #insert(tx: EntityManager, threads: readonly Thread[], now: number): Promise<void> {
    if (threads.length === 0) return;
    await leave(
      tx,
      tx.query(
        `INSERT INTO threads (conversation_id, case_no, owner, last_at, state, packet)
       SELECT id, case_no, owner, $6, state::jsonb, packet
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bytea[]) AS row(id, case_no, owner, state, packet)`,
        [
          threads.map(({ conversationId }) => conversationId),
          threads.map(({ caseNo }) => caseNo),
          threads.map(({ owner }) => owner),
          threads.map(stateOf),
          threads.map(packetOf),
          new Date(now),
        ],
      ),
    );
  }

  async #update(tx: EntityManager, threads: readonly { thread: Thread; known: Thread }[], now: number): Promise<void> {
    if (threads.length === 0) return;
    const packets = threads.map(({ thread, known }) => {
      const packet = thread.packet === known.packet ? null : packetOf(thread);
      return packet && Buffer.compare(packet, this.#stored.get(known)!) === 0 ? null : packet;
    });
    await leave(
      tx,
      tx.query(
        `UPDATE threads SET case_no = row.case_no, owner = row.owner, last_at = $6, state = coalesce(row.state::jsonb, threads.state),
         packet = coalesce(row.packet, threads.packet), is_forgotten = false, revision = threads.revision + 1
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bytea[]) AS row(id, case_no, owner, state, packet)
       WHERE threads.conversation_id = row.id`,
        [
          threads.map(({ thread }) => thread.conversationId),
          threads.map(({ thread }) => thread.caseNo),
          threads.map(({ thread }) => thread.owner),
          threads.map(({ thread, known }) => (isSame(thread, known) ? null : stateOf(thread))),
          packets,
          new Date(now),
        ],
      ),
    );
  }

  async #saveTicket(tx: EntityManager, before: Ticket | undefined, ticket: Ticket): Promise<void> {
    if (ticket === before) return;
    if (before && before.id !== ticket.id) await this.#endEarlier(tx, ticket);
    await leave(
      tx,
      tx.query(
        `INSERT INTO tickets (id, conversation_id, helpdesk_key, status, assignee, sla_due_at, case_no, number, token, opened_at, offered_to, ended,
         state, packet, mirror_due)
       VALUES ($1, $2, nullif($3, ''), $4, nullif($5, ''), $6, $7, $8, $9, $10, nullif($11, ''), $12, $13, $14, $15)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, assignee = excluded.assignee, sla_due_at = excluded.sla_due_at,
       offered_to = excluded.offered_to, ended = excluded.ended, state = excluded.state, packet = excluded.packet, is_forgotten = false, revision = tickets.revision + 1,
       mirror_due = CASE WHEN (tickets.status, tickets.sla_due_at, ${mirroredOf('tickets')})
           IS DISTINCT FROM (excluded.status, excluded.sla_due_at, ${mirroredOf('excluded')})
         THEN coalesce(excluded.mirror_due, tickets.mirror_due) ELSE tickets.mirror_due END`,
        [
          ticket.id,
          ticket.conversationId,
          ticket.helpdeskKey,
          ticket.status,
          ticket.assignee,
          new Date(ticket.dueAt),
          ticket.caseNo,
          ticket.number,
          ticket.token,
          new Date(ticket.openedAt),
          ticket.offeredTo,
          hasEnded(ticket.status),
          ticketSchema.parse(ticket),
          Buffer.from(toBinary(PacketSchema, ticket.packet)),
          this.settings.helpDesk ? '-infinity' : null,
        ],
      ),
    );
  }

  async nextNumber(tx: EntityManager): Promise<number> {
    const [row]: { number: string }[] = await tx.query(`SELECT nextval('ticket_numbers') AS number`);
    return Number(row!.number);
  }

  /** How many cases each person has in hand. */
  async loads(tx: EntityManager = this.db.manager): Promise<Map<string, Load>> {
    const rows: (Load & { person: string })[] = await tx.query(
      `SELECT coalesce(assignee, offered_to) AS person, count(assignee)::int AS held, count(*)::int - count(assignee)::int AS invited
       FROM tickets WHERE NOT ended AND coalesce(assignee, offered_to) IS NOT NULL GROUP BY 1`,
    );
    return new Map(rows.map(({ person, held, invited }) => [person, { held, invited }]));
  }

  open(): Promise<Listed[]> {
    return this.#list(`WHERE NOT t.ended AND t.status <> 'requested'`);
  }

  async isAnyWaiting(): Promise<boolean> {
    const [row]: { waits: boolean }[] = await this.db.query(
      `SELECT EXISTS (SELECT FROM tickets WHERE NOT ended AND status = 'waiting') AS waits`,
    );
    return row!.waits;
  }

  /** What is nobody's, and offered to nobody. */
  waiting(): Promise<Listed[]> {
    return this.#list(`WHERE NOT t.ended AND t.status = 'waiting'`);
  }

  /** @param before a ticket's number */
  closed(limit: number, before?: number): Promise<Listed[]> {
    const earlier = before === undefined ? '' : 'AND t.number < $2';
    return this.#list(`WHERE t.ended ${earlier} ORDER BY t.number DESC LIMIT $1`, [limit, ...(before === undefined ? [] : [before])]);
  }

  async byId(id: string): Promise<Listed | undefined> {
    return (await this.#list('WHERE t.id = $1', [id]))[0];
  }

  async byToken(token: string): Promise<Listed | undefined> {
    return (await this.#list('WHERE t.token = $1', [token]))[0];
  }

  /** Conversations that moved last, the bot's too. @param before one of them as it was listed: those that moved before it */
  async recent(limit: number, before?: Place): Promise<{ thread: Thread; lastAt: number; ticketId: string | null }[]> {
    const earlier = before
      ? `WHERE (c.last_minute, c.last_at, c.conversation_id) < (floor(extract(epoch FROM $2::timestamptz) / 60)::int, $2::timestamptz, $3)`
      : '';
    const rows: (ThreadRow & { ticket_id: string | null })[] = await this.db.query(
      `SELECT c.conversation_id, c.packet, c.state, c.last_at, t.id AS ticket_id
       FROM threads c LEFT JOIN tickets t ON t.conversation_id = c.conversation_id AND NOT t.ended ${earlier}
       ORDER BY c.last_minute DESC, c.last_at DESC, c.conversation_id DESC LIMIT $1`,
      [limit, ...(before ? [new Date(before.lastAt), before.conversationId] : [])],
    );
    return rows.map((row) => ({ thread: threadOf(row), lastAt: row.last_at.getTime(), ticketId: row.ticket_id }));
  }

  async thread(conversationId: string): Promise<Thread | undefined> {
    const [row]: ThreadRow[] = await this.db.query(`SELECT ${threadColumns} FROM threads WHERE conversation_id = $1`, [conversationId]);
    return row && threadOf(row);
  }

  async newestTicketOf(conversationId: string): Promise<string | undefined> {
    const [row]: { id: string }[] = await this.db.query('SELECT id FROM tickets WHERE conversation_id = $1 ORDER BY number DESC LIMIT 1', [
      conversationId,
    ]);
    return row?.id;
  }

  /** The next case has begun: what the earlier one's last words, still to be read, would have ended. */
  async #endEarlier(tx: EntityManager, { conversationId, caseNo }: Ticket): Promise<void> {
    await tx.query(
      `UPDATE tickets SET ended = true, status = CASE status WHEN 'resolving' THEN 'resolved' ELSE 'withdrawn' END, revision = revision + 1,
       mirror_due = CASE WHEN mirror_key IS NULL THEN mirror_due ELSE '-infinity' END
       WHERE conversation_id = $1 AND case_no < $2 AND NOT ended`,
      [conversationId, caseNo],
    );
  }

  async #list(where: string, parameters: unknown[] = []): Promise<Listed[]> {
    const rows: (TicketRow & { thread_packet: Buffer; thread_state: unknown; thread_revision: string })[] = await this.db.query(
      `SELECT t.*, c.packet AS thread_packet, c.state AS thread_state, c.revision AS thread_revision
       FROM tickets t JOIN threads c ON c.conversation_id = t.conversation_id ${where}`,
      parameters,
    );
    return rows.map((row) => ({
      ticket: ticketOf(row),
      revision: Number(row.revision) + Number(row.thread_revision),
      thread: threadOf({ conversation_id: row.conversation_id, state: row.thread_state, packet: row.thread_packet }),
    }));
  }
}
