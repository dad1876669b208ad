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
