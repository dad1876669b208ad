/** Meta's limit for a text body, in characters (UTF-16 units). */
export const maxTextLength = 4096;

const sentenceEnd = /[.!?…](?=\s)|\n/g;

/** Splits a long answer into bodies of at most `limit`: at sentence ends, else between words, else anywhere but inside a character. */
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
  let best = 0;
  for (const match of head.matchAll(sentenceEnd)) if (match.index + 1 <= limit) best = match.index + 1;
  if (best > limit / 4) return best;
  const space = head.lastIndexOf(' ');
  if (space > limit / 4) return space;
  const high = text.charCodeAt(limit - 1);
  return high >= 0xd800 && high <= 0xdbff ? limit - 1 : limit;
}
