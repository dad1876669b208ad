import { describe, expect, test } from '@jest/globals';
import { byKind, scopeWords, troubleWords } from './troubles.ts';

const trouble = (what: string, subject: string, since = 5, more: object = {}) => ({
  what,
  subject,
  since,
  scope: '*',
  why: '',
  told_at: since,
  ...more,
});

describe('what Meta did', () => {
  test('is one banner a kind, with all that it befell, since the first', () =>
    expect(
      byKind([
        trouble('TEMPLATE_PAUSED', 'update en', 9, { why: 'ABUSIVE' }),
        trouble('SEND_REFUSED', '190', 7, { scope: '106', why: '190' }),
        trouble('TEMPLATE_PAUSED', 'update de', 8, { why: 'ABUSIVE' }),
      ]),
    ).toMatchObject([
      { what: 'TEMPLATE_PAUSED', subjects: ['update en', 'update de'], since: 8, about: 'update en, update de, ABUSIVE' },
      { what: 'SEND_REFUSED', scope: '106', subjects: ['190'], since: 7, about: '190' },
    ]));
  test('is not said twice where Meta has no other code', () =>
    expect(byKind([trouble('NUMBER_FLAGGED', 'NUMBER_FLAGGED', 1, { why: 'NUMBER_FLAGGED' })])[0]?.about).toBe(''));
  test('of two numbers are two banners', () =>
    expect(
      byKind([trouble('NUMBER_FLAGGED', 'F', 1, { scope: '106' }), trouble('NUMBER_FLAGGED', 'F', 1, { scope: '107' })]).map(({ scope }) =>
        scopeWords(scope),
      ),
    ).toEqual(['number 106', 'number 107']));
  test('that nobody here knows is said all the same', () => expect(troubleWords('SOMETHING_NEW').what).toBe('Meta reports trouble'));
});
