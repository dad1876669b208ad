import { describe, expect, test } from '@jest/globals';
import type { ItemKind, JsonObject } from '@frontdesk/whatsapp';
import { endedBy, resolve } from './identity.ts';
import type { Alias, Known } from './identity.ts';
import { itemIdentity } from './item-identity.ts';
import { movesForward } from './status-rank.ts';
import { storedItem } from './stored-item.ts';

describe('given two items', () => {
  const identity = (kind: ItemKind, item: object, more: object = {}) =>
    itemIdentity({ kind, field: 'f', wabaId: 'w', numberId: 'n', sender: {}, time: 0, item: item as JsonObject, ...more }).join('|');

  test.each<[string, ItemKind, object, object]>([
    ['a message whose address is fresh', 'message', { id: 'x', type: 'image', url: '1' }, { id: 'x', type: 'image', url: '2' }],
    ['an old message told twice', 'history', { id: 'x', type: 'text', status: 'READ' }, { id: 'x', type: 'text' }],
    ['an echo', 'echo', { id: 'x', type: 'text' }, { id: 'x', type: 'image' }],
    ['a status with other prices', 'status', { id: 'x', status: 'sent', pricing: 1 }, { id: 'x', status: 'sent' }],
    [
      'a status with an empty member of a group',
      'status',
      { id: 'x', status: 'sent', recipient_participant_id: '' },
      { id: 'x', status: 'sent' },
    ],
    ['news, members in another order', 'account', { a: { c: [1, { e: 2, d: 3 }], b: 'x' } }, { a: { b: 'x', c: [1, { d: 3, e: 2 }] } }],
    ['news with nothing in it', 'account', { a: null }, { a: null }],
  ])('%s is the same one', (_name, kind, one, other) => expect(identity(kind, one)).toBe(identity(kind, other)));

  test.each<[string, ItemKind, object, object]>([
    [
      'a status at two members of a group, named the older way',
      'status',
      { id: 'x', status: 'read', participant_recipient_id: '1' },
      { id: 'x', status: 'read', participant_recipient_id: '2' },
    ],
    ['messages of two ids', 'message', { id: 'x', type: 'text' }, { id: 'y', type: 'text' }],
    ['messages of two types under one id', 'message', { id: 'x', type: 'text' }, { id: 'x', type: 'image' }],
    ['messages without an id', 'message', { type: 'text', text: 'a' }, { type: 'text', text: 'b' }],
    ['messages with an empty id', 'message', { id: '', text: 'a' }, { id: '', text: 'b' }],
    ['a placeholder and its file', 'history', { id: 'x', type: 'media_placeholder' }, { id: 'x', type: 'image' }],
    ['old messages with an empty id', 'history', { id: '', text: 'a' }, { id: '', text: 'b' }],
    ['echoes', 'echo', { id: 'x' }, { id: 'y' }],
    ['echoes with an empty id', 'echo', { id: '', text: 'a' }, { id: '', text: 'b' }],
    ['two steps of a message', 'status', { id: 'x', status: 'sent' }, { id: 'x', status: 'read' }],
    ['statuses of nothing', 'status', { id: '', status: 'sent', a: 1 }, { id: '', status: 'sent', a: 2 }],
    [
      'what arrived at two members of a group',
      'status',
      { id: 'x', status: 'read', recipient_participant_user_id: 'DE.1' },
      { id: 'x', status: 'read', recipient_participant_user_id: 'DE.2' },
    ],
    [
      'the same, by phone',
      'status',
      { id: 'x', status: 'read', recipient_participant_id: '491' },
      { id: 'x', status: 'read', recipient_participant_id: '492' },
    ],
    ['a list in another order', 'account', { a: [1, 2] }, { a: [2, 1] }],
    ['a number and its word', 'account', { a: 1 }, { a: '1' }],
    ['nothing and an empty list', 'account', { a: null }, { a: [] }],
    ['members with other names', 'account', { a: 1 }, { b: 1 }],
    ['an inner list and its elements', 'account', { a: [[1], 2] }, { a: [[1, 2]] }],
    ['a list and its members by number', 'account', { a: ['x'] }, { a: { 0: 'x' } }],
    ['numbers that read alike in a row', 'account', { a: [1, 23] }, { a: [12, 3] }],
    ['news that carry an id', 'account', { id: 'x', event: 'a' }, { id: 'x', event: 'b' }],
    ['old messages whose id is a number', 'history', { id: 7, text: 'a' }, { id: 7, text: 'b' }],
    ['echoes whose id is a number', 'echo', { id: 7, text: 'a' }, { id: 7, text: 'b' }],
    ['statuses whose id is a number', 'status', { id: 7, status: 'sent', a: 1 }, { id: 7, status: 'sent', a: 2 }],
  ])('%s are two', (_name, kind, one, other) => expect(identity(kind, one)).not.toBe(identity(kind, other)));

  test('what makes one stays as it is: a copy may come to a later release', () => {
    const parts = (kind: ItemKind, item: object) =>
      itemIdentity({ kind, field: 'f', wabaId: 'w', numberId: 'n', sender: {}, time: 0, item: item as JsonObject });
    expect([
      parts('message', { id: 'x', type: 'text' }),
      parts('message', { id: 'x' }),
      parts('history', { id: 'x', type: 'image' }),
      parts('echo', { id: 'x', type: 'image' }),
      parts('status', { id: 'x', status: 'read' }),
      parts('status', { id: 'x', status: 'read', recipient_participant_id: 7 }),
      parts('status', { id: 'x', status: 'read', recipient_participant_user_id: 'DE.1' }),
      parts('account', { b: [1, 'z'], a: null }),
    ]).toEqual([
      ['message', 'n', 'x', 'text'],
      ['message', 'n', 'x', ''],
      ['history', 'n', 'x', 'image'],
      ['echo', 'n', 'x'],
      ['status', 'n', 'x', 'read'],
      ['status', 'n', 'x', 'read'],
      ['status', 'n', 'x', 'read', 'DE.1'],
      ['account', 'f', 'n', 'w', '{"a":null,"b":[1,"z"]}'],
    ]);
  });

  test('of two numbers, accounts, fields or kinds they are two', () => {
    const message = identity('message', { id: 'x', type: 'text' });
    expect(identity('message', { id: 'x', type: 'text' }, { numberId: 'm' })).not.toBe(message);
    for (const kind of ['message', 'history', 'echo', 'status'] as const)
      expect(identity(kind, { id: 'x', type: 't', status: 's' })).not.toBe(identity(kind, { id: 'y', type: 't', status: 's' }));
    expect(identity('status', { id: 'x', status: 7 })).toBe(identity('status', { id: 'x' }));
    const kinds = (['message', 'history', 'echo', 'status'] as const).map((kind) =>
      identity(kind, { id: 'x', type: 'text', status: 'text' }),
    );
    expect(new Set(kinds).size).toBe(4);
    for (const kind of ['history', 'echo', 'status'] as const)
      expect(identity(kind, { id: 'x' }, { numberId: 'm' })).not.toBe(identity(kind, { id: 'x' }));
    const news = identity('account', { a: 1 });
    for (const more of [{ field: 'g' }, { wabaId: 'v' }, { numberId: 'm' }, { kind: 'unknown' }])
      expect(identity('account', { a: 1 }, more)).not.toBe(news);
  });
});

