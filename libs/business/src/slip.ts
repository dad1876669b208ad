/** Whether a word is another with a slip of the finger in it: a letter left out, one too many, or two that have changed places; the first one is right. */
export function isSlipOf(word: string, meant: string): boolean {
  if (word === meant || word[0] !== meant[0] || Math.abs(word.length - meant.length) > 1) return false;
  const { rest, wanted } = fromDifference(word, meant);
  const swapped = rest.length > 1 ? rest[1]! + rest[0]! + rest.slice(2) : rest;
  return rest.slice(1) === wanted || rest === wanted.slice(1) || swapped === wanted;
}

/** Whether one letter is another one: where few words are looked for, that is a slip too. */
export function hasAnotherLetter(word: string, meant: string): boolean {
  const { rest, wanted } = fromDifference(word, meant);
  return word !== meant && word[0] === meant[0] && rest.slice(1) === wanted.slice(1);
}

function fromDifference(word: string, meant: string): { readonly rest: string; readonly wanted: string } {
  let from = 0;
  while (from < word.length && word[from] === meant[from]) from += 1;
  return { rest: word.slice(from), wanted: meant.slice(from) };
}

/** Shorter words are too often another one with a letter changed. */
const mistyped = 5;

/**
 * @param known small words
 * @returns what a word that is not known is a slip of, or itself; what is an inflection of a known one is none
 */
export function menderOf(known: ReadonlySet<string>): (word: string) => string {
  const byLetter = new Map<string, string[]>();
  for (const one of known) {
    if (one.length >= mistyped) byLetter.set(one[0]!, [...(byLetter.get(one[0]!) ?? []), one]);
  }
  return (word) => {
    if (word.length < mistyped - 1 || known.has(word)) return word;
    return byLetter.get(word[0]!)?.find((one) => isSlipOf(word, one) && !isInflectionOf(word, one)) ?? word;
  };
}

/** "storniere" is no slip of "stornierte", nor "weiter" of "weitere". */
const isInflectionOf = (word: string, other: string): boolean =>
  word.startsWith(other) || other.startsWith(word) || word.replace(ending, '') === other.replace(ending, '');
const ending = /(?:t?e[mnrs]?|t)$/;
