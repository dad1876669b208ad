import type { OutboundFile } from '@frontdesk/contracts';
import { Logger } from '@frontdesk/runtime';
import { Vault } from '@frontdesk/vault';
import { GraphClient } from '@frontdesk/whatsapp';
import type { Outcome } from '@frontdesk/whatsapp';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MEDIA_STORAGE } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';
import type { SendRow } from './send-row.ts';

/** 100 MB at 7 Mbit/s */
export const uploadTimeoutMs = 120_000;

export type Upload = Outcome<{ mediaId: string }>;
type Ended = Exclude<Upload, { kind: 'unknown' }>;

const gone: Ended = {
  kind: 'rejected',
  code: 0,
  title: 'The file is not kept any more',
  details: '',
  httpStatus: 0,
  retryClass: 'N',
};

/**
 * Meta has a file before the message that shows it. It is no send: nobody sees it, so it needs no mark, and one without an answer is made again. What
 * became of it is kept in memory until the send was called; after a crash Meta gets it once more, and forgets both after 30 days.
 */
@Injectable()
export class Uploads {
  /** by send */
  readonly #ended = new Map<string, Ended>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: MediaStore,
    private readonly vault: Vault,
    private readonly graph: GraphClient,
    private readonly logger: Logger,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage | undefined,
  ) {}

  /** @returns undefined while nothing came of it yet */
  of(sendId: string): Ended | undefined {
    return this.#ended.get(sendId);
  }

  /** The call of the send is made with it, or not made because of it; the next one begins anew. */
  take(sendId: string): Ended | undefined {
    const ended = this.of(sendId);
    this.#ended.delete(sendId);
    return ended;
  }

  /** @param name as Meta is told; what the customer sees says the message */
  async upload({ sendId, contactId, numberId }: SendRow, { fileId }: OutboundFile): Promise<void> {
    const outcome = await this.one(fileId, contactId, numberId).catch((error: unknown): Upload => {
      this.logger.error('a file was not read, it is tried again', error, { send_id: sendId });
      return { kind: 'not_written', reason: 'store' };
    });
    this.#ended.set(sendId, outcome.kind === 'unknown' ? { kind: 'not_written', reason: outcome.reason } : outcome);
  }

  private async one(fileId: string, contactId: string, numberId: string): Promise<Upload> {
    const [file] = await this.store.states(this.dataSource.manager, [fileId]);
    if (!file?.ours || file.state !== 'stored' || file.contactId !== contactId) return gone;
    const sealed = await this.storage?.get(fileId);
    if (!sealed) return gone;
    const { kind, mime, bytes } = file;
    const source = this.vault.openStream(contactId, sealed);
    const filename = `${kind}.${mime.slice(mime.indexOf('/') + 1)}`;
    return this.graph
      .upload(numberId, { kind, mime, filename, size: bytes ?? 0, source }, { timeoutMs: uploadTimeoutMs })
      .finally(() => sealed.destroy()); // of what is not begun nothing is read: a file or a connection would stay open
  }
}
