import { describe, expect, test } from '@jest/globals';
import { extended, refreshed } from './pages.ts';
import type { Page } from './pages.ts';

const idOf = (item: string): string => item.charAt(0);
const page = (items: string, next: string | null = null): Page<string> => ({ items: items.split(' ').filter(Boolean), next });

describe('a list, the newest first', () => {
  const list = { idOf, placeOf: (item: string) => item, newestFirst: true };
  test('goes on behind what is known', () => expect(extended(page('e d', 'd'), page('d c b', 'b'), list)).toEqual(page('e d c b', 'b')));
  test('looked at again, what moved stands first, and what stood behind stays', () => {
    expect(refreshed(undefined, page('e d', 'd'), list)).toEqual(page('e d', 'd'));
    expect(refreshed(page('e d c b', 'b'), page('f b2 e', 'e'), list)).toEqual(page('f b2 e d c', 'b'));
    expect(refreshed(page('e d', 'd'), page('f e', 'e'), list)).toEqual(page('f e d', 'd'));
    expect(refreshed(page('e d', 'd'), page('e2 d', 'd'), list)).toEqual(page('e2 d', 'd'));
  });
  test('begins anew where it is not known what came between, or all of it fits', () => {
    expect(refreshed(page('b a'), page('i h', 'h'), list)).toEqual(page('i h', 'h'));
    expect(refreshed(page('e d c b', 'b'), page('f b2', 'b2'), list)).toEqual(page('f b2', 'b2'));
    expect(refreshed(page('c b', 'b'), page('c'), list)).toEqual(page('c'));
  });
});

describe('a conversation, the newest last', () => {
  const thread = { idOf, newestFirst: false };
  test('goes on before what is known', () => expect(extended(page('d e', 'd'), page('b c', 'b'), thread)).toEqual(page('b c d e', 'b')));
  test('looked at again, it ends with what is new, and what stood before stays', () => {
    expect(refreshed(page('b c d e', 'b'), page('d2 e f', 'd'), thread)).toEqual(page('b c d2 e f', 'b'));
    expect(refreshed(page('d e', 'd'), page('e f', 'e'), thread)).toEqual(page('d e f', 'd'));
    expect(refreshed(page('d e', 'd'), page('d e2', 'd'), thread)).toEqual(page('d e2', 'd'));
  });
  test('begins anew where it is not known what came between', () =>
    expect(refreshed(page('a b'), page('h i', 'h'), thread)).toEqual(page('h i', 'h')));
});
