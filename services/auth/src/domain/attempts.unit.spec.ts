import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judge, limits, lockedOrders } from './attempts.ts';

describe('attempts', () => {
  test('the first and the second wrong one say what is left, the third locks', () => {
    expect([0, 1, 2].map((ofChallenge) => judge(false, { ofChallenge, ofOrder: ofChallenge, ofConversation: ofChallenge }))).toEqual([
      { outcome: 'failed', attemptsLeft: 2 },
      { outcome: 'failed', attemptsLeft: 1 },
      { outcome: 'locked', reason: 'CHALLENGE_LOCKED' },
    ]);
  });
  test('a right one proves while attempts are left', () =>
    expect(judge(true, { ofChallenge: 2, ofOrder: 2, ofConversation: 2 })).toEqual({ outcome: 'proved' }));
  test('the fifth failure of an order locks it, whoever it is that tries', () => {
    expect(judge(false, { ofChallenge: 0, ofOrder: 4, ofConversation: 0 })).toEqual({ outcome: 'locked', reason: 'ORDER_LOCKED' });
  });
  test('the sixth failure in a conversation locks it, whichever orders it was about: to be asked anew gives no new attempts', () => {
    expect(judge(false, { ofChallenge: 2, ofOrder: 0, ofConversation: 5 })).toEqual({ outcome: 'locked', reason: 'CONVERSATION_LOCKED' });
    expect(judge(false, { ofChallenge: 0, ofOrder: 0, ofConversation: 4 })).toEqual({ outcome: 'failed', attemptsLeft: 1 });
  });
  test.each([
    ['the third within ten minutes', { ofChallenge: 3, ofConversation: 3 }, ['*']],
    ['the sixth in a day', { ofChallenge: 1, ofConversation: 6 }, ['*']],
    ['the fifth of an order in a day', { ofChallenge: 2, ofConversation: 5 }, ['FD-10234']],
    ['none of these', { ofChallenge: 2, ofConversation: 2 }, []],
  ])('after %s no proof is asked for any more', (_which, counted, locked) => {
    const tried = [
      { orderNumber: 'FD-10234', ofOrder: counted.ofConversation },
      { orderNumber: 'FD-10311', ofOrder: 1 },
    ];
    expect(lockedOrders({ ...counted, tried })).toEqual(locked);
  });
  test('once locked, not even the right one is read', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat(9), fc.nat(9), fc.nat(9), (matches, ofChallenge, ofOrder, ofConversation) => {
        fc.pre(ofChallenge >= limits.perChallenge || ofOrder >= limits.perOrder || ofConversation >= limits.perConversation);
        return judge(matches, { ofChallenge, ofOrder, ofConversation }).outcome === 'locked';
      }),
    );
  });
});
