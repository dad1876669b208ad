import { createHash, randomUUID } from 'node:crypto';
import { Logger } from '@frontdesk/runtime';
import { Vault, VaultKeyMissing } from '@frontdesk/vault';
import { headBytes, sentFile } from '@frontdesk/whatsapp';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { mostSentBytes } from '../domain/media.ts';
import type { MediaFailure } from '../domain/media.ts';
import { MEDIA_STORAGE } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';
import { Settings } from './settings.ts';

/** longer than a request may take to arrive; then what was not taken to its end is removed */
const leaseMs = 10 * 60_000;

export interface Taken {
  readonly id: string;
  readonly kind: string;
  readonly mime: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Ends the stream of a file that is too large. */
class TooLarge extends Error {}

/** Takes what a person is about to send: told by its first bytes, sealed piece by piece on the way into the store. Memory stays flat. */
@Injectable()
export class SentFiles {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: MediaStore,
    private readonly vault: Vault,
    private readonly settings: Settings,
    private readonly logger: Logger,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage | undefined,
  ) {}

  async take(source: AsyncIterable<Uint8Array>, to: { contactId: string; numberId: string }): Promise<Taken | { refused: MediaFailure }> {
    const pieces = source[Symbol.asyncIterator]();
    try {
      return await this.keep(pieces, to);
    } finally {
      await pieces.return?.(); // also where it was not read to its end
    }
  }

  private async keep(
    pieces: AsyncIterator<Uint8Array>,
    to: { contactId: string; numberId: string },
  ): Promise<Taken | { refused: MediaFailure }> {
    if (!this.storage) return { refused: 'no_store' };
    const { manager } = this.dataSource;
    const { head, all } = await begun(pieces);
    const known = sentFile(head);
    if (!known) return { refused: 'type' };
    const id = randomUUID();
    const hash = createHash('sha256');
    const most = mostSentBytes(known.kind, this.settings.current.MEDIA_MAX_BYTES);
    let bytes = 0;
    const counted = async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const piece of all) {
        bytes += piece.length;
        if (bytes > most) throw new TooLarge();
        hash.update(piece);
        yield piece;
      }
    };
    try {
      await this.store.begin(manager, { id, ...to, ...known }, Date.now(), leaseMs);
    } catch (error) {
      if (error instanceof VaultKeyMissing) return { refused: 'erased' };
      throw error;
    }
    try {
      await this.storage.put(id, this.vault.sealStream(to.contactId, counted()));
    } catch (error) {
      const refused = error instanceof TooLarge ? 'too_large' : error instanceof VaultKeyMissing ? 'erased' : 'store';
      await this.store.failed(manager, id, refused, Date.now());
      if (refused === 'store') this.logger.error('a file to be sent was not stored', error, { file_id: id });
      return { refused };
    }
    const isKept = await this.store.stored(manager, id, known.mime, bytes, Date.now());
    return isKept ? { id, ...known, bytes, sha256: hash.digest('hex') } : { refused: 'erased' };
  }
}

/** As much of it as its type is told by, and all of it. */
async function begun(pieces: AsyncIterator<Uint8Array>): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  let head = Buffer.alloc(0);
  while (head.length < headBytes) {
    const next = await pieces.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = (async function* whole() {
    yield head;
    yield* { [Symbol.asyncIterator]: () => pieces };
  })();
  return { head, all };
}
