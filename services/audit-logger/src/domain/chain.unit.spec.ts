import { describe, expect, test } from '@jest/globals';
import { contentOf, linkOf } from './chain.ts';
import type { Block, Leaf } from './chain.ts';

const block = (number: number, more: Partial<Block> = {}): Block => ({
  number,
  afterSeq: `${number - 1}0`,
  lastSeq: `${number}0`,
  hash: `hash ${number}`,
  previous: `hash ${number - 1}`,
  isWhole: true,
  areLeavesWhole: true,
  isOld: false,
  ...more,
});
const leaves: Leaf[] = [
  ['1', 'a'],
  ['2', 'b'],
  ['3', 'c'],
];

describe('a block', () => {
  test('hangs on the one before', () => expect(linkOf(block(3), block(2))).toEqual([]));
  test('the first hangs on nothing', () => expect(linkOf(block(1, { afterSeq: '0', previous: '' }))).toEqual([]));
  test.each([
    ['of another hash', { previous: 'another' }],
    ['that ends elsewhere', { afterSeq: '19' }],
  ])('on one %s breaks the chain', (_, more) => expect(linkOf(block(3, more), block(2))).toEqual([{ block: 3, what: 'CHAIN_BROKEN' }]));
  test('after a gap: those that are missing are named', () => {
    expect(linkOf(block(3), block(1))).toEqual([{ block: 2, what: 'BLOCK_MISSING' }]);
    expect(linkOf(block(9e15))).toEqual([{ block: 1, what: 'BLOCK_MISSING', upTo: 9e15 - 1 }]);
  });
});

describe('what is in a block', () => {
  test('is what it was closed over', () => expect(contentOf(block(1), leaves, leaves)).toEqual({ same: 3, forgotten: 0, differences: [] }));
  test('is not: each decision is named', () =>
    expect(
      contentOf(block(1), leaves, [
        ['1', 'a'],
        ['1', 'a'],
        ['2', 'x'],
        ['4', 'd'],
      ]),
    ).toEqual({
      same: 1,
      forgotten: 0,
      differences: [
        { block: 1, what: 'DECISION_ADDED', seq: '1' },
        { block: 1, what: 'DECISION_CHANGED', seq: '2' },
        { block: 1, what: 'DECISION_ADDED', seq: '4' },
        { block: 1, what: 'DECISION_MISSING', seq: '3' },
      ],
    }));
  test('is told from what was slipped in under its number, whichever is read first', () => {
    const added = { same: 3, forgotten: 0, differences: [{ block: 1, what: 'DECISION_ADDED', seq: '2' }] };
    expect(contentOf(block(1), leaves, [...leaves, ['2', 'x']])).toEqual(added);
    expect(contentOf(block(1), leaves, [['2', 'x'], ...leaves])).toEqual(added);
  });
  test('past its horizon may be missing, and is counted', () =>
    expect(contentOf(block(1, { isOld: true }), leaves, [['2', 'b']])).toEqual({ same: 1, forgotten: 2, differences: [] }));
  test('cannot be told without its leaves, unless all of it is forgotten', () => {
    const bare = { areLeavesWhole: undefined };
    const missing = [{ block: 1, what: 'LEAVES_MISSING' }];
    expect(contentOf(block(1, { ...bare, isOld: true }), [], []).differences).toEqual([]);
    expect(contentOf(block(1, { ...bare, isOld: true }), [], leaves).differences).toEqual(missing);
    expect(contentOf(block(1, bare), [], []).differences).toEqual(missing);
  });
});
