import { notHeld } from '@frontdesk/bus';
import { Vault } from '@frontdesk/vault';
import { bareMime, readInboundMedia } from '@frontdesk/whatsapp';
import type { InboundMedia, JsonObject, MediaKind } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { MediaFailure } from '../domain/media.ts';

/** A file that is to be fetched. Times are real time, ms. */
export interface MediaRow {
  readonly messageId: string;
  readonly contactId: string;
  readonly numberId: string;
  readonly kind: MediaKind;
  readonly mime: string;
  readonly sealedSource: Buffer;
  readonly attempt: number;
  readonly receivedAt: number;
  /** a person's that was not taken to its end: Meta has no such file */
  readonly ours: boolean;
}

/** A file that a person sends, as it is told by its first bytes. */
export interface SentFile extends Pick<MediaRow, 'contactId' | 'numberId' | 'kind' | 'mime'> {
  readonly id: string;
}

/** A file as others may know of it; `reason` says why it is not kept, or not yet. */
export interface MediaState {
  readonly messageId: string;
  readonly contactId: string;
  readonly kind: MediaKind;
  readonly mime: string;
  /** a person sends it */
  readonly ours: boolean;
  readonly bytes: number | null;
  readonly state: 'pending' | 'stored' | 'failed';
  readonly reason: string | null;
}
interface StateRow {
  message_id: string;
  contact_id: string;
  kind: MediaKind;
  mime: string;
  ours: boolean;
  bytes: string | null;
  state: MediaState['state'];
  reason: string | null;
}

export interface MediaSource {
  readonly id: string;
  readonly url?: string;
  readonly sha256?: string;
}
const source = z.object({ id: z.string(), url: z.string().optional(), sha256: z.string().optional() });

const ofNoHold = notHeld('contact_id', 'contact_id');
const nothingKept = `mime = '', bytes = NULL, sealed_source = NULL`;

