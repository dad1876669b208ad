import { bareMime, mediaRules } from '@frontdesk/whatsapp';
import type { MediaKind } from '@frontdesk/whatsapp';

/** Why a file is not kept. */
export type MediaFailure = 'type' | 'too_large' | 'content' | 'hash' | 'host' | 'gone' | 'refused' | 'unreachable' | 'no_store' | 'erased';

/** A customer may send a document of any type; of the other kinds Meta names the types. @returns the type without parameters */
export function acceptedMime(kind: MediaKind, mime: string): string | undefined {
  const bare = bareMime(mime);
  return bare !== undefined && (kind === 'document' || mediaRules[kind].mimes.includes(bare)) ? bare : undefined;
}

/** Meta's limit for the kind, and no more than this installation takes. */
export const mostBytes = (kind: MediaKind, ours: number): number => Math.min(mediaRules[kind].maxBytes, ours);

/** Meta's address of a file is good for five minutes; one is left for the download. */
export const isFresh = (receivedAt: number, now: number): boolean => now < receivedAt + 4 * 60_000;

export const maxAttempts = 5;
const passing: ReadonlySet<MediaFailure> = new Set(['unreachable', 'refused']);

/**
 * @param attempt tries so far, this one included
 * @param jitter 0..1, drawn by the caller
 * @param askedMs what Meta asked for
 */
export function afterFailure(reason: MediaFailure, attempt: number, jitter: number, askedMs = 0): { again: true; waitMs: number } | { again: false } {
  if (!passing.has(reason) || attempt >= maxAttempts) return { again: false };
  return { again: true, waitMs: Math.max(Math.min(askedMs, 60 * 60_000), Math.round(2_000 * 4 ** (attempt - 1) * (1 + 0.5 * jitter))) };
}
