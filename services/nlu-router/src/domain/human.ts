import { hasAnotherLetter, isSlipOf } from '@frontdesk/business';
import { any, normalise, wordSet } from './words.ts';

const person = {
  en: any(
    'humans?|human being|real (?:person|human|people)|persons?|people|agents?|operators?|representatives?|reps?|employees?|staff',
    'managers?|supervisors?|advisors?|advisers?|colleagues?|someone|somebody|anyone|anybody',
    'customer (?:service|support|care)|support team|live (?:agent|chat|person)',
  ),
  de: any(
    'mensch(?:en)?|mitarbeiter(?:in|innen|n)?|echte[nmrs]? (?:person|menschen|mitarbeiter\\w*)|personen?|jemand(?:em|en)?',
    'berater(?:in|n)?|kundenberater(?:in)?|sachbearbeiter(?:in)?|ansprechpartner(?:in)?|kundendienst|kundenservice|kundenbetreuer(?:in)?',
    'kollegen?|kollegin|vorgesetzte[nrm]?|chef(?:in)?|support',
  ),
};
const asking = {
  en: any(
    'talk|speak|chat|write|connect|transfer|forward|put|get|give|pass|hand|escalate|call',
    'want|need|like|prefer|reach|contact|have|is there|are there|let',
  ),
  de: any(
    'sprechen|reden|schreiben|verbinden?|verbinde|weiterleiten|durchstellen|will|mochte|mocht|wurde|brauche?|hatte',
    'geben|gib|kann|konnte|konnen|gibt es|holen?|hol|ruf\\w*|anrufen',
  ),
  deAfter: any('sprechen|reden|schreiben|verbinden|anrufen|zuruckrufen|melden|kontaktieren|telefonieren'),
};
const wishes = [
  new RegExp(`\\b${asking.en}\\b(?:\\W+\\w+){0,6}?\\W+${person.en}\\b`),
  new RegExp(`\\b${asking.de}\\b(?:\\W+\\w+){0,6}?\\W+${person.de}\\b`),
  new RegExp(`\\b${person.de}\\b(?:\\W+\\w+){0,4}?\\W+${asking.deAfter}\\b`),
  // within reach: to look for it to the end of the clause cost the square of a hostile text's length
  /\b(?:dont|do not|not|wont) (?:want|wish|like|will)\b.{0,200}\b(?:bot|robot|machine|chatbot|ai)\b/,
  /\b(?:real|actual|live) (?:person|human|people|agent)s?\b/,
  /\bechte[nmrs]? (?:person|menschen|mitarbeiter\w*)\b/,
  /\b(?:not|no|stop|without|instead of) (?:a |the |your |this |talking to a )?(?:bot|robot|machine|ai|chatbot)\b/,
  /\b(?:kein|keinen|keinem|nicht) (?:mit )?(?:einem |einen |dem |den )?(?:bot|roboter|maschine|ki|chatbot)\b/,
  /\b(?:call me|ring me|ruf(?:en sie)? mich (?:\w+ ){0,2}an|ruckruf|callback|call back)\b/,
  /\b(?:connect|transfer|put) me(?: through)?(?: please| now)*\W*$|\bput (?:me )?through\W*$/,
  /\bverbinde(?:n sie)? mich(?: bitte| jetzt)*\W*$|\b(?:stell|stelle|stellen sie) mich (?:bitte |jetzt )*durch\b/,
  /\b(?:mit|an) (?:einem|einen|eine|einer|nem) (?:menschen|mitarbeiter\w*|berater\w*|person)\b/,
];
const courtesy = {
  before: any(
    'a|an|the|ein|eine|einen|einem|der|den|hi|hello|hallo|hey|ok|please|pls|bitte|now|jetzt|sofort|real|live|echter|echten|noch mal',
    'yes|ja|nein|no(?= ?[,:-])',
    'good (?:morning|afternoon|evening)|guten (?:morgen|tag|abend)|moin|servus|sorry|entschuldigung',
  ),
  after: any(person.en, 'please|bitte|now|jetzt|sofort|here|hier|pls|plz|asap|thanks|danke'),
};
/** All of the sentence, but for courtesy: "human", "agent please", "Mitarbeiter!!". */
const alone = new RegExp(`^\\W*(?:${courtesy.before}\\W+)*${any(person.en, person.de)}(?:\\W+${courtesy.after})*\\W*$`);
const notAlone =
  /\b(?:someone|somebody|anyone|anybody|people|persons|jemand\w*|chef|colleagues|kollegen)\b|^\W*(?:person|support|staff)\W*$/;
/** "Hello support. Where is my order?", and a signature: who is greeted, or who writes, is not asked for; only as the whole message it is. */
const addressed =
  /^\W*(?:hi|hello|hallo|hey)\b|\b(?:customer (?:service|support|care)|support team|kundenservice|kundendienst|support)\W*$/;
