import { describe, expect, test } from '@jest/globals';
import { parseDocument } from './document.ts';
import { searchedIn, menderFor } from './searched.ts';

const returns = parseDocument(
  `---
id: returns-en
version: 1
title: Returns policy
url: https://shop.example/returns
locale: en
topic: returns_policy
subject: return returns
keywords: refund store cancelled
valid_until: 2028-12-31
---
You can return any item to our warehouse, and get the money back.

<!-- discounted reduced -->
Items from the sale too.`,
  'returns.en.md',
);
const storno = {
  ...returns,
  locale: 'de',
  title: 'Storno',
  body: 'stornierte Bestellung, weitere Werktage',
  keywords: '',
  passages: [],
} as const;
const mend = menderFor([returns, storno], 'en');
const mendDe = menderFor([returns, storno], 'de');
const words = (question: string) => searchedIn(question, 'en', mend).words;
const asides = (question: string) => searchedIn(question, 'en', mend).asides;

describe('which words of a question are looked for', () => {
  test.each([
    ['where is my mony', 'where is my money'],
    ['the reutrn, the moneey', 'the return, the money'],
    ['from the WAREHUOSE', 'from the warehouse'],
    ['discuonted', 'discounted'],
    ['can I retrun this talbe', 'can i return this table'],
  ])('with a slip of the finger mended: %j', (question, meant) => expect(words(question).toLowerCase()).toBe(meant));

  test.each(['a stone', 'itme', 'policies', 'returning', 'the eturn', 'rfnud'])(
    'what may be another word, or is mistyped twice or in front, stays: %j',
    (question) => expect(words(question)).toBe(question),
  );

  test('an inflection is no slip', () => {
    expect(searchedIn('wie storniere ich und so weiter', 'de', mendDe).words).toBe('wie storniere ich und so weiter');
    expect(searchedIn('die stronierte', 'de', mendDe).words).toBe('die stornierte');
  });

  test('tokens and order numbers are none', () =>
    expect(words('refund FD-10234 to [CARD_1] or [EMAIL_2]').split(/\s+/)).toEqual(['refund', 'to', 'or', '']));

  test('courtesy, oaths and what was bought ask nothing, be they mistyped', () => {
    expect(asides('Hello, can I return this damn chair please')).toBe('hello damn chair please');
    expect(asides('thnaks')).toBe('thanks');
    expect(asides('refund the store')).toBe('');
  });

  test('of a long text the beginning', () => expect(words('x '.repeat(2_000)).length).toBe(1_000));
});

test('words for just one passage are searched, and stand neither in it nor in the document', () => {
  expect(returns.passages.map(({ text, keywords }) => [text, keywords])).toEqual([
    ['You can return any item to our warehouse, and get the money back.', ''],
    ['Items from the sale too.', 'discounted reduced'],
  ]);
  expect(returns.body).not.toContain('discounted');
});