describe('given contacts that are known', () => {
  const phone: Alias = { kind: 'phone', hash: 'p' };
  const user: Alias = { kind: 'user_id', hash: 'u' };
  const other: Alias = { kind: 'user_id', hash: 'o' };
  const parent: Alias = { kind: 'parent_user_id', hash: 'u' };
  const contact = (contactId: string, createdAt: number, ...aliases: Alias[]): Known => ({ contactId, createdAt, aliases });

  test('an alias of one kind is none of another, though they read alike', () =>
    expect(resolve([user], [contact('a', 1, parent)])).toEqual({ contactId: undefined, gains: [user], outcome: 'new' }));
  test('who is known by all of them gains nothing', () =>
    expect(resolve([phone, user], [contact('a', 1, user, phone), contact('z', 0, other)])).toEqual({
      contactId: 'a',
      gains: [],
      outcome: 'known',
    }));
  test('a contact without a user id gets the one that comes', () =>
    expect(resolve([phone, user, parent], [contact('a', 1, phone)])).toEqual({ contactId: 'a', gains: [user, parent], outcome: 'known' }));
  test('a phone alone leads to its contact whatever user id that has', () =>
    expect(resolve([phone], [contact('a', 1, phone, other)])).toEqual({ contactId: 'a', gains: [], outcome: 'known' }));
  test('a phone that comes with another user id than its contact has is somebody new, to be looked at', () =>
    expect(resolve([phone, user], [contact('a', 1, phone, other)])).toEqual({
      contactId: undefined,
      gains: [phone, user],
      outcome: 'conflict',
    }));
  test('nobody we know gains everything', () =>
    expect(resolve([phone, user], [contact('z', 1, other)])).toEqual({ contactId: undefined, gains: [phone, user], outcome: 'new' }));
  test('of two who are one the older stays, of two as old the one whose id comes first', () => {
    expect(resolve([phone, user], [contact('a', 2, user), contact('b', 1, phone)])).toEqual({
      contactId: 'b',
      gains: [user],
      outcome: 'merged',
    });
    expect(resolve([phone, user], [contact('b', 1, user), contact('a', 1, phone)])).toEqual({
      contactId: 'a',
      gains: [user],
      outcome: 'merged',
    });
    expect(resolve([phone, user], [contact('a', 1, user), contact('b', 1, phone)])).toEqual({
      contactId: 'a',
      gains: [phone],
      outcome: 'merged',
    });
  });
  test('a number that somebody else had before goes to whose user id comes', () => {
    expect(resolve([phone, user, parent], [contact('old', 1, phone, other), contact('new', 2, user), contact('p', 3, parent)])).toEqual({
      contactId: 'new',
      gains: [phone, parent],
      outcome: 'conflict',
    });
    // whoever of them was found first, and whatever else they are known by
    const also: Alias = { kind: 'phone', hash: 'second' };
    expect(
      resolve([phone, user, parent], [contact('p', 3, parent), contact('old', 1, phone, other), contact('new', 2, also, user)]),
    ).toEqual({
      contactId: 'new',
      gains: [phone, parent],
      outcome: 'conflict',
    });
    // nobody has the user id yet: the one without any stands nearer than the one with another
    expect(resolve([phone, user, parent], [contact('old', 1, phone, other), contact('p', 2, parent)])).toEqual({
      contactId: 'p',
      gains: [phone, user],
      outcome: 'conflict',
    });
    expect(
      resolve([phone, user, parent], [contact('old', 1, phone, other), contact('p', 2, parent, { kind: 'user_id', hash: 'q' })]),
    ).toEqual({ contactId: undefined, gains: [phone, user, parent], outcome: 'conflict' });
  });
});

