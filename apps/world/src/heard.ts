/** What a customer makes of what they hear. Words of the texts that customers get, loosely: a text may be worded anew. */
type Heard = readonly string[];

const says =
  (words: RegExp) =>
  (heard: Heard): boolean =>
    heard.some((text) => words.test(text));

/** which two things are wanted is said, and that they are to be sent */
export const asksForProof = says(/(?:send me|schicken Sie mir)[^]*(?:postcode|Postleitzahl)[^]*e-?mail/i);
export const refusesProof = says(/does not match|stimmt nicht überein/i);
export const wantsOtherWords = says(/in other words|mit anderen Worten/i);
export const keepsTheQuestion = says(/kept your question|Frage habe ich mir gemerkt/i);
export const offersPerson = says(
  /\b(?:human|person|colleague|team)\b|\b(?:Mensch(?:en)?|jemand(?:en)? aus unserem Team|Kolleg\w+|Team)\b/i,
);

const english = /\b(?:the|you|your|is|are|and|not|it|of|we|have|that|this|for|here)\b/gi;
const german = /\b(?:der|die|das|Sie|Ihre?n?|ist|sind|und|nicht|es|wir|haben|dass|für|hier|ein|eine|von|mit)\b/gi;

export function languageOf(text: string): 'en' | 'de' | undefined {
  const [en, de] = [text.match(english)?.length ?? 0, text.match(german)?.length ?? 0];
  return en === de ? undefined : en > de ? 'en' : 'de';
}
