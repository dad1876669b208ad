import { createHash } from 'node:crypto';
import { Logger } from '@frontdesk/runtime';
import { Vault, VaultKeyMissing } from '@frontdesk/vault';
import { GraphClient, isWhatItSays } from '@frontdesk/whatsapp';
import type { Outcome } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { acceptedMime, afterFailure, isFresh, mostBytes } from '../domain/media.ts';
import type { MediaFailure } from '../domain/media.ts';
import { MediaFiles } from './media-files.ts';
import { MediaStore } from './media.store.ts';
import type { MediaRow } from './media.store.ts';
import { Settings } from './settings.ts';

const everyMs = 1_000;
const downloadTimeoutMs = 20_000;
const leaseMs = 3 * downloadTimeoutMs;

type Fetched = { readonly bytes: Buffer } | Failed;
interface Failed { readonly failure: MediaFailure; readonly retryAfterMs?: number }
const isFailed = (result: object): result is Failed => 'failure' in result;

/** Fetches customers' files beside the log's consumer, one at a time: a large one is held in memory until it is sealed. */
@Injectable()
export class MediaFetcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly dataSource: DataSource, private readonly store: MediaStore, private readonly vault: Vault, private readonly graph: GraphClient,
    private readonly settings: Settings, private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.look(), everyMs);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#busy;
  }

  private look(): void {
    this.#busy ??= this.work().catch((error: unknown) => this.logger.error('media not looked at', error)).finally(() => (this.#busy = undefined));
  }

  private async work(): Promise<void> {
    while (!this.#stopped) {
      const [row] = await this.store.claim(this.dataSource.manager, 1, Date.now(), leaseMs);
      if (!row) return;
      await this.one(row);
    }
  }

  private async one(row: MediaRow): Promise<void> {
    const { manager } = this.dataSource;
    const { messageId, attempt, kind } = row;
    const result = await this.keep(row);
    if (!isFailed(result)) return this.store.stored(manager, messageId, result.mime, result.size, Date.now());
    const next = afterFailure(result.failure, attempt, Math.random(), result.retryAfterMs);
    if (next.again) return this.store.again(manager, messageId, result.failure, Date.now() + next.waitMs);
    this.logger.warn('media not kept', { message_id: messageId, kind, reason: result.failure, attempt });
    await this.store.failed(manager, messageId, result.failure, Date.now());
  }

  private async keep(row: MediaRow): Promise<{ mime: string; size: number } | Failed> {
    const { FRONTDESK_DATA_DIR: dataDir, MEDIA_MAX_BYTES: ours } = this.settings.current;
    if (dataDir === undefined) return { failure: 'no_store' };
    const mime = acceptedMime(row.kind, row.mime);
    if (mime === undefined) return { failure: 'type' };
    try {
      const fetched = await this.fetch(row, mostBytes(row.kind, ours));
      if (isFailed(fetched)) return fetched;
      if (!isWhatItSays(mime, fetched.bytes)) return { failure: 'content' };
      await new MediaFiles(dataDir).put(row.messageId, await this.vault.sealBytes(row.contactId, fetched.bytes));
      return { mime, size: fetched.bytes.length };
    } catch (error) {
      if (error instanceof VaultKeyMissing) return { failure: 'erased' };
      this.logger.error('media not stored', error, { message_id: row.messageId });
      return { failure: 'unreachable' };
    }
  }

  /** From the address in the message while that is good, else from the one that Meta gives for the id. */
  private async fetch(row: MediaRow, most: number): Promise<Fetched> {
    const { id, url, sha256 } = await this.store.open(row);
    const timing = { timeoutMs: downloadTimeoutMs };
    let address = row.attempt === 1 && sha256 !== undefined && isFresh(row.receivedAt, Date.now()) ? url : undefined;
    let hash = sha256 === undefined ? undefined : Buffer.from(sha256, 'base64');
    if (address === undefined) {
      const found = await this.graph.media(id, row.numberId, timing);
      if (found.kind !== 'accepted') return failureOf(found);
      if (found.media.bytes > most) return { failure: 'too_large' };
      address = found.media.url;
      hash ??= Buffer.from(found.media.sha256, 'hex');
    }
    const answer = await this.graph.download(address, most, timing);
    if (answer.kind !== 'accepted') return failureOf(answer);
    return hash?.equals(createHash('sha256').update(answer.bytes).digest()) ? { bytes: answer.bytes } : { failure: 'hash' };
  }
}

function failureOf(outcome: Exclude<Outcome<object>, { kind: 'accepted' }>): Failed {
  if (outcome.kind === 'not_written') return { failure: 'unreachable' };
  if (outcome.kind === 'unknown') return { failure: outcome.reason === 'answer_too_large' ? 'too_large' : 'unreachable' };
  if (outcome.problems) return { failure: 'host' };
  // an address that has run out is 404 too: the next try asks for a new one
  const isGone = outcome.code === 100 || outcome.code === 131052;
  return { failure: isGone ? 'gone' : 'refused', ...(outcome.retryAfterMs !== undefined && { retryAfterMs: outcome.retryAfterMs }) };
}
