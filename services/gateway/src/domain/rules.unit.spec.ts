import { describe, expect, test } from '@jest/globals';
import { fenceReached } from './fence.ts';
import type { SendState, Speaker } from './fence.ts';
import { resolve } from './identity.ts';
import type { Alias, Known } from './identity.ts';
import { itemIdentity } from './item-identity.ts';
import { arrives, movesForward } from './status-rank.ts';
import { afterUnknown } from './unknown.ts';

describe('an unknown outcome', () => {
  const send = {
    sendId: 's',
    dispatchSeq: 1,
    epoch: 1,
    speaker: 'bot' as const,
    state: 'unknown' as const,
    unknownSince: 0,
    timesUnknown: 1,
  };
  const fence = { epoch: 1, owed: [] };

  test('waits 30 s for its status', () => expect(afterUnknown(fence, send, 29_000, 29_999)).toBe('wait'));
  test('is sent once more if other statuses do arrive', () => expect(afterUnknown(fence, send, 29_000, 30_000)).toBe('resend'));
  test('waits on while none arrive, and after ten minutes is unconfirmed', () => {
    expect(afterUnknown(fence, { ...send, unknownSince: 5 }, 4, 599_000)).toBe('wait');
    expect(afterUnknown(fence, { ...send, unknownSince: 5 }, 5, 599_000)).toBe('wait');
    expect(afterUnknown(fence, { ...send, unknownSince: 5 }, 4, 600_005)).toBe('unconfirmed');
  });
  test('is never sent a third time, nor for an owner who is gone', () => {
    expect(afterUnknown(fence, { ...send, timesUnknown: 2 }, 1, 1)).toBe('unconfirmed');
    expect(afterUnknown({ epoch: 2, owed: [] }, send, 29_000, 30_000)).toBe('unconfirmed');
  });
});

test.each([
  ['accepted', 'sent', true],
  ['accepted', 'delivered', true],
  ['delivered', 'sent', false],
  ['read', 'delivered', false],
  ['delivered', 'read', true],
  ['sent', 'failed', true],
  ['delivered', 'failed', false],
  ['failed', 'sent', false],
  ['failed', 'delivered', true],
  ['sent', 'sent', false],
  ['sent', 'warning', false],
])('from %s to %s: %s', (from, to, forward) => expect(movesForward(from, to)).toBe(forward));

test('a message arrives once: by delivered, or by a later word where that one was skipped', () => {
  const words = ['accepted', 'sent', 'delivered', 'read', 'played', 'failed', 'warning'];
  expect(Object.fromEntries(words.map((from) => [from, words.filter((to) => arrives(from, to))]))).toEqual({
    accepted: ['delivered', 'read', 'played'],
    sent: ['delivered', 'read', 'played'],
    delivered: [],
    read: [],
    played: [],
    failed: ['delivered', 'read', 'played'],
    warning: ['delivered', 'read', 'played'],
  });
});

describe('whose message it is', () => {
  const phone: Alias = { kind: 'phone', hash: 'p' };
  const user: Alias = { kind: 'user_id', hash: 'u' };
  const other: Alias = { kind: 'user_id', hash: 'other' };
  const contact = (contactId: string, createdAt: number, ...aliases: Alias[]): Known => ({ contactId, createdAt, aliases });

  test('given nobody known, then somebody new', () =>
    expect(resolve([phone], [])).toEqual({ contactId: undefined, gains: [phone], outcome: 'new' }));
  test('given one of the aliases, then that contact gains the other', () =>
    expect(resolve([phone, user], [contact('a', 1, phone)])).toEqual({ contactId: 'a', gains: [user], outcome: 'known' }));
  test('given two that are the same person, then the older stays', () =>
    expect(resolve([phone, user], [contact('b', 2, user), contact('a', 1, phone)])).toEqual({
      contactId: 'a',
      gains: [user],
      outcome: 'merged',
    }));
  test('given a number that was given to somebody else, then the user id decides', () => {
    expect(resolve([phone, user], [contact('a', 1, phone, other), contact('b', 2, user)])).toEqual({
      contactId: 'b',
      gains: [phone],
      outcome: 'conflict',
    });
    expect(resolve([phone, user], [contact('a', 1, phone, other)])).toEqual({
      contactId: undefined,
      gains: [phone, user],
      outcome: 'conflict',
    });
  });
});

test('copies of an item are the same one whatever the order of members; other items are not', () => {
  const item = (kind: 'message' | 'status' | 'account', content: Record<string, string>) =>
    itemIdentity({ kind, field: 'f', wabaId: 'w', numberId: 'n', sender: {}, time: 0, item: content });
  expect(item('account', { a: '1', b: '2' })).toEqual(item('account', { b: '2', a: '1' }));
  expect(item('account', { a: '1' })).not.toEqual(item('account', { a: '2' }));
  expect(item('message', { id: 'x', type: 'image', url: '1' })).toEqual(item('message', { id: 'x', type: 'image', url: '2' }));
  expect(item('status', { id: 'x', status: 'sent' })).not.toEqual(item('status', { id: 'x', status: 'read' }));
});

describe('a fence that is reached', () => {
  const send = (sendId: string, speaker: Speaker, epoch: number, state: SendState) => ({ sendId, dispatchSeq: 1, speaker, epoch, state });
  const owed = { epoch: 2, case: 1, turn: 3 };
  const fence = { epoch: 2, owed: [owed] };

  test("names the bot's older sends whose outcome nobody knows, and no others", () => {
    const sends = [
      send('lost', 'bot', 1, 'unknown'),
      send('queued', 'bot', 1, 'queued'),
      send('theirs', 'agent', 1, 'unknown'),
      send('a word', 'notice', 1, 'unknown'),
      send('newer', 'bot', 2, 'unknown'),
    ];
    expect(fenceReached(fence, sends)).toEqual({ fence: { epoch: 2, owed: [] }, reached: [{ owed, unknown: ['lost'] }] });
  });
});
