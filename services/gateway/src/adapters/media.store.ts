import { Vault } from '@frontdesk/vault';
import { bareMime, readInboundMedia } from '@frontdesk/whatsapp';
import type { InboundMedia, JsonObject, MediaKind } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
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
}

export interface MediaSource { readonly id: string; readonly url?: string; readonly sha256?: string }
const source = z.object({ id: z.string(), url: z.string().optional(), sha256: z.string().optional() });

@Injectable()
export class MediaStore {
  constructor(private readonly vault: Vault) {}

  /** In the transaction that takes the message; what is due lies in the table. @returns whether there is a file, and it is not known yet */
  async expect(
    tx: EntityManager, messageId: string, contactId: string, { numberId, item }: { numberId: string; item: JsonObject }, now: number,
  ): Promise<boolean> {
    const media = readInboundMedia(item);
    if (!media) return false;
    const sealed = await this.vault.sealBytes(contactId, Buffer.from(JSON.stringify(sourceOf(media))), tx);
    const rows = await tx.query<unknown[]>(`INSERT INTO media (message_id, contact_id, number_id, kind, mime, state, sealed_source, not_before, received_at)
      VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $7) ON CONFLICT (message_id) DO NOTHING RETURNING 1`,
    [messageId, contactId, numberId, media.kind, bareMime(media.mime) ?? '', sealed, new Date(now)]);
    return rows.length > 0;
  }

  /** Who sent it took it back: it is not fetched, or not kept any longer. */
  async revoke(tx: EntityManager, messageId: string): Promise<void> {
    await tx.query(`UPDATE media SET state = 'failed', reason = 'revoked' WHERE message_id = $1`, [messageId]);
  }

  /** Takes what is due, for as long as a download may take; after a crash it is due again. */
  async claim(tx: EntityManager, most: number, now: number, leaseMs: number): Promise<MediaRow[]> {
    const [rows] = await tx.query<[Row[], number]>(`UPDATE media SET attempt = attempt + 1, not_before = $3 WHERE message_id IN (
        SELECT message_id FROM media WHERE state = 'pending' AND not_before <= $1 ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING message_id, contact_id, number_id, kind, mime, sealed_source, attempt, received_at`, [new Date(now), most, new Date(now + leaseMs)]);
    return rows.map((row) => ({
      messageId: row.message_id, contactId: row.contact_id, numberId: row.number_id, kind: row.kind, mime: row.mime, sealedSource: row.sealed_source,
      attempt: row.attempt, receivedAt: row.received_at.getTime(),
    }));
  }

  async open({ contactId, sealedSource }: MediaRow): Promise<MediaSource> {
    return source.parse(JSON.parse(Buffer.from(await this.vault.openBytes(contactId, sealedSource)).toString('utf8')));
  }

  async stored(tx: EntityManager, messageId: string, mime: string, bytes: number, now: number): Promise<void> {
    await tx.query(`UPDATE media SET state = 'stored', mime = $2, bytes = $3, reason = NULL, settled_at = $4 WHERE message_id = $1 AND state = 'pending'`,
      [messageId, mime, bytes, new Date(now)]);
  }

  async again(tx: EntityManager, messageId: string, reason: MediaFailure, at: number): Promise<void> {
    await tx.query(`UPDATE media SET reason = $2, not_before = $3 WHERE message_id = $1 AND state = 'pending'`, [messageId, reason, new Date(at)]);
  }

  async failed(tx: EntityManager, messageId: string, reason: MediaFailure, now: number): Promise<void> {
    await tx.query(`UPDATE media SET state = 'failed', reason = $2, settled_at = $3 WHERE message_id = $1 AND state = 'pending'`,
      [messageId, reason, new Date(now)]);
  }
}

const sourceOf = ({ id, url, sha256 }: InboundMedia): MediaSource =>
  ({ id, ...(url !== undefined && { url }), ...(sha256 !== undefined && { sha256 }) });

interface Row {
  message_id: string; contact_id: string; number_id: string; kind: MediaKind; mime: string; sealed_source: Buffer; attempt: number; received_at: Date;
}
