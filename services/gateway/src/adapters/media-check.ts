import { createHash } from 'node:crypto';
import { DownloadError, headBytes, isWhatItSays } from '@frontdesk/whatsapp';
import type { MediaKind } from '@frontdesk/whatsapp';
import { mostBytesOf } from '../domain/media.ts';
import type { MediaFailure } from '../domain/media.ts';

export interface Expected {
  readonly kind: MediaKind;
  readonly mime: string;
  readonly sha256: Uint8Array;
  /** the largest this installation takes */
  readonly ours: number;
}

/** Ends the stream of a file that is not kept; `CheckedMedia.failure` says why. */
class NotKept extends Error {}

/** Passes a file on piece by piece, and breaks off where it isn't what was said: nothing is given on before its first bytes were looked at. */
export class CheckedMedia implements AsyncIterable<Uint8Array> {
  size = 0;
  failure: MediaFailure | undefined;
  readonly #hash = createHash('sha256');

  constructor(
    private readonly source: AsyncIterable<Uint8Array>,
    private readonly expected: Expected,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { kind, mime, sha256, ours } = this.expected;
    let head = Buffer.alloc(0);
    let most = Infinity;
    const known = (): Buffer => {
      if (!isWhatItSays(mime, head)) throw this.fail('content');
      most = mostBytesOf(kind, ours, head);
      if (this.size > most) throw this.fail('too_large');
      return head;
    };
    for await (const piece of this.arriving()) {
      this.size += piece.length;
      this.#hash.update(piece);
      if (this.size > most) throw this.fail('too_large');
      if (most !== Infinity) {
        yield piece;
        continue;
      }
      head = Buffer.concat([head, piece]);
      if (head.length >= headBytes) yield known();
    }
    if (most === Infinity) yield known();
    if (!this.#hash.digest().equals(sha256)) throw this.fail('hash');
  }

  private async *arriving(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.source;
    } catch (error) {
      this.failure = error instanceof DownloadError && error.code === 'too_large' ? 'too_large' : 'unreachable';
      throw error;
    }
  }

  private fail(why: MediaFailure): NotKept {
    this.failure = why;
    return new NotKept(why);
  }
}
