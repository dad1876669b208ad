import { describe, expect, test } from '@jest/globals';
import { asks, intents } from '@frontdesk/business';
import { text, turn } from '@frontdesk/testing';
import { loadExamples, loadField } from './adapters/examples.ts';
import { askedFirst } from './domain/burst.ts';
import { isHeldBack, train } from './domain/classifier.ts';
import type { Example } from './domain/classifier.ts';
import { wordsOf } from './domain/words.ts';
import { answer, qualityOf } from './quality.ts';

const examples = loadExamples();
const field = loadField();
const noMatter: ReadonlySet<string> = new Set(['greeting', 'thanks', 'human', 'unknown', 'off_domain']);
const open = ({ text: words }: Example) => turn({ open: [{ messageId: words, kind: 'text', text: text(words) }] }).open[0]!;

describe('how well customers are understood', () => {
  // each floor a little below what was measured: it falls when an example, a feature or the threshold makes it worse
  test('messages as customers write them', () => {
    const { accuracy, macroF1, aboveThreshold, accuracyAboveThreshold, perIntent } = qualityOf(answer(field, train(examples)));
    expect({ accuracy: accuracy >= 0.85, macroF1: macroF1 >= 0.84 }).toEqual({ accuracy: true, macroF1: true });
    expect(aboveThreshold).toBeGreaterThanOrEqual(0.8);
    expect(accuracyAboveThreshold).toBeGreaterThanOrEqual(0.92);
    expect(perIntent.filter(({ recall }) => recall < 0.65)).toEqual([]);
  });
  test('examples that were held back', () => {
    const quality = qualityOf(answer(examples.filter(isHeldBack), train(examples.filter((one) => !isHeldBack(one)))));
    expect(quality.accuracy).toBeGreaterThanOrEqual(0.74);
    expect(quality.accuracyAboveThreshold).toBeGreaterThanOrEqual(0.85);
  });
  test('two of their questions that come together: of two matters half are set apart, of one matter hardly any', () => {
    const classify = train(examples);
    const asked = field.filter((one) => !noMatter.has(one.intent) && asks(one.text));
    const pairs = asked.flatMap((one, at) =>
      asked.slice(at + 1).flatMap((other) => (one.language === other.language ? [[one, other]] : [])),
    );
    const isApart = ([one, other]: Example[]): boolean => askedFirst([open(one!), open(other!)], '', one!.language, classify).length === 1;
    const apart = (of: Example[][]): number => of.filter(isApart).length / of.length;
    expect(apart(pairs.filter(([one, other]) => one!.intent !== other!.intent))).toBeGreaterThanOrEqual(0.5);
    expect(apart(pairs.filter(([one, other]) => one!.intent === other!.intent))).toBeLessThanOrEqual(0.05);
  });
});

describe('the messages from the field', () => {
  const said = ({ text }: Pick<Example, 'text'>): string => wordsOf(text).join(' ') || text;
  test('are none that the classifier is trained on', () => {
    const trainedOn = new Set(examples.map(said));
    expect(field.filter((one) => trainedOn.has(said(one)))).toEqual([]);
  });
  test('are of every intent, in both languages', () => {
    const kinds = new Set(field.map(({ intent, language }) => `${intent} ${language}`));
    expect(kinds).toEqual(new Set(intents.flatMap((intent) => [`${intent} en`, `${intent} de`])));
  });
});

test('shares, of what was said and of what it is', () => {
  const one = (intent: Example['intent'], said: Example['intent'], confidence: number) => ({
    text: 'x',
    language: 'en',
    intent,
    said,
    confidence,
  });
  const quality = qualityOf([
    one('refund', 'refund', 0.9),
    one('refund', 'store', 0.1),
    one('store', 'store', 0.2),
    one('unknown', 'unknown', 0.9),
  ]);
  expect(quality).toMatchObject({ messages: 4, accuracy: 0.75, aboveThreshold: 0.25, accuracyAboveThreshold: 1 });
  expect(quality.perIntent.find(({ intent }) => intent === 'refund')).toEqual({
    intent: 'refund',
    examples: 2,
    precision: 1,
    recall: 0.5,
    f1: 0.667,
  });
});