/** What was received before is not kept any longer; its row says only that there was something. @returns how many there were, `most` if there may be more */
export async function expireMedia(db: DataSource, before: Date, most: number): Promise<number> {
  const [, expired] = await db.query<[unknown[], number]>(
    `UPDATE media SET state = 'failed', reason = CASE state WHEN 'failed' THEN reason ELSE 'expired' END,
      ${nothingKept}, settled_at = coalesce(settled_at, $2) WHERE message_id IN (
      SELECT message_id FROM media WHERE sealed_source IS NOT NULL AND received_at < $1 AND ${ofNoHold}
      ORDER BY received_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
    [before, new Date(), most],
  );
  return expired;
}

@Injectable()
export class MediaStore {
  constructor(private readonly vault: Vault) {}

  /** In the transaction that takes the message; what is due lies in the table. @returns whether there is a file, and it is not known yet */
  async expect(
    tx: EntityManager,
    messageId: string,
    contactId: string,
    { numberId, item }: { numberId: string; item: JsonObject },
    now: number,
  ): Promise<boolean> {
    const media = readInboundMedia(item);
    if (!media) return false;
    const sealed = await this.vault.sealBytes(contactId, Buffer.from(JSON.stringify(sourceOf(media))), tx);
    const rows = await tx.query<unknown[]>(
      `INSERT INTO media (message_id, contact_id, number_id, kind, mime, state, sealed_source, not_before, received_at)
      VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $7) ON CONFLICT (message_id) DO NOTHING RETURNING 1`,
      [messageId, contactId, numberId, media.kind, bareMime(media.mime) ?? '', sealed, new Date(now)],
    );
    return rows.length > 0;
  }

  /** A person's, before its first byte is kept; until `leaseMs` are over whoever takes it is at it. @throws VaultKeyMissing */
  async begin(tx: EntityManager, { id, contactId, numberId, kind, mime }: SentFile, now: number, leaseMs: number): Promise<void> {
    const sealed = await this.vault.sealBytes(contactId, Buffer.from('{}'), tx);
    await tx.query(
      `INSERT INTO media (message_id, contact_id, number_id, kind, mime, state, sealed_source, attempt, not_before, received_at, ours)
      VALUES ($1, $2, $3, $4, $5, 'pending', $6, 1, $7, $8, true)`,
      [id, contactId, numberId, kind, mime, sealed, new Date(now + leaseMs), new Date(now)],
    );
  }

  /** A person's, taken out of the box again before anything was said with it. */
  async withdraw(tx: EntityManager, id: string, now: number): Promise<void> {
    await tx.query(
      `UPDATE media SET state = 'failed', reason = 'withdrawn', ${nothingKept}, settled_at = $2, not_before = $2
      WHERE message_id = $1 AND ours AND state = 'stored'`,
      [id, new Date(now)],
    );
  }

  /** Who sent it took it back: it is not fetched, or not kept any longer. Whoever fetches it now may be at it until `not_before`. */
  async revoke(tx: EntityManager, messageId: string, now: number): Promise<void> {
    await tx.query(
      `UPDATE media SET state = 'failed', reason = 'revoked', ${nothingKept}, settled_at = coalesce(settled_at, $2),
      not_before = CASE state WHEN 'pending' THEN not_before ELSE $2 END WHERE message_id = $1`,
      [messageId, new Date(now)],
    );
  }

  /** Messages whose files are to be removed; again after `leaseMs` unless they were. */
  async claimRemovals(tx: EntityManager, most: number, now: number, leaseMs: number): Promise<string[]> {
    const [rows] = await tx.query<[{ message_id: string }[], number]>(
      `UPDATE media SET not_before = $3 WHERE message_id IN (
        SELECT message_id FROM media WHERE state = 'failed' AND attempt > 0 AND removed_at IS NULL AND not_before <= $1 AND ${ofNoHold}
        ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING message_id`,
      [new Date(now), most, new Date(now + leaseMs)],
    );
    return rows.map((row) => row.message_id);
  }

  /** With what the claim was made with: one that was stored meanwhile is to be removed once more. */
  async removed(tx: EntityManager, messageIds: readonly string[], now: number, leaseMs: number): Promise<void> {
    await tx.query('UPDATE media SET removed_at = $2 WHERE message_id = ANY($1) AND not_before = $3', [
      messageIds,
      new Date(now),
      new Date(now + leaseMs),
    ]);
  }

  /** Takes what is due, for as long as a download may take; after a crash it is due again. */
  async claim(tx: EntityManager, most: number, now: number, leaseMs: number): Promise<MediaRow[]> {
    const [rows] = await tx.query<[Row[], number]>(
      `UPDATE media SET attempt = attempt + 1, not_before = $3 WHERE message_id IN (
        SELECT message_id FROM media WHERE state = 'pending' AND not_before <= $1 ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING message_id, contact_id, number_id, kind, mime, sealed_source, attempt, received_at, ours`,
      [new Date(now), most, new Date(now + leaseMs)],
    );
    return rows.map((row) => ({
      messageId: row.message_id,
      contactId: row.contact_id,
      numberId: row.number_id,
      kind: row.kind,
      mime: row.mime,
      sealedSource: row.sealed_source,
      attempt: row.attempt,
      receivedAt: row.received_at.getTime(),
      ours: row.ours,
    }));
  }

  /** What there is of each message's file; a message without one is left out. */
  async states(tx: EntityManager, messageIds: readonly string[]): Promise<MediaState[]> {
    const rows = await tx.query<StateRow[]>(
      'SELECT message_id, contact_id, kind, mime, ours, bytes, state, reason FROM media WHERE message_id = ANY($1)',
      [messageIds],
    );
    return rows.map(({ message_id: messageId, contact_id: contactId, kind, mime, ours, bytes, state, reason }) => ({
      messageId,
      contactId,
      kind,
      mime,
      ours,
      state,
      reason,
      bytes: bytes === null ? null : Number(bytes),
    }));
  }

  async open({ contactId, sealedSource }: MediaRow): Promise<MediaSource> {
    return source.parse(JSON.parse(Buffer.from(await this.vault.openBytes(contactId, sealedSource)).toString('utf8')));
  }

  /** @returns false if it is not to be kept by now: then it is to be removed */
  async stored(tx: EntityManager, messageId: string, mime: string, bytes: number, now: number): Promise<boolean> {
    const [, kept] = await tx.query<[unknown[], number]>(
      `UPDATE media SET state = 'stored', mime = $2, bytes = $3, reason = NULL, settled_at = $4 WHERE message_id = $1 AND state = 'pending'`,
      [messageId, mime, bytes, new Date(now)],
    );
    if (kept === 0)
      await tx.query(`UPDATE media SET removed_at = NULL, not_before = $2 WHERE message_id = $1 AND state = 'failed'`, [
        messageId,
        new Date(now),
      ]);
    return kept > 0;
  }

  async again(tx: EntityManager, messageId: string, reason: MediaFailure, at: number): Promise<void> {
    await tx.query(`UPDATE media SET reason = $2, not_before = $3 WHERE message_id = $1 AND state = 'pending'`, [
      messageId,
      reason,
      new Date(at),
    ]);
  }

  async failed(tx: EntityManager, messageId: string, reason: MediaFailure, now: number): Promise<void> {
    await tx.query(`UPDATE media SET state = 'failed', reason = $2, settled_at = $3 WHERE message_id = $1 AND state = 'pending'`, [
      messageId,
      reason,
      new Date(now),
    ]);
  }
}

const sourceOf = ({ id, url, sha256 }: InboundMedia): MediaSource => ({
  id,
  ...(url !== undefined && { url }),
  ...(sha256 !== undefined && { sha256 }),
});

interface Row {
  message_id: string;
  contact_id: string;
  number_id: string;
  kind: MediaKind;
  mime: string;
  sealed_source: Buffer;
  attempt: number;
  received_at: Date;
  ours: boolean;
}
