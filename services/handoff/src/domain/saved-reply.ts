import type { DataInit } from '@frontdesk/contracts';
import { redact } from '@frontdesk/vault';

/** that customers are answered in */
export const languages = ['en', 'de'] as const;
export type Texts = Readonly<Partial<Record<(typeof languages)[number], string>>>;

/** characters; a text is one message of WhatsApp's */
export const longestName = 60;
export const longestText = 4_096;
export const mostReplies = 200;

/** A text that leads keep for whoever answers. */
export interface SavedReply {
  readonly id: string;
  readonly name: string;
  /** one at least */
  readonly texts: Texts;
  /** counted from 1 */
  readonly version: number;
  readonly by: string;
  /** ms */
  readonly at: number;
}

/** Which one is meant, and as it stood when it was looked at; `of` 0: it is a new one. */
export interface Seen {
  readonly id: string;
  readonly of: number;
}

export type Refusal =
  /** by whom; undefined: it was removed */
  { readonly code: 'CHANGED_MEANWHILE'; readonly by: string | undefined } | { readonly code: 'NAME_TAKEN' } | { readonly code: 'TOO_MANY' };

type Said = DataInit<'SavedReplyChanged'>;
export type Kept = { readonly reply: SavedReply; readonly said: Said } | { readonly refused: Refusal };
export type Removed = { readonly said: Said } | { readonly refused: Refusal };

/** A name as it is compared. */
export const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Makes or changes one. Whoever saw an older version of it is told, and nothing of the newer one is lost. */
export function keepReply(
  all: readonly SavedReply[],
  { id, of, name, texts }: Seen & Pick<SavedReply, 'name' | 'texts'>,
  by: string,
  at: number,
): Kept {
  const before = all.find((one) => one.id === id);
  if ((before?.version ?? 0) !== of) return { refused: { code: 'CHANGED_MEANWHILE', by: before?.by } };
  if (all.some((one) => one.id !== id && keyOf(one.name) === keyOf(name))) return { refused: { code: 'NAME_TAKEN' } };
  if (!before && all.length >= mostReplies) return { refused: { code: 'TOO_MANY' } };
  const reply = { id, name, texts, version: of + 1, by, at };
  return { reply, said: saidOf(reply, before ? 'changed' : 'made') };
}

export function removeReply(all: readonly SavedReply[], { id, of }: Seen, by: string): Removed {
  const before = all.find((one) => one.id === id);
  if (before?.version !== of) return { refused: { code: 'CHANGED_MEANWHILE', by: before?.by } };
  return { said: saidOf({ ...before, texts: {}, version: of + 1, by }, 'removed') };
}

/** It goes into the audit, which holds no free text: of the texts it has their lengths. */
const saidOf = ({ id, version, name, texts, by }: Omit<SavedReply, 'at'>, change: string): Said => ({
  id,
  change,
  version,
  name: redact(name).redacted,
  texts: languages.flatMap((language) => (texts[language] === undefined ? [] : [{ language, length: texts[language].length }])),
  by,
});
