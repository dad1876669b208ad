/** Words that count only as a whole message. Case, accents of typing, punctuation and emoji around them don't matter. */
const stop = {
  en: ['stop', 'unsubscribe', 'opt out', 'stop messages', 'stop all'],
  de: ['stopp', 'abmelden', 'abbestellen', 'keine nachrichten mehr'],
};
const start = { en: ['start', 'unstop', 'subscribe', 'opt in'], de: ['anmelden', 'wieder anmelden', 'starten'] };
const firmYes = [
  'yes',
  'yes please',
  'y',
  'yes you may',
  'yes you can',
  'yes of course',
  'yes sure',
  'i agree',
  'ja',
  'ja bitte',
  'ja gerne',
  'ja gern',
  'ja klar',
  'ja natürlich',
  'ja dürfen sie',
  'jawohl',
  'einverstanden',
];
/** said as often to show that something was read */
const easyYes = ['yep', 'yeah', 'sure', 'ok', 'okay', 'of course', 'gerne', 'klar', 'natürlich', 'in ordnung'];
const no = [
  'no',
  'no thanks',
  'no thank you',
  'no you may not',
  'no please don t',
  'nope',
  'please don t',
  'nein',
  'nein danke',
  'nein bitte nicht',
  'nein lieber nicht',
  'nein das möchte ich nicht',
  'lieber nicht',
  'bitte nicht',
];
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const languageIn = (words: { readonly en: readonly string[]; readonly de: readonly string[] }, text: string): 'en' | 'de' | undefined => {
  const word = plain(text);
  if (words.en.includes(word)) return 'en';
  return words.de.includes(word) ? 'de' : undefined;
};

/** @returns the language of the word, if the whole message is one that ends what the business starts */
export const isStop = (text: string): 'en' | 'de' | undefined => languageIn(stop, text);
/** @returns the language of the word, if the whole message is one that allows it again */
export const isStart = (text: string): 'en' | 'de' | undefined => languageIn(start, text);

export const isFirmYes = (text: string): boolean => firmYes.includes(plain(text));
export const isYes = (text: string): boolean =>
  isFirmYes(text) || easyYes.includes(plain(text)) || /^(?:👍\p{Emoji_Modifier}?)+$/u.test(text.trim());
export const isNo = (text: string): boolean => no.includes(plain(text));

const personEn = 'human(?: being)?|person|agent|operator|representative|employee|supervisor|manager|customer (?:service|support)|live chat';
const personDe =
  'mensch(?:en)?|mitarbeiter(?:in|n)?|person|berater(?:in)?|kundenberater(?:in)?|ansprechpartner(?:in)?|kundendienst|kundenservice';
/** The plain ways to ask for a person, each of them one to nlu-router too, which knows more. */
const forPerson = [
  '(?:(?:please|hello|hi) )*(?:(?:(?:i )?(?:want|need|would like|d like)|can i|could i|may i|let me)(?: please)?(?: to)? )?' +
    `(?:have |(?:talk|speak|chat) (?:to|with) |(?:get|give) me |(?:connect|transfer) me (?:to|with) )?(?:an? )?(?:(?:real|live|actual) )?(?:${personEn})` +
    '(?: please| now)*',
  '(?:(?:bitte|hallo) )*(?:(?:ich )?(?:will|möchte|brauche|würde gerne?)(?: bitte| gerne?)* |(?:kann|könnte) ich (?:bitte )?|verbinden sie mich (?:bitte )?)?' +
    `(?:mit )?(?:eine[mnr]?|ein)?(?: echte[nmrs]?)? ?(?:${personDe})(?: (?:sprechen|reden|schreiben|chatten|verbinden))?(?: bitte| jetzt| sofort)*`,
].map((words) => new RegExp(`^${words}$`, 'u'));

export const isForPerson = (text: string): boolean => forPerson.some((words) => words.test(plain(text)));

/** What people are content with, thank for and part with, one after the other: all that is said must be of these. */
const content =
  'ok|okay|great|perfect|super|alright|all good|got it|sounds good|excellent|wonderful|lovely|awesome|alles klar|perfekt|prima|wunderbar|klasse' +
  '|that (?:s|is) all|das war s|das war alles';
const grateful =
  '(?:(?:many )?thanks|thank you|thx|ty|cheers|merci|danke|dankeschön|(?:vielen|herzlichen|besten|lieben) dank)' +
  '(?: (?:(?:so|very) much|a lot|again|all|schön|sehr|vielmals|nochmals?|ihnen|dir|euch))*' +
  '(?: for everything| für alles| (?:for|für) (?:(?:all )?your|(?:all )?the|ihre|die|deine|eure)(?: (?:quick|kind|great|schnelle|nette|gute))?' +
  ' (?:help|support|time|answer|reply|response|service|hilfe|antwort|unterstützung|mühe|auskunft))?';
const parting =
  '(?:good)?bye|have a (?:nice|good|great|lovely) (?:day|evening|weekend)|you too|tschüss|auf wiedersehen' +
  '|(?:einen )?schönen (?:tag|abend)(?: noch)?|schönes wochenende(?: noch)?|(?:ihnen|dir) auch|gleichfalls';
const courteous = new RegExp(
  `^(?:(?:no|nein) (?=thank|danke|vielen|that|das))?(?:(?:${content}|${grateful}|${parting})(?: (?:and |und )?|$))+$`,
  'u',
);

const courtesyEmoji = /^(?:[👍👎🙏❤😊🙂😀😃😄😁🤗👋💐🎉👌✅💯♥☺🥰😍🧡💛💚💙💜]|\p{Emoji_Modifier}|\uFE0F|\u200D|\s)+$/u;

export const isCourtesy = (text: string): boolean =>
  courtesyEmoji.test(text.trim()) || (!text.includes('?') && courteous.test(plain(text)));

const rated = /[1-5](?:\uFE0F?\u20E3)?(?:\s*(?:\/|von|out of|of)\s*5)?(?:\s*(?:stars?|sterne?|points?|punkte?))?/iu;
const face = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D]/gu;

/** @returns 1–5 for a number, stars, or a thumb (up 5, down 1), with thanks or a face beside it; undefined: not a rating */
export function ratingOf(text: string, choiceId = ''): number | undefined {
  const whole = ratingAlone(text, choiceId);
  const found = whole === undefined ? rated.exec(text) : null;
  if (!found) return whole;
  const beside = [text.slice(0, found.index), text.slice(found.index + found[0].length)].map((part) => part.replace(face, ' '));
  return beside.every((part) => /^[\s.,;:!()]*$/.test(part) || isCourtesy(part)) ? ratingAlone(found[0], '') : undefined;
}

function ratingAlone(text: string, choiceId: string): number | undefined {
  const trimmed = text.trim().replace(/\uFE0F/gu, '');
  const chosen =
    /^(?:rating|csat)[:_-]([1-5])$/u.exec(choiceId)?.[1] ??
    /^([1-5])\u20E3?(?:\s*(?:\/|von|out of|of)\s*5)?(?:\s*(?:stars?|sterne?|points?|punkte?))?[.!]*$/iu.exec(trimmed)?.[1];
  if (chosen) return Number(chosen);
  const stars = [...trimmed.matchAll(/[⭐🌟★]/gu)].length;
  if (stars >= 1 && stars <= 5 && /^[⭐🌟★☆\s]+$/u.test(trimmed)) return stars;
  if (/^(?:👍\p{Emoji_Modifier}?\s*)+$/u.test(trimmed)) return 5;
  return /^(?:👎\p{Emoji_Modifier}?\s*)+$/u.test(trimmed) ? 1 : undefined;
}
