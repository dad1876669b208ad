import { describe, expect, test } from '@jest/globals';
import { resolve } from './identity.ts';
import type { Alias, Known } from './identity.ts';
import { itemIdentity } from './item-identity.ts';
import { full, pairRate, take } from './pacing.ts';
import { maxAttempts, settle } from './retry.ts';
import { movesForward } from './status-rank.ts';
import { afterUnknown } from './unknown.ts';

describe('what an outcome means', () => {
  const backOff = { kind: 'rejected' as const, code: 131056, retryClass: 'B' as const, firstWaitMs: 1_000, factor: 4 };

  test('given a pair rate limit, then it waits 4^n seconds, with jitter on top', () =>
    expect([1, 2, 3].map((attempt) => settle(backOff, attempt, 0))).toEqual([1_000, 4_000, 16_000].map((waitMs) => ({ state: 'queued', waitMs, code: 131056 }))));
  test('given jitter, then it is never shorter', () => expect(settle(backOff, 1, 1)).toMatchObject({ waitMs: 1_500 }));
  test('given that Meta names a wait, then no sooner', () => expect(settle({ ...backOff, retryAfterMs: 30_000 }, 1, 0)).toMatchObject({ waitMs: 30_000 }));
  test('given too many attempts or too long a wait, then it has failed', () => {
    expect(settle(backOff, maxAttempts, 0)).toEqual({ state: 'failed', code: 131056 });
    expect(settle({ ...backOff, retryAfterMs: 3_600_000 }, 1, 0)).toEqual({ state: 'failed', code: 131056 });
  });
  test.each(['N', 'W', 'F', 'T'] as const)('given class %s, then it is final', (retryClass) =>
    expect(settle({ kind: 'rejected', code: 1, retryClass }, 1, 0)).toEqual({ state: 'failed', code: 1 }));
  test('given that nothing was written, then again', () => expect(settle({ kind: 'not_written' }, 1, 0)).toMatchObject({ state: 'queued', waitMs: 500 }));
});

describe('an unknown outcome', () => {
  const send = { sendId: 's', dispatchSeq: 1, epoch: 1, speaker: 'bot' as const, state: 'unknown' as const, unknownSince: 0, timesUnknown: 1 };
  const fence = { epoch: 1, owed: [] };

  test('waits 30 s for its status', () => expect(afterUnknown(fence, send, 29_000, 29_999)).toBe('wait'));
  test('is sent once more if other statuses do arrive', () => expect(afterUnknown(fence, send, 29_000, 30_000)).toBe('resend'));
  test('waits on while none arrive, and after ten minutes is unconfirmed', () => {
    expect(afterUnknown(fence, { ...send, unknownSince: 5 }, 4, 599_000)).toBe('wait');
    expect(afterUnknown(fence, { ...send, unknownSince: 5 }, 4, 600_005)).toBe('unconfirmed');
  });
  test('is never sent a third time, nor for an owner who is gone', () => {
    expect(afterUnknown(fence, { ...send, timesUnknown: 2 }, 1, 1)).toBe('unconfirmed');
    expect(afterUnknown({ epoch: 2, owed: [] }, send, 29_000, 30_000)).toBe('unconfirmed');
  });
});

test.each([
  ['accepted', 'sent', true], ['accepted', 'delivered', true], ['delivered', 'sent', false], ['read', 'delivered', false], ['delivered', 'read', true],
  ['sent', 'failed', true], ['delivered', 'failed', false], ['failed', 'sent', false], ['failed', 'delivered', true], ['sent', 'sent', false], ['sent', 'warning', false],
])('from %s to %s: %s', (from, to, forward) => expect(movesForward(from, to)).toBe(forward));

describe('whose message it is', () => {
  const phone: Alias = { kind: 'phone', hash: 'p' };
  const user: Alias = { kind: 'user_id', hash: 'u' };
  const other: Alias = { kind: 'user_id', hash: 'other' };
  const contact = (contactId: string, createdAt: number, ...aliases: Alias[]): Known => ({ contactId, createdAt, aliases });

  test('given nobody known, then somebody new', () => expect(resolve([phone], [])).toEqual({ contactId: undefined, gains: [phone], outcome: 'new' }));
  test('given one of the aliases, then that contact gains the other', () => expect(resolve([phone, user], [contact('a', 1, phone)])).toEqual({ contactId: 'a', gains: [user], outcome: 'known' }));
  test('given two that are the same person, then the older stays', () =>
    expect(resolve([phone, user], [contact('b', 2, user), contact('a', 1, phone)])).toEqual({ contactId: 'a', gains: [user], outcome: 'merged' }));
  test('given a number that was given to somebody else, then the user id decides', () => {
    expect(resolve([phone, user], [contact('a', 1, phone, other), contact('b', 2, user)])).toEqual({ contactId: 'b', gains: [phone], outcome: 'conflict' });
    expect(resolve([phone, user], [contact('a', 1, phone, other)])).toEqual({ contactId: undefined, gains: [phone, user], outcome: 'conflict' });
  });
});

test('the bot leaves the last tokens of a pair to people', () => {
  let bucket = full(pairRate, 0);
  let bot = 0;
  for (; take(bucket, pairRate, 0, false).waitMs === 0; bot += 1) bucket = take(bucket, pairRate, 0, false).bucket;
  let people = 0;
  for (; take(bucket, pairRate, 0, true).waitMs === 0; people += 1) bucket = take(bucket, pairRate, 0, true).bucket;
  expect([bot, bot + people]).toEqual([40, 45]);
  expect(take(bucket, pairRate, 0, true).waitMs).toBe(6_000);
  expect(take(bucket, pairRate, 6_000, true).waitMs).toBe(0);
});

test('copies of an item are the same one whatever the order of members; other items are not', () => {
  const item = (kind: 'message' | 'status' | 'account', content: Record<string, string>) =>
    itemIdentity({ kind, field: 'f', wabaId: 'w', numberId: 'n', sender: {}, time: 0, item: content });
  expect(item('account', { a: '1', b: '2' })).toEqual(item('account', { b: '2', a: '1' }));
  expect(item('account', { a: '1' })).not.toEqual(item('account', { a: '2' }));
  expect(item('message', { id: 'x', type: 'image', url: '1' })).toEqual(item('message', { id: 'x', type: 'image', url: '2' }));
  expect(item('status', { id: 'x', status: 'sent' })).not.toEqual(item('status', { id: 'x', status: 'read' }));
});
