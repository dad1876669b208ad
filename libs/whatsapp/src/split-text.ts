/** Meta's limit for a text body, in characters (UTF-16 units). */
export const maxTextLength = 4096;

/**
 * Where a sentence ends: at its mark, with the quotes and brackets that close there and the numbers of its sources, or at the end of a line. The number
 * of a list's entry ends none. Chinese and Japanese leave no space after it.
 */
const sentenceEnd = /(?:(?<!(?:^|\n)[ \t]*\d{1,3})[.!?…؟।]+["'”’»)\]]*(?:\s?\[\d{1,3}\])*(?=\s)|[。！？]+["”’」』）]*)|\n/g;
const space = /\s(?<!\u00a0)/g;
const address = /^(?:https?:\/\/|www\.)/i;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Splits a long answer into bodies of at most `limit`: at sentence ends, else between words, else anywhere but inside a character as a person sees it. No
 * address is cut that fits into a body.
 */
export function splitText(text: string, limit: number = maxTextLength): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const end = cut(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

function cut(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  const ends = [...head.matchAll(sentenceEnd)].map(({ 0: mark, index }) => index + mark.length).filter((end) => end <= limit);
  const sentence = ends.at(-1) ?? 0;
  if (sentence > limit / 4) return sentence;
  const word = [...head.matchAll(space)].at(-1)?.index ?? 0;
  if (word > limit / 4 || (word > 0 && address.test(text.slice(word + 1)))) return word;
  const grapheme = graphemes.segment(text).containing(limit)!.index;
  if (grapheme > 0) return grapheme;
  // one character of a person's, longer than a body
  const high = text.charCodeAt(limit - 1);
  return high >= 0xd800 && high <= 0xdbff ? limit - 1 : limit;
}
