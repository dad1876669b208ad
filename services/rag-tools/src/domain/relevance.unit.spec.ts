import { describe, expect, test } from '@jest/globals';
import { choose, chooseEach } from './relevance.ts';
import type { Candidate } from './relevance.ts';

const passage = 'You can return any item within 30 days.';
const candidate = (overrides: Partial<Candidate> = {}, document: Partial<Candidate['document']> = {}): Candidate => ({
  document: {
    id: 'returns-en',
    version: '1',
    title: 'Returns',
    url: 'https://shop.example/returns',
    locale: 'en',
    topic: 'returns_policy',
    validUntil: '2028-12-31',
    ...document,
  },
  body: `${passage}\n\nReturns are free.`,
  passage,
  coverage: 1,
  passageCoverage: 0.5,
  asides: 0,
  foreign: 0,
  named: false,
  ordinal: 0,
  rank: 0.1,
  ...overrides,
});

describe('which passage is cited', () => {
  test('one that covers the question', () => expect(choose([candidate()], 'returns_policy', '2026-03-10')?.passage).toBe(passage));
  test('one of another subject only if it covers most of it', () => {
    expect(choose([candidate({ coverage: 0.5 })], 'unknown', '2026-03-10')).toBeUndefined();
    expect(choose([candidate({ coverage: 0.5 })], 'returns_policy', '2026-03-10')).toBeDefined();
  });
  test.each([
    ['returns_policy', 0.3, true],
    ['returns_policy', 0.29, false],
    ['unknown', 0.6, true],
    ['unknown', 0.59, false],
  ])('to a question about %s one that covers %d of it: %s', (intent, coverage, isCited) =>
    expect(choose([candidate({ coverage })], intent, '2026-03-10') !== undefined).toBe(isCited),
  );
  test('on the subject what asks nothing takes nothing away', () => {
    const asked = candidate({ coverage: 0.2, asides: 0.4 });
    expect([choose([asked], 'returns_policy', '2026-03-10'), choose([asked], 'unknown', '2026-03-10')]).toEqual([asked, undefined]);
    expect(choose([candidate({ coverage: 0.2, asides: 0.3 })], 'returns_policy', '2026-03-10')).toBeUndefined();
  });
  test('a word that no document knows counts half where the subject is named, and whole where it is not', () => {
    const asked = candidate({ coverage: 0.2, foreign: 0.7 });
    const named = { ...asked, named: true };
    expect([choose([asked], 'returns_policy', '2026-03-10'), choose([named], 'returns_policy', '2026-03-10')]).toEqual([undefined, named]);
    expect(choose([{ ...named, coverage: 0.19 }], 'returns_policy', '2026-03-10')).toBeUndefined();
    expect(choose([{ ...named, coverage: 0.3 }], 'unknown', '2026-03-10')).toBeUndefined();
  });
  test('of two that cover as much, the one that is about it', () => {
    const aside = candidate({ coverage: 0.9 }, { id: 'aside', topic: 'store' });
    expect(choose([aside, candidate({ coverage: 0.5 })], 'returns_policy', '2026-03-10')?.document.id).toBe('returns-en');
    expect(choose([candidate({ coverage: 0.35 }), aside], 'returns_policy', '2026-03-10')?.document.id).toBe('aside');
  });
  test('never one that has expired', () => {
    expect(choose([candidate({}, { validUntil: '2026-03-09' })], 'returns_policy', '2026-03-10')).toBeUndefined();
    expect(choose([candidate({}, { validUntil: '2026-03-10' })], 'returns_policy', '2026-03-10')).toBeDefined();
  });
  test('never words that do not stand in the document', () =>
    expect(choose([candidate({ passage: 'You can return any item within 90 days.' })], 'returns_policy', '2026-03-10')).toBeUndefined());
  test('of two that speak of it alike, the one that stands first', () =>
    expect(
      choose([candidate({ passage: 'Returns are free.', ordinal: 1, rank: 0.9 }), candidate()], 'returns_policy', '2026-03-10')?.ordinal,
    ).toBe(0));
  test('the one that speaks of more of it, wherever it stands', () =>
    expect(
      choose([candidate(), candidate({ passage: 'Returns are free.', ordinal: 1, passageCoverage: 1 })], 'returns_policy', '2026-03-10')
        ?.ordinal,
    ).toBe(1));
  test('nothing when nothing fits', () => expect(choose([candidate({ coverage: 0.1 })], 'returns_policy', '2026-03-10')).toBeUndefined());
});

describe('of several questions', () => {
  const free = candidate({ passage: 'Returns are free.', ordinal: 1 });
  const store = candidate({ passage, coverage: 0.5 }, { id: 'stores-en', topic: 'store' });
  const cited = (whole: Candidate[], ...parts: Candidate[][]) =>
    chooseEach([whole, ...parts], 'returns_policy', '2026-03-10').map((one) => one.passage);
  test('each is answered', () => expect(cited([candidate()], [candidate()], [free])).toEqual([passage, 'Returns are free.']));
  test('what answers two is cited once', () => expect(cited([free], [candidate()], [candidate(), free])).toEqual(['Returns are free.']));
  test('those that nothing answers take nothing away from the others', () => {
    expect(cited([candidate()], [candidate()], [store], [])).toEqual([passage]);
    expect(cited([], [candidate()], [], [free])).toEqual([passage, 'Returns are free.']);
  });
  test('one is answered as a whole', () => {
    expect(cited([candidate()])).toEqual([passage]);
    expect(cited([])).toEqual([]);
  });
});
