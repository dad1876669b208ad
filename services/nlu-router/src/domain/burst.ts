import { asks, hidesProof, orderNumberIn } from '@frontdesk/business';
import type { OpenMessage } from '@frontdesk/contracts';
import { threshold } from './bundle.ts';
import type { Classified, Classifier } from './classifier.ts';
import { keywordIn } from './keywords.ts';
import { wordsOf, wordSet } from './words.ts';

export const isSure = ({ intent, confidence }: Pick<Classified, 'intent' | 'confidence'>): boolean =>
  confidence >= threshold && intent !== 'unknown';

const aroundNumbers = wordSet('order number bestellung bestellnummer nummer my meine is ist it its the die');
const proofTokens = new Set(['xorder', 'xemail', 'xproof', 'xpostcode']);

/** The order number alone, or a few characters that cannot be a sentence, while a proof is asked for: half a proof, to be asked again. */
export function isPartOfProof(text: string): boolean {
  const words = wordsOf(text).filter((word) => !aroundNumbers.has(word));
  return words.length > 0 && words.length <= 2 && words.every((word) => proofTokens.has(word) || /^[a-z]{0,3}\d[a-z\d]{0,9}$/.test(word));
}

const aroundProofs = wordSet('e mail email post code postcode plz postleitzahl zip and und with mit for fur zu');

/** An order's number and what proves it, and nothing that is asked: whoever writes that wants to know about the order. */
export function isProofAlone(text: string): boolean {
  const words = wordsOf(text).filter((word) => !aroundNumbers.has(word) && !aroundProofs.has(word));
  return words.includes('xorder') && words.length > 1 && words.every((word) => proofTokens.has(word));
}

const holdsProof = (one: OpenMessage): boolean => hidesProof(wordsIn(one));

/** A proof that was kept while the shop was away, and is not of the order that waits now. */
function isKeptOfAnother(one: OpenMessage, { orderNumber }: Question): boolean {
  const named = orderNumberIn(wordsIn(one));
  return one.kept && named !== '' && orderNumber !== '' && named !== orderNumber;
}

/** What a word about the proof answers: all that is open but what surely asks for something else, which has a turn of its own after it. */
export function besideProof(
  open: readonly OpenMessage[],
  waiting: Question,
  language: string,
  classify: Classifier,
): readonly OpenMessage[] {
  const answered = open.filter((one) => (holdsProof(one) ? !isKeptOfAnother(one, waiting) : !asksElse(one, waiting, language, classify)));
  return answered.some(holdsProof) ? answered : open;
}

/**
 * What one reply answers. What else is asked has a turn of its own after it, so that of several questions none is lost.
 * @param proved the order that is told when none is named; empty: none
 */
export function askedFirst(open: readonly OpenMessage[], proved: string, language: string, classify: Classifier): readonly OpenMessage[] {
  const kept = open.filter((one) => one.kept);
  if (kept.length === 0) return upToAnother(open, language, classify);
  // the customer was told that it will be answered: no other is answered in its place
  const words = textOf(kept);
  const question = { intent: classify(words, language).intent, orderNumber: orderNumberIn(words) || proved };
  return open.filter((one) => one.kept || !asksElse(one, question, language, classify));
}

/** What comes before the second question belongs to the first, and so does the first when it is asked once more. */
function upToAnother(open: readonly OpenMessage[], language: string, classify: Classifier): readonly OpenMessage[] {
  const asked = open.map((one) => questionIn(one, language, classify));
  const first = asked.find((one) => one !== undefined);
  // of several orders one is told after the other, by the same question
  const isOther = (one: Question | undefined): boolean => one !== undefined && first !== undefined && one.intent !== first.intent;
  const end = asked.findIndex(isOther);
  return end < 0 ? open : open.filter((_one, at) => at < end || (asked[at] !== undefined && !isOther(asked[at])));
}

export interface Question {
  readonly intent: string;
  readonly orderNumber: string;
}

const differs = (one: Question, first: Question): boolean =>
  one.intent !== first.intent ||
  (one.intent === 'order_status' && first.orderNumber !== '' && one.orderNumber !== '' && one.orderNumber !== first.orderNumber);

/** Surer than to answer it takes to set it apart: what is told of a matter ("the lamp is broken") is part of the question that follows. */
export const sureApart = 0.65;
export const noMatter: ReadonlySet<string> = new Set(['greeting', 'thanks', 'human', 'unknown', 'off_domain']);

/** The question that a message is for itself, if it surely is one. */
function questionIn(one: OpenMessage, language: string, classify: Classifier): Question | undefined {
  const words = wordsIn(one);
  const { intent, confidence } = classify(words, language);
  if (confidence < sureApart || noMatter.has(intent) || isPartOfProof(words)) return undefined;
  const isKeyword = intent !== 'technical' && wordsOf(words).length <= 3;
  return isKeyword || asks(words) ? { intent, orderNumber: orderNumberIn(words) } : undefined;
}

const noQuestion = new Set(['greeting', 'thanks', 'human']);

/** What messages are about together; words around a question do not make it unsure, or a greeting. */
export function aboutOf(open: readonly OpenMessage[], language: string, classify: Classifier): Classified {
  const together = classify(textOf(open), language);
  if (isSure(together) && !['greeting', 'thanks', 'off_domain'].includes(together.intent)) return together;
  const asked = open.find((one) => questionIn(one, language, classify) !== undefined);
  if (asked) return classify(wordsIn(asked), language);
  if (together.intent !== 'greeting') return together;
  const behind = textOf(open).replace(salutation, '');
  const said = classify(behind, language);
  return wordsOf(behind).length > smallTalk || (said.confidence >= sureApart && !noMatter.has(said.intent)) ? said : together;
}

/** words of "how are you today", "ist da jemand" */
const smallTalk = 5;
/** Who greets and goes on is not greeted in place of an answer, be it that what they say was not understood. */
const salutation =
  /^\W*(?:(?:hi|hey|hello|hallo|moin|servus|dear all|(?:good|guten?) (?:morning|afternoon|evening|morgen|tag|abend))\b[\s,.!:–-]*)+/iu;

function asksElse(one: OpenMessage, question: Question, language: string, classify: Classifier): boolean {
  const words = wordsIn(one);
  if (keywordIn(words) !== undefined) return true;
  const said = classify(words, language);
  // what was kept is a question, be it a number alone
  const isQuestion = one.kept || (isSure(said) && !noQuestion.has(said.intent) && !isPartOfProof(words));
  return isQuestion && differs({ intent: said.intent, orderNumber: orderNumberIn(words) }, question);
}

/** The name of a file, which gateway puts last. */
const fileName = /(?:^|\n)[^\n]{1,240}\.[a-z0-9]{1,8}$/i;

/** What somebody wrote in a message: the name of a document is none of it. */
export const wordsIn = ({ mediaKind, text }: OpenMessage): string =>
  mediaKind === 'document' ? (text?.redacted ?? '').replace(fileName, '') : (text?.redacted ?? '');

export const textOf = (messages: readonly OpenMessage[]): string =>
  messages
    .map(wordsIn)
    .filter((words) => words !== '')
    .join('\n');
