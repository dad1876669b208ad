import { forbiddenLink, orderNumbersIn } from '@frontdesk/business';
import type { Asked, Reply } from '@frontdesk/model';
import { check } from './check.ts';
import type { Draft } from './compose.ts';

export type Worded = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly code: Refusal };
export type Refusal = 'DECLINED' | 'UNSURE' | 'LANGUAGE' | 'LINK' | 'CITATION' | 'TOKEN' | 'NUMBER' | 'CLAIM' | 'TOO_LONG';

/** A model that is less sure than that has not found the answer in the evidence. */
const leastSure = 0.5;

/**
 * The model's words above the canned ones: the passage stands below them verbatim with its link, an order's state as ever, so that what is claimed
 * is said by code. What the model says besides may hold no fact that the evidence does not hold.
 * @returns a code where the canned words are said alone
 */
export function worded(draft: Draft, asked: Asked, reply: Reply, hosts: readonly string[]): Worded {
  const words = reply.answer.replace(/\s+/g, ' ').trim();
  const code = refusalOf(words, draft, asked, reply);
  if (code) return { ok: false, code };
  const answer = `${words}\n\n${draft.answer}`;
  const given = { ...reply, answer, citations: draft.citations.map(({ url }) => url), handoff: draft.handoff };
  return check(given, hosts).every(({ passed }) => passed) ? { ok: true, draft: { ...draft, answer } } : { ok: false, code: 'TOO_LONG' };
}

function refusalOf(words: string, draft: Draft, asked: Asked, reply: Reply): Refusal | undefined {
  if (reply.handoff) return 'DECLINED';
  if (reply.confidence < leastSure) return 'UNSURE';
  if (words === '' || languageOf(words) !== asked.language) return 'LANGUAGE';
  if (forbiddenLink(words, []) !== undefined || words.includes('@')) return 'LINK';
  if (reply.citations.some((url) => !asked.passages.some((passage) => passage.url === url))) return 'CITATION';
  // hidden from the model, and nothing that it says stands for it
  if (/\[[\p{Lu}_]+\d*\]/u.test(words)) return 'TOKEN';
  const evidence = [draft.answer, ...asked.facts, ...asked.passages.flatMap(({ title, text }) => [title, text])].join('\n');
  if (!holdsAll(evidence, words, numbersIn) || !holdsAll(evidence, words, orderNumbersIn)) return 'NUMBER';
  return holdsAll(evidence, words, factsIn) ? undefined : 'CLAIM';
}

function holdsAll(evidence: string, words: string, of: (text: string) => readonly string[]): boolean {
  const known = new Set(of(evidence));
  return of(words).every((one) => known.has(one));
}

/** Numbers as they are written, those in words too; a digit of another script is none that the evidence holds. */
const numbersIn = (text: string): string[] => [
  ...[...text.matchAll(/\p{N}+(?:[.,:/-]\p{N}+)*/gu)].map(([number]) => number),
  ...wordsOf(text).filter((word) => numberWords.has(word) || /^(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und\p{L}+zig$/u.test(word)),
];

const factsIn = (text: string): string[] => wordsOf(text).flatMap((word) => claims.find((claim) => claim.test(word))?.source ?? []);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

const listed = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((word) => word !== ''));

// "one", "ein" and "second" are said of anything
const numberWords = listed(`
  two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty
  seventy eighty ninety hundred thousand half twice double fortnight dozen
  zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig
  fünfzig sechzig siebzig achtzig neunzig hundert tausend halb halbe doppelt dutzend`);

/** Days, states of an order, what costs, what is done or promised: said only where the evidence says it, in whatever form of the word. */
const claims: readonly RegExp[] = [
  ...['mon', 'tues', 'wednes', 'thurs', 'fri', 'satur', 'sun'].map((day) => new RegExp(`^${day}days?$`)),
  ...['mon', 'diens', 'donners', 'frei', 'sonn'].map((day) => new RegExp(`^${day}tags?$`)),
  /^mittwochs?$/,
  /^(samstag|sonnabend)s?$/,
  ...['januar', 'februar', 'april', 'august', 'september', 'november'].map((month) => new RegExp(`^${month}y?s?$`)),
  /^(march|märz)$/,
  /^ju(ne|ni)$/,
  /^ju(ly|li)$/,
  /^o[ck]tober$/,
  /^de[cz]ember$/,
  /^(today|tonight|heute)$/,
  /^(tomorrow|morgen)$/,
  /^(yesterday|gestern)$/,
  /^(immediately|instantly|sofort|umgehend)$/,
  /^(delivered|zugestellt|geliefert|angekommen|arrived)$/,
  /^(shipped|dispatched|sent|verschickt|versendet|versandt|unterwegs)$/,
  /^(delayed|late|verspätet|verzögert|verspätung|delay)$/,
  /^(lost|verloren|missing)$/,
  /^(cancel\p{L}*|storn\p{L}*)$/u,
  /^(refund\p{L}*|reimburs\p{L}*|erstatt\p{L}*|rückerstatt\p{L}*)$/u,
  /^(replace\p{L}*|ersatz\p{L}*|ersetz\p{L}*|exchang\p{L}*|umtausch\p{L}*|umgetauscht)$/u,
  /^(compensat\p{L}*|entschädig\p{L}*|discount\p{L}*|rabatt\p{L}*|voucher\p{L}*|gutschein\p{L}*|credit\p{L}*)$/u,
  /^(free|kostenlos\p{L}*|kostenfrei\p{L}*|gratis|umsonst)$/u,
  /^(guarant\p{L}*|garantier\p{L}*)$/u,
  /^(promis\p{L}*|versprech\p{L}*|versprochen|verspricht|zusicher\p{L}*|zugesichert)$/u,
  /^(always|never|immer|niemals|nie|anyone|everyone|jederzeit|anytime|unlimited|unbegrenzt)$/,
];

const common = {
  en: listed('the is are you your it can be not of to in for and within yes we this that has have was will on our with from'),
  de: listed(
    'der die das ist sind sie ihre ihr es können kann nicht zu in für und innerhalb ja wir dies hat haben war wird auf unsere mit von den dem',
  ),
};

/** A sentence or two are long enough to tell. */
function languageOf(text: string): string {
  const words = wordsOf(text);
  const score = (language: 'en' | 'de') => words.filter((word) => common[language].has(word)).length;
  const [en, de] = [score('en'), score('de')];
  return en === de ? '' : en > de ? 'en' : 'de';
}
