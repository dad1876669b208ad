import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadExamples } from '../adapters/examples.ts';
import { intents } from '@frontdesk/business';
import type { Intent } from '@frontdesk/business';
import { threshold } from './bundle.ts';
import { isHeldBack, train } from './classifier.ts';
import type { Classified } from './classifier.ts';

const examples = loadExamples();
const classify = train(examples.filter((example) => !isHeldBack(example)));
const inService = train(examples);
const isSure = ({ intent, confidence }: Classified, meant: Intent) => intent === meant && confidence >= threshold;

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
  test.each([
    ['fuer mich zu klein, Rueckgabe?', 'für mich zu klein, Rückgabe?'],
    ['hallooooo', 'hallo'],
    ['SHIPPING   COSTS', 'shipping costs'],
  ])('"%s" is read as "%s"', (written, meant) => expect(classify(written, 'de').scores).toEqual(classify(meant, 'de').scores));
  test.each(['👍', '❤️', 'thanks 🙏'])('%s is thanks', (words) => expect(isSure(inService(words, 'en'), 'thanks')).toBe(true));
  test.each(['hi', 'moin', 'Hallo!', 'hey 👋', 'guten tag'])('%s alone is a greeting', (words) =>
    expect(isSure(inService(words, 'de'), 'greeting')).toBe(true),
  );
  test.each(['?', '', '🚀', 'florp zanty quib', 'bonjour où est mon colis', '你好'])('"%s" is not understood, and said so', (words) => {
    const { intent, confidence } = inService(words, 'en');
    expect(intent === 'unknown' || confidence < threshold).toBe(true);
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
