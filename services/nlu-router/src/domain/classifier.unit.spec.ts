import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadExamples } from '../adapters/examples.ts';
import { intents } from '@frontdesk/business';
import { isHeldBack, train } from './classifier.ts';

const examples = loadExamples();
const classify = train(examples.filter((example) => !isHeldBack(example)));

describe('the classifier', () => {
  test('there are examples of every intent in both languages', () => {
    expect(examples.length).toBeGreaterThanOrEqual(250);
    const missing = intents.flatMap((intent) =>
      ['en', 'de'].filter((language) => !examples.some((one) => one.intent === intent && one.language === language)),
    );
    expect(missing).toEqual([]);
  });
  test('about a fifth is held back, and stays so', () => {
    const share = examples.filter(isHeldBack).length / examples.length;
    expect(share).toBeGreaterThan(0.12);
    expect(share).toBeLessThan(0.28);
  });
  test('training twice gives the same answers', () => {
    const again = train(examples.filter((example) => !isHeldBack(example)));
    for (const { text, language } of examples.slice(0, 40)) expect(again(text, language)).toEqual(classify(text, language));
  });
  test('it is right more often than not on what it never saw', () => {
    const heldBack = examples.filter(isHeldBack);
    const right = heldBack.filter((one) => classify(one.text, one.language).intent === one.intent).length;
    expect(right / heldBack.length).toBeGreaterThan(0.6);
  });
  test('whatever is written, the scores are probabilities and the confidence is one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { confidence, scores, intent } = classify(text, 'en');
        const sum = Object.values(scores).reduce((a, b) => a + b, 0);
        return (
          Math.abs(sum - 1) < 1e-9 && confidence >= 0 && confidence <= 1 && Object.values(scores).every((score) => score <= scores[intent])
        );
      }),
    );
  });
});