describe('given a status', () => {
  const steps = ['accepted', 'sent', 'delivered', 'read', 'played', 'failed', 'warning'];
  test('it moves forward only; failed is final until the message is seen to arrive', () =>
    expect(Object.fromEntries(steps.map((from) => [from, steps.filter((to) => movesForward(from, to))]))).toEqual({
      accepted: ['sent', 'delivered', 'read', 'played', 'failed'],
      sent: ['delivered', 'read', 'played', 'failed'],
      delivered: ['read', 'played'],
      read: ['played'],
      played: [],
      failed: ['delivered', 'read', 'played'],
      warning: ['accepted', 'sent', 'delivered', 'read', 'played', 'failed'],
    }));
});

test('given a status of a name that every object has, then nothing moves', () =>
  expect(['constructor', '__proto__', 'toString'].flatMap((name) => [movesForward('sent', name), movesForward(name, 'failed')])).toEqual([
    false,
    true,
    false,
    true,
    false,
    true,
  ]));

describe('given an item out of the log', () => {
  const item = {
    kind: 'message',
    field: 'messages',
    wabaId: 'w',
    numberId: 'n',
    sender: { waId: '1', userId: 'DE.1', parentUserId: 'DE.ENT.1' },
    name: 'N',
    username: 'u',
    time: 5,
    item: { a: [{ b: null }] },
  };
  test('it is what was put there', () => {
    expect(storedItem(item)).toEqual(item);
    const bare = { ...item, sender: {}, name: undefined, username: undefined };
    expect(Object.keys(storedItem(bare)).sort()).toEqual(['field', 'item', 'kind', 'numberId', 'sender', 'time', 'wabaId']);
    expect(storedItem(bare).sender).toEqual({});
  });
  test.each(['message', 'status', 'echo', 'history', 'handover', 'account', 'unknown'])('a %s may lie there', (kind) =>
    expect(storedItem({ ...item, kind })).toMatchObject({ kind }),
  );
  test.each(['kind', 'field', 'wabaId', 'numberId', 'sender', 'time', 'item'])('without its %s it is poison', (member) => {
    expect(() => storedItem({ ...item, [member]: undefined })).toThrow(/Invalid/);
    expect(() => storedItem({ ...item, [member]: false })).toThrow(/Invalid/);
  });
  test("of another kind, or of nobody's kind, it is poison too", () => {
    expect(() => storedItem({ ...item, kind: 'parcel' })).toThrow(/Invalid/);
    expect(() => storedItem({ ...item, sender: { waId: 7 } })).toThrow(/Invalid/);
    expect(() => storedItem({ ...item, name: 7 })).toThrow(/Invalid/);
  });
});

describe('given a person who changed', () => {
  test.each<[string, Parameters<typeof endedBy>, string[]]>([
    ['a new number ends the user id', ['number', true], ['user_id']],
    ['a new number whose old one is hidden does too', ['number', false], ['user_id']],
    ['a new user id ends the number that is not shown', ['user_id', false], ['phone']],
    ['a new user id ends no number that is shown', ['user_id', true], []],
    ['another phone in the hand ends nothing', ['identity', false], []],
  ])('%s', (_name, change, ended) => expect(endedBy(...change)).toEqual(ended));
});
