import { notHeld } from '@frontdesk/bus';
import { deletes } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config.ts';
import { expireMedia } from './media.store.ts';

const dayMs = 24 * 60 * 60_000;

const received = `DELETE FROM received WHERE message_id IN (
  SELECT message_id FROM received WHERE received_at < $1 AND ${notHeld()} ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;
const sends = `WITH old AS (
    SELECT send_id FROM sends WHERE state IN ('accepted', 'failed', 'cancelled', 'unconfirmed') AND queued_at < $1 AND ${notHeld()}
    ORDER BY queued_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  gone AS (DELETE FROM sent WHERE send_id IN (SELECT send_id FROM old))
  SELECT send_id FROM old`;

const changes = `DELETE FROM order_changes WHERE change_id IN (
  SELECT change_id FROM order_changes WHERE state NOT IN ('queued', 'asking') AND queued_at < $1 AND ${notHeld()}
  ORDER BY queued_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

type Keep = Pick<GatewayConfig, 'MESSAGE_IDS_KEEP_DAYS' | 'MEDIA_KEEP_DAYS'>;

/** Customers' messages have the clock's time, their files and sends real time. */
export function forgotten({ MESSAGE_IDS_KEEP_DAYS, MEDIA_KEEP_DAYS }: Keep): Forgotten[] {
  const keptMs = MESSAGE_IDS_KEEP_DAYS * dayMs;
  return [
    { what: 'message ids', keptMs, step: deletes(received) },
    { what: 'sends', keptMs, inRealTime: true, step: forgetSends },
    { what: 'changes in the shop', keptMs, inRealTime: true, step: deletes(changes) },
    { what: 'files', keptMs: MEDIA_KEEP_DAYS * dayMs, inRealTime: true, step: expireMedia },
  ];
}

/** A send and what Meta called its chunks, in one transaction. */
const forgetSends = (db: DataSource, before: Date, limit: number): Promise<number> =>
  db.transaction(async (tx) => {
    const rows = await tx.query<{ send_id: string }[]>(sends, [before, limit]);
    await tx.query('DELETE FROM sends WHERE send_id = ANY($1)', [rows.map((row) => row.send_id)]);
    return rows.length;
  });
