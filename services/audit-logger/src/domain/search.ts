import { orderNumbersIn } from '@frontdesk/business';

/** What lines are looked through for: all of the words, or an order, however its number is spaced. */
export type Sought = { readonly words: readonly string[] } | { readonly order: string };

/** for `ILIKE`: what a line has to match to be looked at more closely */
export const patternsOf = (sought: Sought): string[] =>
  'words' in sought ? sought.words.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`) : [`%${digitsOf(sought.order)}%`];

/** @returns the newest of what a line says and said that holds what is sought, cut to what stands around it; undefined: none does */
export function excerptOf(versions: readonly string[], sought: Sought): string | undefined {
  const found = versions.findLast((text) => holds(text, sought));
  return found === undefined ? undefined : around(found, 'words' in sought ? sought.words : [digitsOf(sought.order)]);
}

const digitsOf = (order: string): string => order.replaceAll(/\D/g, '');
const literal = (word: string): RegExp => new RegExp(word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), 'iu');

const holds = (text: string, sought: Sought): boolean =>
  'words' in sought ? sought.words.every((word) => literal(word).test(text)) : orderNumbersIn(text).includes(sought.order);

const before = 60;
const longest = 200;

/** In one line, from shortly before the first of the words on. */
function around(text: string, words: readonly string[]): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const first = Math.min(...words.map((word) => line.search(literal(word))).filter((at) => at >= 0), line.length);
  const all = Array.from(line);
  const at = Array.from(line.slice(0, first === line.length ? 0 : first)).length;
  const from = all.length <= longest ? 0 : Math.max(0, Math.min(at - before, all.length - longest));
  const to = Math.min(all.length, from + longest);
  return `${from > 0 ? '…' : ''}${all.slice(from, to).join('')}${to < all.length ? '…' : ''}`;
}
