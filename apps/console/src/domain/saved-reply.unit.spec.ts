import { describe, expect, test } from '@jest/globals';
import type { SavedReply } from '../api/saved-replies.ts';
import { asKept, editOf, isTouched, isWhole, named, over, textFor } from './saved-reply.ts';

const hours: SavedReply = {
  id: 'r1',
  name: 'Opening hours',
  texts: { en: 'From nine.', de: 'Ab neun.' },
  version: 3,
  by_name: 'Ada',
  at: 1,
};
const late: SavedReply = { ...hours, id: 'r2', name: 'Parcel is late', texts: { en: 'It is late.' } };

test.each([
  ['theirs, where there is one', hours, 'de', 'de', 'Ab neun.'],
  ["the other language's, where there is none", late, 'de', 'en', 'It is late.'],
] as const)('a customer gets %s', (_name, reply, locale, language, text) => expect(textFor(reply, locale)).toEqual({ language, text }));

test.each([
  ['', ['Opening hours', 'Parcel is late']],
  ['P', ['Parcel is late', 'Opening hours']],
  [' OPEN', ['Opening hours']],
  ['nine', []],
])('by "%s" these are found', (typed, names) => expect(named([hours, late], typed).map(({ name }) => name)).toEqual(names));

describe('what a lead changes', () => {
  const edit = editOf(hours, 'new');
  const changed = { ...edit, words: { ...edit.words, de: '  ' } };

  test('is nothing until something else stands there, and has a name and a text', () => {
    expect([isTouched(edit), isTouched(changed), isWhole(changed)]).toEqual([false, true, true]);
    expect(isWhole({ ...changed, words: { ...changed.words, en: '' } })).toBe(false);
    expect(isWhole({ ...changed, words: { ...changed.words, name: ' ' } })).toBe(false);
  });

  test('is sent with the version that they saw, without the language that is empty', () =>
    expect(asKept(changed)).toEqual({ of: 3, name: 'Opening hours', texts: { en: 'From nine.' } }));

  test('stands over what somebody else has made of it, and is a new one where that was removed', () => {
    expect(over({ ...hours, version: 4, name: 'Hours' }, 'new', changed)).toMatchObject({
      id: 'r1',
      of: 4,
      before: { name: 'Hours' },
      words: changed.words,
    });
    expect(over(undefined, 'new', changed)).toMatchObject({ id: 'new', of: 0, before: { name: '' }, words: changed.words });
  });
});
