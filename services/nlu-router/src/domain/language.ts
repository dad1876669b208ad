import { wordsOf, wordSet } from './words.ts';

export type Language = 'en' | 'de';

// what is a word in both of them ("was", "will", "I'm") stands in both, and tells nothing
const common: Record<Language, ReadonlySet<string>> = {
  en: wordSet(`
    the is are was were a an and or of to in on at for with my your you i me it this that what where when how who why can could do
    does did have has not please order thanks thank hello would like want need from by still here there returns policy any about will im`),
  de: wordSet(`
    der die das den dem des ist sind war ein eine einen einem und oder von zu im auf bei fur mit mein meine meinen meiner ihr ihre
    sie ich mir mich es dies was wo wann wie wer warum kann konnen konnte hat habe haben nicht bitte bestellung danke hallo mochte
    will brauche wird noch hier guten tag moin servus vielen dank geld zuruck paket lieferung in an mensch menschen mitarbeiter dein deine deinen
    beim vom zum zur fehlt fehlen kaputt garantie versand versandkosten retoure retouren umtausch erstattung filiale
    adresse lieferadresse anschrift neue`),
};

/** The language of a text by its commonest words. What is too short to tell keeps the conversation's. */
export function languageOf(text: string, sticky: string): Language {
  const words = [...new Set(wordsOf(text))];
  const score = (language: Language) => words.filter((word) => common[language].has(word)).length;
  const [en, de] = [score('en'), score('de')];
  if (de > en) return 'de';
  // who writes German says "ok thanks" and "Order" too: one word of English is a borrowed one
  if (en - de >= (sticky === 'de' ? 2 : 1)) return 'en';
  if (/[äöüß]/i.test(text)) return 'de';
  return isLanguage(sticky) ? sticky : 'en';
}

export const isLanguage = (value: string): value is Language => value === 'en' || value === 'de';
