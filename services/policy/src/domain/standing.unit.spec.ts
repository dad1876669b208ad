import { describe, expect, test } from '@jest/globals';
import { forbidden, fromAccountNews, fromNumberNews } from './standing.ts';

const row = (restriction: string, until = 0, scope = '*') => ({ scope, restriction, until });

describe('what Meta forbids', () => {
  test.each([
    ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'templates'],
    ['RESTRICTED_UTILITY_TEMPLATES', 'templates'],
    ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', 'everything'],
    ['BANNED', 'everything'],
    ['NUMBER_FLAGGED', 'own_templates'],
    ['NUMBER_QUALITY_RED', 'own_templates'],
    ['RESTRICTED_ADD_PHONE_NUMBER_ACTION', undefined],
    ['RESTRICTED_SOMETHING_NEW', undefined],
    ['constructor', undefined],
  ])('%s: %s', (restriction, what) => expect(forbidden([row(restriction)], 'n1', 5)?.what).toBe(what));
  test('until its time', () =>
    expect([4, 5].map((now) => forbidden([row('BANNED', 5)], 'n1', now)?.what)).toEqual(['everything', undefined]));
  test('the hardest counts', () =>
    expect(forbidden([row('NUMBER_FLAGGED'), row('BANNED'), row('RESTRICTED_BIZ_INITIATED_MESSAGING')], 'n1', 5)).toEqual({
      what: 'everything',
      why: 'BANNED',
    }));
  test('a flagged number is no other number’s trouble', () =>
    expect(['n1', 'n2'].map((number) => forbidden([row('NUMBER_FLAGGED', 0, 'n2')], number, 5)?.what)).toEqual([
      undefined,
      'own_templates',
    ]));
});

describe('news', () => {
  test('a restriction ends when Meta says', () =>
    expect(fromAccountNews({ restrictions: [{ type: 'X', until: 9 }], ban: '' })).toEqual({ set: [row('X', 9)], lift: [] }));
  test.each([
    ['SCHEDULE_FOR_DISABLE', { set: [], lift: [] }],
    ['DISABLE', { set: [row('BANNED')], lift: [] }],
    ['REINSTATE', { set: [], lift: [{ scope: '*', restriction: 'BANNED' }] }],
  ])('ban %s', (ban, change) => expect(fromAccountNews({ restrictions: [], ban })).toEqual(change));
  test.each([
    ['FLAGGED', '', { set: [row('NUMBER_FLAGGED', 0, 'n1')], lift: [] }],
    ['UNFLAGGED', '', { set: [], lift: [{ scope: 'n1', restriction: 'NUMBER_FLAGGED' }] }],
    ['UPGRADE', '', { set: [], lift: [] }],
    ['QUALITY_RED', 'RED', { set: [row('NUMBER_QUALITY_RED', 0, 'n1')], lift: [] }],
    ['QUALITY_YELLOW', 'YELLOW', { set: [], lift: [{ scope: 'n1', restriction: 'NUMBER_QUALITY_RED' }] }],
    ['QUALITY_GREEN', 'GREEN', { set: [], lift: [{ scope: 'n1', restriction: 'NUMBER_QUALITY_RED' }] }],
  ])('of a number: %s %s', (event, quality, change) => expect(fromNumberNews({ event, quality }, 'n1')).toEqual(change));
  test('of a number that is none of ours: nothing', () =>
    expect(fromNumberNews({ event: 'FLAGGED', quality: 'RED' }, '*')).toEqual({ set: [], lift: [] }));
});
