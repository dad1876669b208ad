import { bareMime, isMovingSticker, maxReceivedBytes, maxStillStickerBytes, mediaRules } from '@frontdesk/whatsapp';
import type { MediaKind } from '@frontdesk/whatsapp';

/** Why a file is not kept. */
export type MediaFailure =
  | 'type'
  | 'too_large'
  | 'content'
  | 'hash'
  | 'host'
  | 'gone'
  | 'refused'
  | 'unreachable'
  | 'store'
  | 'no_store'
  | 'erased'
  | 'unfinished'
  | 'withdrawn';

/** A customer may send a document of any type; of the other kinds Meta names the types. @returns the type without parameters */
export function acceptedMime(kind: MediaKind, mime: string): string | undefined {
  const bare = bareMime(mime);
  return bare !== undefined && (kind === 'document' || mediaRules[kind].mimes.includes(bare)) ? bare : undefined;
}

/** What Meta hands over, and no more than this installation takes. Its limits by kind are for what is sent: a sticker alone is never larger. */
export const mostBytes = (kind: MediaKind, ours: number): number =>
  Math.min(kind === 'sticker' ? mediaRules.sticker.maxBytes : maxReceivedBytes, ours);

/** The same when the first bytes are known: a sticker that doesn't move may have 100 KB. */
export const mostBytesOf = (kind: MediaKind, ours: number, head: Uint8Array): number =>
  kind === 'sticker' && !isMovingSticker(head) ? Math.min(maxStillStickerBytes, ours) : mostBytes(kind, ours);

/** Of what people send: what Meta takes of the kind, and no more than this installation keeps. */
export const mostSentBytes = (kind: MediaKind, ours: number): number => Math.min(mediaRules[kind].maxBytes, ours);

/** Meta's address of a file is good for five minutes; one is left for the download. */
export const isFresh = (receivedAt: number, now: number): boolean => now < receivedAt + 4 * 60_000;

export const maxAttempts = 5;
/** Meta keeps the file for seven days: as long as our own store is away, it is asked again. */
const keptByMetaMs = 6 * 24 * 60 * 60_000;
const longestWaitMs = 60 * 60_000;

/** A try at a file. `jitter`: 0..1, drawn by the caller; `askedMs`: what Meta asked for */
export interface Tried {
  readonly attempt: number;
  readonly ageMs: number;
  readonly jitter: number;
  readonly askedMs?: number;
}

export function afterFailure(
  reason: MediaFailure,
  { attempt, ageMs, jitter, askedMs = 0 }: Tried,
): { again: true; waitMs: number } | { again: false } {
  const passes = reason === 'store' ? ageMs < keptByMetaMs : (reason === 'unreachable' || reason === 'refused') && attempt < maxAttempts;
  if (!passes) return { again: false };
  const waitMs = Math.round(2_000 * 4 ** (Math.min(attempt, 8) - 1) * (1 + 0.5 * jitter));
  return { again: true, waitMs: Math.min(Math.max(waitMs, askedMs), longestWaitMs) };
}
