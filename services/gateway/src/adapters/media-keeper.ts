import { Logger } from '@frontdesk/runtime';
import { Vault, VaultKeyMissing } from '@frontdesk/vault';
import { GraphClient } from '@frontdesk/whatsapp';
import type { Download, Outcome } from '@frontdesk/whatsapp';
import { Inject, Injectable } from '@nestjs/common';
import { acceptedMime, isFresh, mostBytes } from '../domain/media.ts';
import type { MediaFailure } from '../domain/media.ts';
import { CheckedMedia } from './media-check.ts';
import { MEDIA_STORAGE } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';
import type { MediaRow } from './media.store.ts';
import { Settings } from './settings.ts';

const lookUpTimeoutMs = 20_000;
/** 100 MB at 7 Mbit/s */
const downloadTimeoutMs = 120_000;
/** A try takes no longer: so long it is its taker's. */
export const fetchMs = downloadTimeoutMs + 3 * lookUpTimeoutMs;

type Fetched = (Download & { readonly sha256: Buffer }) | Failed;
interface Failed {
  readonly failure: MediaFailure;
  readonly retryAfterMs?: number;
}
export const isFailed = (result: object): result is Failed => 'failure' in result;

/** A customer's file, sealed piece by piece on the way from Meta into the store: however large, memory stays flat. */
@Injectable()
export class MediaKeeper {
  constructor(
    private readonly store: MediaStore,
    private readonly vault: Vault,
    private readonly graph: GraphClient,
    private readonly settings: Settings,
    private readonly logger: Logger,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage | undefined,
  ) {}

  async keep(row: MediaRow): Promise<{ mime: string; size: number } | Failed> {
    if (!this.storage) return { failure: 'no_store' };
    const { MEDIA_MAX_BYTES: ours } = this.settings.current;
    const mime = acceptedMime(row.kind, row.mime);
    if (mime === undefined) return { failure: 'type' };
    let checked: CheckedMedia | undefined;
    try {
      const fetched = await this.fetch(row, mostBytes(row.kind, ours));
      if (isFailed(fetched)) return fetched;
      checked = new CheckedMedia(fetched.source, { kind: row.kind, mime, sha256: fetched.sha256, ours });
      await this.storage.put(row.messageId, this.vault.sealStream(row.contactId, checked));
      return { mime, size: checked.size };
    } catch (error) {
      if (error instanceof VaultKeyMissing) return { failure: 'erased' };
      if (checked?.failure !== undefined) return { failure: checked.failure };
      this.logger.error('media not stored', error, { message_id: row.messageId });
      return { failure: 'store' };
    }
  }

  /** From the address in the message while that is good, else from the one that Meta gives for the id. */
  private async fetch(row: MediaRow, most: number): Promise<Fetched> {
    const { id, url, sha256 } = await this.store.open(row);
    let address = row.attempt === 1 && sha256 !== undefined && isFresh(row.receivedAt, Date.now()) ? url : undefined;
    let hash = sha256 === undefined ? undefined : digestOf(sha256);
    if (address === undefined) {
      const found = await this.graph.media(id, row.numberId, { timeoutMs: lookUpTimeoutMs });
      if (found.kind !== 'accepted') return failureOf(found);
      if (found.media.bytes > most) return { failure: 'too_large' };
      address = found.media.url;
      hash ??= digestOf(found.media.sha256);
    }
    const answer = await this.graph.download(address, most, { timeoutMs: downloadTimeoutMs });
    if (answer.kind !== 'accepted') return failureOf(answer);
    return { source: answer.source, sha256: hash ?? Buffer.alloc(0) };
  }
}

/** Base64 in most webhooks, hex in look-ups and some webhooks. */
const digestOf = (sha256: string): Buffer => Buffer.from(sha256, /^[0-9a-f]{64}$/i.test(sha256) ? 'hex' : 'base64');

function failureOf(outcome: Exclude<Outcome<object>, { kind: 'accepted' }>): Failed {
  if (outcome.kind === 'not_written') return { failure: 'unreachable' };
  if (outcome.kind === 'unknown') return { failure: outcome.reason === 'answer_too_large' ? 'too_large' : 'unreachable' };
  if (outcome.problems) return { failure: 'host' };
  // an address that has run out is 404 too: the next try asks for a new one
  const isGone = outcome.code === 100 || outcome.code === 131052;
  return { failure: isGone ? 'gone' : 'refused', ...(outcome.retryAfterMs !== undefined && { retryAfterMs: outcome.retryAfterMs }) };
}
