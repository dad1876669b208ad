import { legible, orderNumbers } from '@frontdesk/business';

/** Lower case, without accents, apostrophes or repeated spaces: "Können  Sie's?" → "konnen sies ?" is compared by words only. */
export function normalise(text: string): string {
  return legible(text)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/['’`´]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Words of a normalised text; placeholders such as [EMAIL_1] and order numbers count as one word each. */
export function wordsOf(text: string): string[] {
  return (
    normalise(text)
      .replace(/\[([a-z_]+)_\d+\]/g, ' x$1 ')
      .replace(orderNumbers, ' xorder ')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** @returns the words of a text in which they stand apart by spaces */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** @returns a pattern that takes any of the words; bars between them, in as many pieces as read well */
export const any = (...words: readonly string[]): string => `(?:${words.join('|')})`;
