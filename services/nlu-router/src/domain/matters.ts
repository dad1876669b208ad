import { asks, hidesProof, orderNumberIn } from '@frontdesk/business';
import { isSure, noMatter, sureApart } from './burst.ts';
import type { Classified, Classifier } from './classifier.ts';

/** Several questions may be one matter: what is broken is returned, what is returned or cancelled is refunded, and who waits asks how long it takes. */
const sameMatter: Readonly<Record<string, string>> = {
  returns_policy: 'refund',
  technical: 'refund',
  other: 'refund',
  delivery: 'order_status',
};
const cost = /\b(?:costs?|how much|price|free|(?:versand)?kosten(?:los)?|kostet|wie teuer|gratis)\b/iu;
const matterOf = (intent: string, words: string): string =>
  intent === 'delivery' && cost.test(words) ? intent : (sameMatter[intent] ?? intent);

/** "Where is it?" asks on about what was told before it. */
const refersBack = /\b(?:it|they|them|ihn|er|(?<!gibt )es|(?:ist|kommt|bleibt|wird) sie)\b/iu;
const namesOrder = /\b(?:orders?|parcel|package|delivery|bestellung|paket|lieferung|sendung|fd[\s-]{0,3}\d{4,})\b/iu;

const sentenceEnd = /\n|(?<=[.?!…]) /u;
/** Where a further question begins within a sentence. */
const further = new RegExp(
  ',? (?=(?:and|also|plus|und|au(?:ß|ss)erdem) (?:(?:also|then|please|auch|noch|dann|bitte|au(?:ß|ss)erdem) )?(?:' +
    "what|where|when|which|how|why|who|can|could|may|do|does|did|is|are|have|will|would|i'd|i (?:would|want|need)|" +
    'was|wo|wann|welche[rsn]?|wie|warum|wieso|wer|k[aoö]nn(?:en|te|t)?|darf|ist|sind|hab(?:en|t)|gibt|ich (?:möchte|will|brauche|hätte)) )',
  'iu',
);

interface Part extends Pick<Classified, 'intent' | 'confidence'> {
  readonly words: string;
  /** what it surely asks about by itself; empty: nothing */
  readonly matter: string;
}

const piecesOf = (text: string): string[] =>
  text
    .replace(/[^\S\n]+/gu, ' ')
    .split(sentenceEnd)
    .flatMap((sentence) => sentence.split(further))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');

function partOf(words: string, language: string, classify: Classifier): Part {
  const { intent, confidence } = classify(words, language);
  const matter = matterOf(intent, words);
  const asksOn = matter !== 'refund' && refersBack.test(words) && !namesOrder.test(words);
  const isApart = confidence >= sureApart && !noMatter.has(intent) && asks(words) && !asksOn;
  return { words, intent, confidence, matter: isApart ? matter : '' };
}

/** Of several matters the one that is answered now, and the words of the others, which are answered after it. */
export interface Apart extends Pick<Classified, 'intent' | 'confidence'> {
  readonly first: string;
  readonly later: string;
}

/**
 * Only what surely asks for something by itself is a matter of its own; what is told around it belongs to it. An order comes last: its proof is asked
 * for when nothing else is left, and while the shop is away the others do not wait for it.
 * @returns undefined: it is all one matter
 */
export function mattersApart(text: string, language: string, classify: Classifier): Apart | undefined {
  const pieces = piecesOf(text);
  if (pieces.length < 2) return undefined;
  const parts = pieces.map((words) => partOf(words, language, classify));
  const asked = parts.filter(({ matter }) => matter !== '');
  const now = asked.find(({ matter }) => matter !== 'order_status');
  if (!now || asked.every(({ matter }) => matter === now.matter)) return undefined;
  let about = asked[0]!.matter;
  const belonging = parts.map((part) => ({ ...part, about: (about = part.matter || about) }));
  const first = joined(belonging.filter((part) => part.about === now.matter));
  const later = belonging.filter((part) => part.about !== now.matter);
  // as it would be understood if it had come alone
  const alone = classify(first, language);
  const { intent, confidence } = isSure(alone) && matterOf(alone.intent, first) === now.matter ? alone : now;
  return { intent, confidence, first, later: withOrder(later, first) };
}

/** What somebody asks along with a proof that has nothing to do with what waited for it. */
export const askedBeside = (text: string, waiting: string, language: string, classify: Classifier): string =>
  joined(
    piecesOf(text)
      .map((words) => partOf(words, language, classify))
      .filter(({ words, matter }) => matter !== '' && matter !== matterOf(waiting, '') && !hidesProof(words)),
  );

/** Each in a line of its own: of several questions about one matter each is looked for. */
const joined = (parts: readonly Pick<Part, 'words'>[]): string => parts.map(({ words }) => words).join('\n');

/** Whose order was named with the first matter is not asked for its number, unless it is another one. */
function withOrder(parts: readonly Part[], first: string): string {
  const later = joined(parts);
  const asksOrder = parts.some(({ matter, intent }) => matter !== '' && intent === 'order_status') && orderNumberIn(later) === '';
  const isAnother = /\b(?:other|another|second|andere[nrs]?|zweite[nrs]?)\b/iu.test(later);
  return asksOrder && !isAnother ? `${later}\n${orderNumberIn(first)}`.trim() : later;
}
