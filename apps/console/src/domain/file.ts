import type { KeptFile } from '../api/files.ts';

const kinds: Record<string, string> = { image: 'Photo', sticker: 'Sticker', video: 'Video', audio: 'Voice message', document: 'Document' };
const reasons: Record<string, string> = {
  revoked: 'the customer deleted it',
  expired: 'its days are over',
  erased: 'the customer was erased',
  type: 'its type is not taken',
  too_large: 'it is too large',
  content: 'it is not what it said it was',
  hash: 'it did not arrive whole',
  gone: 'WhatsApp no longer has it',
  no_store: 'files are not kept here',
  not_kept: 'it was not kept',
};

export const fileWord = (kind: string): string => kinds[kind] ?? 'File';

/** How it is shown: `picture`, `sound` and `film` in place, anything else is offered for saving. */
export function fileShown({ kind, state, mime }: KeptFile): 'picture' | 'sound' | 'film' | 'saved' | 'none' {
  if (state !== 'kept') return 'none';
  const family = mime.split('/')[0];
  if ((kind === 'image' || kind === 'sticker') && /^image\/(jpeg|png|webp)$/.test(mime)) return 'picture';
  if (kind === 'audio' && family === 'audio') return 'sound';
  return kind === 'video' && family === 'video' ? 'film' : 'saved';
}

/** What is said in place of a file that is not there. */
export function fileAbsent({ kind, state, reason }: KeptFile): string {
  const word = fileWord(kind);
  if (state === 'coming') return `${word}: being fetched from WhatsApp…`;
  if (state === 'unknown') return `${word}: cannot be shown at the moment.`;
  return `${word}: no longer here, ${reasons[reason ?? ''] ?? 'it could not be fetched'}.`;
}

export function fileSize(bytes: number | null): string {
  if (bytes === null) return '';
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
