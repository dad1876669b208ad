import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { messages } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Vault, VaultError, VaultKeyMissing } from '@frontdesk/vault';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChangeEnd, Next, OrderChange } from '../domain/order-change.ts';
import { Keys } from './keys.ts';

/** A change as it stands, while it is not over. */
export interface ChangeRow extends OrderChange {
  readonly conversationId: string;
  readonly contactId: string;
  readonly case: number;
  readonly turn: number;
  readonly customerHash: string;
  /** empty: the contact was erased */
  readonly sealed: Uint8Array;
  readonly traceparent: string;
  readonly queuedAt: number;
  readonly markedAt: number;
}

/** What the shop is asked. */
export interface Wanted {
  readonly order: string;
  readonly lines: readonly string[];
}

interface Stored {
  change_id: string;
  conversation_id: string;
  contact_id: string;
  case_no: number;
  epoch: number;
  turn: number;
  customer_hash: string;
  sealed: Buffer;
  state: 'queued' | 'asking';
  attempts: number;
  may_be_made: boolean;
  traceparent: string;
  queued_at: Date;
  asked_first_at: Date | null;
  marked_at: Date | null;
}

const columns = `change_id, conversation_id, contact_id, case_no, epoch, turn, customer_hash, sealed, state, attempts, may_be_made,
  traceparent, queued_at, asked_first_at, marked_at`;
const open = "state IN ('queued', 'asking')";

const changeOf = (row: Stored): ChangeRow => ({
  changeId: row.change_id,
  conversationId: row.conversation_id,
  contactId: row.contact_id,
  case: row.case_no,
  epoch: row.epoch,
  turn: row.turn,
  customerHash: row.customer_hash,
  sealed: row.sealed,
  state: row.state,
  attempts: row.attempts,
  mayBeMade: row.may_be_made,
  traceparent: row.traceparent,
  queuedAt: row.queued_at.getTime(),
  askedFirstAt: row.asked_first_at?.getTime() ?? 0,
  markedAt: row.marked_at?.getTime() ?? 0,
});

@Injectable()
export class OrderChangesStore {
  constructor(
    private readonly keys: Keys,
    private readonly vault: Vault,
  ) {}

  /** One that is there stays as it is. @param now real time, ms */
  async add(tx: EntityManager, { data, envelope }: Message<'OrderChangeDispatched'>, traceparent: string, now: number): Promise<void> {
    const { case: caseNo = 0, epoch = 0, turn = 0 } = envelope.fence ?? {};
    await tx.query(
      `INSERT INTO order_changes (change_id, conversation_id, contact_id, case_no, epoch, turn, customer_hash, sealed, state, traceparent, queued_at, not_before)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $10) ON CONFLICT (change_id) DO NOTHING`,
      [
        data.change?.changeId ?? '',
        envelope.conversationId,
        data.contact?.contactId ?? '',
        caseNo,
        epoch,
        turn,
        envelope.customerHash,
        Buffer.from(this.keys.seal(toBinary(messages.OrderChangeDispatched.schema, data))),
        traceparent,
        new Date(now),
      ],
    );
  }

  /** Of a contact who was erased nothing is left, and a kind may be known to a newer release alone. @throws what is retriable */
  async wanted(tx: EntityManager, { contactId, sealed }: ChangeRow): Promise<Wanted | 'erased' | 'not_known'> {
    if (sealed.length === 0) return 'erased';
    const { change } = fromBinary(messages.OrderChangeDispatched.schema, this.keys.open(sealed));
    if (change?.kind !== 'delivery_address' || !change.value) return 'not_known';
    try {
      const address = await this.vault.open(contactId, change.value, tx);
      return { order: change.orderNumber, lines: address.split('\n') };
    } catch (error) {
      if ((error instanceof VaultError || error instanceof VaultKeyMissing) && !error.retriable) return 'erased';
      throw error;
    }
  }

  /** What is not over of a conversation. Under the lock of its fence. */
  async open(tx: EntityManager, conversationId: string): Promise<ChangeRow[]> {
    const rows = await tx.query<Stored[]>(
      `SELECT ${columns} FROM order_changes WHERE conversation_id = $1 AND ${open} ORDER BY change_id`,
      [conversationId],
    );
    return rows.map(changeOf);
  }

  /** What may be asked for by now, and what was marked so long ago that whoever did it is gone. */
  async due(tx: EntityManager, now: number, markedBefore: number): Promise<ChangeRow[]> {
    const rows = await tx.query<Stored[]>(
      `SELECT ${columns} FROM order_changes WHERE ${open} AND ((state = 'queued' AND not_before <= $1) OR (state = 'asking' AND marked_at < $2))
       ORDER BY not_before LIMIT 100`,
      [new Date(now), new Date(markedBefore)],
    );
    return rows.map(changeOf);
  }

  /** The request may be begun from the commit on. @param now real time, ms */
  async mark(tx: EntityManager, change: ChangeRow, now: number): Promise<ChangeRow> {
    await tx.query(
      `UPDATE order_changes SET state = 'asking', attempts = attempts + 1, marked_at = $2, asked_first_at = coalesce(asked_first_at, $2)
       WHERE change_id = $1`,
      [change.changeId, new Date(now)],
    );
    return { ...change, state: 'asking', attempts: change.attempts + 1, markedAt: now, askedFirstAt: change.askedFirstAt || now };
  }

  async queue(tx: EntityManager, { changeId }: ChangeRow, { mayBeMade, notBefore }: Extract<Next, { state: 'queued' }>): Promise<void> {
    await tx.query(`UPDATE order_changes SET state = 'queued', may_be_made = $2, not_before = $3 WHERE change_id = $1`, [
      changeId,
      mayBeMade,
      new Date(notBefore),
    ]);
  }

  async settle(tx: EntityManager, { changeId }: ChangeRow, end: ChangeEnd): Promise<void> {
    await tx.query('UPDATE order_changes SET state = $2 WHERE change_id = $1', [changeId, end]);
  }
}
