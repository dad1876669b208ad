import { legible, menderOf, orderNumbers } from '@frontdesk/business';
import type { Document } from './document.ts';

/** Of a long question the beginning is searched for: each of its words costs a look at every document. */
const longest = 1_000;
const wordSet = (...words: readonly string[]): ReadonlySet<string> => new Set(words.join(' ').split(' '));
const word = /\p{L}+/gu;

/** Courtesy, oaths, what was bought and when: said in any question, so that they say of none what it is about. */
const asksNothing = {
  en: wordSet(
    'hi hello hey dear please pls plz thanks thank thx ty cheers regards sorry excuse bother good morning afternoon evening',
    'fuck fucking shit shitty crap crappy damn damned hell bloody ugly stupid junk god sake',
    'yesterday ago already still yet just really actually also would could thing things something anything stuff',
    'lamp lamps chair chairs table tables sofa sofas couch bed beds shelf shelves cushion cushions pillow pillows rug rugs carpet',
    'carpets mirror mirrors vase vases plate plates cupboard wardrobe cabinet desk stool bench mattress curtain curtains blanket',
  ),
  de: wordSet(
    'hallo hi hey moin servus guten morgen abend bitte danke vielen dank lg vg mfg gruß grüße entschuldigung sorry',
    'verdammt verdammte mist scheiß scheiße scheiss scheisse dreck teufel blöd blöde blöden hässlich hässliche schrott herrgott',
    'gestern schon mal eigentlich gerade möchte möchten würde gern gerne etwas sachen ding dinge',
    'lampe lampen stuhl stühle tisch tische sofa sofas couch bett betten regal regale kissen teppich teppiche spiegel vase vasen',
    'teller schrank schränke schreibtisch hocker bank matratze matratzen vorhang vorhänge decke decken',
  ),
} as const;

type Locale = keyof typeof asksNothing;

/** Mends words with a slip of the finger in them, that were meant for one that documents speak with, or that asks nothing. */
export function menderFor(documents: readonly Document[], locale: Locale): (word: string) => string {
  const texts = documents
    .filter((one) => one.locale === locale)
    .flatMap(({ title, subject, keywords, body, passages }) => [title, subject, keywords, body, ...passages.map((one) => one.keywords)]);
  return menderOf(new Set([...(texts.join(' ').toLowerCase().match(word) ?? []), ...asksNothing[locale]]));
}

export interface Searched {
  /** the question's words with slips of the finger mended, without tokens and order numbers */
  readonly words: string;
  /** those of them that ask nothing */
  readonly asides: string;
}

export function searchedIn(question: string, locale: Locale, mend: (word: string) => string): Searched {
  const read = legible(question.slice(0, longest))
    .replace(/\[[A-Z_]+_\d+\]/g, ' ')
    .replace(orderNumbers, ' ');
  const words = read.replace(word, (written) => mend(written.toLowerCase()));
  return { words, asides: (words.match(word) ?? []).filter((one) => asksNothing[locale].has(one)).join(' ') };
}
