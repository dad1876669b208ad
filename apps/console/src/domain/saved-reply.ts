import type { Language, SavedReply } from '../api/saved-replies.ts';

/** characters, as the server takes them */
export const longestName = 60;
export const longestText = 4_096;

export const languages = { en: 'English', de: 'German' } as const;
const known = Object.keys(languages) as Language[];

/** As it stands in the form. */
export type Words = Readonly<Record<'name' | Language, string>>;

/** One that a lead makes or changes; `of`: the version that they saw, 0: it is new. */
export interface Edit {
  readonly id: string;
  readonly of: number;
  readonly before: Words;
  readonly words: Words;
}

const nothing: Words = { name: '', en: '', de: '' };
const wordsOf = ({ name, texts }: SavedReply): Words => ({ ...nothing, ...texts, name });

/** @param id of its own, if it is new */
export function editOf(reply: SavedReply | undefined, id: string): Edit {
  const before = reply ? wordsOf(reply) : nothing;
  return { id: reply?.id ?? id, of: reply?.version ?? 0, before, words: before };
}

/** The same words over what somebody else has made of it meanwhile; over nothing, if it was removed. */
export const over = (newer: SavedReply | undefined, id: string, { words }: Edit): Edit => ({ ...editOf(newer, id), words });

export const isTouched = ({ before, words }: Edit): boolean => [...known, 'name' as const].some((part) => before[part] !== words[part]);

export const isWhole = ({ words }: Edit): boolean => words.name.trim() !== '' && known.some((language) => words[language].trim() !== '');

/** As the server takes it: a language that is left empty has no text. */
export function asKept({ of, words }: Edit): Pick<SavedReply, 'name' | 'texts'> & { of: number } {
  const texts = Object.fromEntries(known.map((one) => [one, words[one].trim()]).filter(([, text]) => text !== ''));
  return { of, name: words.name, texts };
}

/** The languages that it has, with its text in each. */
export const textsOf = ({ texts }: Pick<SavedReply, 'texts'>): { language: Language; text: string }[] =>
  known.flatMap((language) => (texts[language] ? [{ language, text: texts[language] }] : []));

/** What a customer of that language gets: theirs, where there is one. */
export function textFor(reply: Pick<SavedReply, 'texts'>, locale: Language): { language: Language; text: string } {
  const texts = textsOf(reply);
  return texts.find(({ language }) => language === locale) ?? texts[0] ?? { language: locale, text: '' };
}

/** Those that have it in their name, those that begin with it first. */
export function named<T extends Pick<SavedReply, 'name'>>(replies: readonly T[], typed: string): T[] {
  const sought = typed.trim().toLowerCase();
  const place = ({ name }: T): number => name.toLowerCase().indexOf(sought);
  return replies.filter((one) => place(one) >= 0).sort((a, b) => Number(place(a) > 0) - Number(place(b) > 0));
}
