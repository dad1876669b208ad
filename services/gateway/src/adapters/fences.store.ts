import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { openFence } from '../domain/fence.ts';
import type { FenceRow, Owed } from '../domain/fence.ts';
import type { Lane } from '../domain/lane.ts';
import { all, open, sendOf } from './send-row.ts';
import type { SendRow, StoredSend } from './send-row.ts';
import { leave } from '@frontdesk/postgres';

export interface LockedLane extends Lane {
  readonly open: readonly SendRow[];
  /** the customer's bucket (`domain/pacing`) */
  readonly paidTo: number;
}

interface Fence {
  conversation_id: string;
  epoch: number;
  passed_seq: string | null;
  owed: unknown;
  paid_to: number;
  withdrawn_seq: string;
}

const owedList = z.array(z.object({ epoch: z.number(), case: z.number(), turn: z.number() }));
const fenceOf = (fence: Fence): FenceRow => ({
  epoch: fence.epoch,
  owed: owedList.parse(fence.owed),
  withdrawnSeq: Number(fence.withdrawn_seq),
});

/** The fences of conversations: the row whose lock orders epochs read, marks and settlements, and the sends behind it. */
@Injectable()
export class FencesStore {
  /** Makes the rows of those that have none: a conversation begins before its first number. */
  async begin(tx: EntityManager, firsts: ReadonlyMap<string, number>): Promise<void> {
    await leave(
      tx,
      tx.query(
        `INSERT INTO fences (conversation_id, passed_seq) SELECT id, seq - 1 FROM unnest($1::text[], $2::bigint[]) AS first (id, seq) ORDER BY id
       ON CONFLICT (conversation_id) DO UPDATE SET passed_seq = excluded.passed_seq WHERE fences.passed_seq IS NULL`,
        [[...firsts.keys()], [...firsts.values()]],
      ),
    );
  }

  /** Locks the conversation's fence: what is decided until the commit is decided in the newest epoch read. */
  async lock(tx: EntityManager, conversationId: string): Promise<LockedLane> {
    return (await this.lockAll(tx, [conversationId])).get(conversationId) as LockedLane;
  }

  /** The same for several, in order. @returns a lane for each */
  async lockAll(tx: EntityManager, conversationIds: readonly string[]): Promise<Map<string, LockedLane>> {
    const ids = [...new Set(conversationIds)];
    const { lanes } = await this.look(tx, ids, '');
    if (lanes.size === ids.length) return lanes;
    await this.make(tx, ids);
    return this.lockAll(tx, ids);
  }

  /**
   * Locks those that nobody else holds and waits for none: a transaction that holds some already would take these out of order.
   * @returns their lanes, and of the others those with something to send
   */
  lockFree(tx: EntityManager, conversationIds: readonly string[]): Promise<{ lanes: Map<string, LockedLane>; held: Set<string> }> {
    return this.look(tx, conversationIds, 'SKIP LOCKED');
  }

  private async look(
    tx: EntityManager,
    ids: readonly string[],
    others: '' | 'SKIP LOCKED',
  ): Promise<{ lanes: Map<string, LockedLane>; held: Set<string> }> {
    // asked for together: the sends are read once the locks are held, as that is a statement of its own
    const [locked, rows] = await Promise.all([
      this.lockKnown(tx, ids, others),
      tx.query<StoredSend[]>(`SELECT ${all} FROM sends WHERE conversation_id = ANY($1) AND ${open} ORDER BY dispatch_seq`, [ids]),
    ]);
    const sends = new Map(locked.map(({ conversation_id: id }): [string, SendRow[]] => [id, []]));
    const held = new Set<string>();
    for (const send of rows.map(sendOf)) {
      const known = sends.get(send.conversationId);
      if (known) known.push(send);
      else held.add(send.conversationId);
    }
    const lanes = locked.map((fence): [string, LockedLane] => [
      fence.conversation_id,
      {
        fence: fenceOf(fence),
        passedSeq: Number(fence.passed_seq ?? 0),
        open: sends.get(fence.conversation_id) ?? [],
        paidTo: fence.paid_to,
      },
    ]);
    return { lanes: new Map(lanes), held };
  }

  /** The same lock, where the other sends of the conversation don't matter. */
  async lockFence(tx: EntityManager, conversationId: string): Promise<FenceRow> {
    const [known] = await this.lockKnown(tx, [conversationId]);
    if (known) return fenceOf(known);
    await this.make(tx, [conversationId]);
    const [made] = await this.lockKnown(tx, [conversationId]);
    return made ? fenceOf(made) : openFence;
  }

  private lockKnown(tx: EntityManager, ids: readonly string[], others: '' | 'SKIP LOCKED' = ''): Promise<Fence[]> {
    return tx.query<Fence[]>(
      `SELECT conversation_id, epoch, passed_seq, owed, paid_to, withdrawn_seq FROM fences WHERE conversation_id = ANY($1) ORDER BY conversation_id FOR UPDATE ${others}`,
      [ids],
    );
  }

  private async make(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await tx.query('INSERT INTO fences (conversation_id) SELECT id FROM unnest($1::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING', [
      ids,
    ]);
  }

  async save(tx: EntityManager, conversationId: string, fence: FenceRow): Promise<void> {
    const owed: readonly Owed[] = fence.owed;
    await leave(
      tx,
      tx.query('UPDATE fences SET epoch = $2, owed = $3 WHERE conversation_id = $1', [conversationId, fence.epoch, JSON.stringify(owed)]),
    );
  }

  /** The customer said STOP after this number. Under the lock. */
  async withdraw(tx: EntityManager, conversationId: string, dispatchSeq: number): Promise<void> {
    await leave(
      tx,
      tx.query('UPDATE fences SET withdrawn_seq = greatest(withdrawn_seq, $2) WHERE conversation_id = $1', [conversationId, dispatchSeq]),
    );
  }

  /** Meta said that their customer gets too much: the bucket holds no more than is paid for by `paidTo`, what was refused is given back. Under the lock. */
  async tooFast(tx: EntityManager, conversationId: string, paidTo: number, givenBackMs: number): Promise<void> {
    await tx.query('UPDATE fences SET paid_to = greatest(paid_to - $3, $2) WHERE conversation_id = $1', [
      conversationId,
      paidTo,
      givenBackMs,
    ]);
  }

  /** The conversations have come as far as these numbers. Under the locks. */
  async pass(tx: EntityManager, passed: ReadonlyMap<string, number>): Promise<void> {
    await leave(
      tx,
      tx.query(
        'UPDATE fences SET passed_seq = greatest(passed_seq, now.seq) FROM unnest($1::text[], $2::bigint[]) AS now (id, seq) WHERE conversation_id = now.id',
        [[...passed.keys()], [...passed.values()]],
      ),
    );
  }
}