/** What is said beside it when a proof is asked for: an order number, a token, a few characters. */
const numbers = /\bfd[\s-]*\d+|\[[a-z]+_\d+\]|\b(?=[a-z]*\d)[a-z\d]{4,8}\b/g;
/** "Mensch! Das ging schnell" calls for nobody. */
const exclamation = /^mensch ?!+ ?(?=\w)/;
const refusing = {
  en: any('no|dont|do not|not|without|never|wont|doesnt|didnt'),
  enBetween: any('need|want|wish|to|talk|speak|connect|transfer|with|for|a|an|any|like|have|necessary|require|me|really|even'),
  de: any('kein|keine|keinen|keinem|keiner|nicht|ohne'),
  deBetween: any('mit|zu|einem|einen|einer|ein|echten|sprechen|reden|unbedingt'),
};
/** "No human needed", "I don't want an agent", "kein Mitarbeiter nötig": the opposite. */
const refusals = [
  new RegExp(`\\b${refusing.en}\\b(?:\\W+${refusing.enBetween})*\\W+${person.en}\\b`),
  new RegExp(`\\b${refusing.de}\\b(?:\\W+${refusing.deBetween})*\\W+${person.de}\\b`),
  new RegExp(`\\b${person.de}\\b\\W+(?:brauche ich|ist|sind|will ich|mochte ich)?\\W*(?:nicht|unnotig|uberflussig)\\b`),
];
/** Of these what says it of oneself; all of them would take "is there no human here?" for it too. */
const declines = [
  new RegExp(
    `\\b(?:no|not|dont|never|doesnt|didnt)(?:\\W+(?:really|even))?\\W+(?:need|want|wish|require|have to)\\b(?:\\W+${refusing.enBetween})*\\W+${person.en}\\b`,
  ),
  new RegExp(`\\bno\\W+${person.en}\\W+(?:please|pls|thanks|needed|necessary|required)\\b`),
  new RegExp(
    `\\b(?:ich (?:will|mochte)|(?:will|mochte) ich|brauche?)\\b(?:\\W+(?:ich|mit))*\\W+${refusing.de}(?:\\W+${refusing.deBetween})*\\W+${person.de}\\b`,
  ),
  new RegExp(`\\bkeine?n?\\W+${person.de}\\W+(?:bitte|danke|notig|erforderlich)\\b`),
  refusals[2]!,
];
const aboutOthers = /\b(?:delivery|driver|lieferant|fahrer|bote|zusteller|postbote|model|figure|figur|size|grosse)\b/;
const vague = /\b(?:someone|somebody|anyone|anybody|people|persons?|jemand\w*)\b/;
const firm = /\b(?:need|want|get me|give me|let|real|actual|live) (?:an? )?(?:real |actual |live )?persons?\b/;
const contacting =
  /\b(?:talk|speak|chat|connect|transfer|put me through|call|reach|contact|sprechen|reden|verbind\w*|anrufen|ruf\w*|telefonieren|zuruckrufen|melden|schreiben)\b/;

const clauseEnd = /[.!?;]+|,\s*(?=(?:i|ich|but|aber|just|nur|please|bitte|give|get|let)\b)|\b(?:but|aber|sondern)\b/;

/** Whether the customer asks for a person. By rule and before any model, so that the way to a person never depends on one. */
export function wantsPerson(text: string): boolean {
  const whole = plain(text);
  // a wish may go over two lines, and so may a refusal
  if (isAlone(whole) || whole.split(clauseEnd).some(asks)) return true;
  const refuses = refusals.some((refusal) => refusal.test(whole));
  const lines = text.split('\n').map(plain);
  return lines.some(
    (line) =>
      line
        .replace(exclamation, '')
        .split(/[.!?;]+/)
        .some(isAlonePart) ||
      (!refuses && line.split(clauseEnd).some(asks)),
  );
}

/** Whether it is said that none is wanted. Who misses one ("is there no human?", "ich erreiche keinen Menschen") says nothing of the kind. */
export const refusesPerson = (text: string): boolean => declines.some((decline) => decline.test(plain(text)));

/** What else is said. */
export const besideRefusal = (text: string): string =>
  text
    .split(/(?<=[.!?;:])\s+|,\s+|\n/)
    .filter((clause) => !refusesPerson(clause))
    .join(', ');

const plain = (text: string): string =>
  normalise(text)
    .replace(/\be-?mail\b/g, 'email')
    .replace(/\p{L}{4,13}/gu, asMeant);

/** What a slip of the finger is looked for in. Words and names that are one letter away from it, and mean themselves, stay as they are. */
const mistyped = ['human', 'person', 'mensch', 'menschen', 'mitarbeiter', 'manager'] as const;
const words = wordSet('humans humane persons persona parson pearson persson mensah mitarbeiten manage managed manages');
const isMistyped = (word: string, meant: string): boolean => isSlipOf(word, meant) || hasAnotherLetter(word, meant);
const asMeant = (word: string): string => (words.has(word) ? word : (mistyped.find((one) => isMistyped(word, one)) ?? word));

function isAlone(said: string): boolean {
  const rest = said.replace(numbers, ' ').trim();
  return alone.test(rest) && !notAlone.test(rest);
}

const isAlonePart = (sentence: string): boolean => isAlone(sentence) && !addressed.test(sentence);

function asks(clause: string): boolean {
  if (refusals.some((refusal) => refusal.test(clause))) return false;
  // "is there anyone in the store", "the driver spoke to somebody": no wish unless it is about getting in touch with us.
  const inTouch = contacting.test(clause) && !aboutOthers.test(clause);
  return wishes.some((wish) => wish.test(clause) && (inTouch || !vague.test(wish.exec(clause)![0]) || firm.test(clause)));
}
