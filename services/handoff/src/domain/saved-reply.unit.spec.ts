import { describe, expect, test } from '@jest/globals';
import { keepReply, mostReplies, removeReply } from './saved-reply.ts';
import type { SavedReply } from './saved-reply.ts';

const late: SavedReply = {
  id: 'late',
  name: 'Parcel is late',
  texts: { en: 'It is late.', de: 'Es dauert.' },
  version: 3,
  by: 'ada',
  at: 1,
};
const thanks: SavedReply = { id: 'thanks', name: 'Thanks', texts: { en: 'Thank you!' }, version: 1, by: 'lena', at: 1 };
const all = [late, thanks];
const put = (change: Partial<Parameters<typeof keepReply>[1]>, of = all) =>
  keepReply(of, { id: 'new', of: 0, name: 'Opening hours', texts: { en: 'From nine.' }, ...change }, 'lena', 7);

describe('a saved reply', () => {
  test('is made, and said without what it says', () => {
    expect(put({})).toEqual({
      reply: { id: 'new', name: 'Opening hours', texts: { en: 'From nine.' }, version: 1, by: 'lena', at: 7 },
      said: { id: 'new', change: 'made', version: 1, name: 'Opening hours', texts: [{ language: 'en', length: 10 }], by: 'lena' },
    });
  });

  test('is changed by who has seen its last version', () => {
    expect(put({ id: 'late', of: 3, name: 'PARCEL is late', texts: { de: 'Es dauert noch.' } })).toMatchObject({
      reply: { id: 'late', name: 'PARCEL is late', texts: { de: 'Es dauert noch.' }, version: 4, by: 'lena' },
      said: { change: 'changed', version: 4, texts: [{ language: 'de', length: 15 }] },
    });
  });

  test('is removed by who has seen its last version', () => {
    expect(removeReply(all, { id: 'late', of: 3 }, 'lena')).toEqual({
      said: { id: 'late', change: 'removed', version: 4, name: 'Parcel is late', texts: [], by: 'lena' },
    });
  });

  test.each([
    ['an older version', { id: 'late', of: 2 }, 'ada'],
    ['none yet, and somebody has made it', { id: 'late', of: 0 }, 'ada'],
    ['one that was removed', { id: 'gone', of: 2 }, undefined],
  ])('stays as it is where the page had seen %s', (_seen, seen, by) => {
    const refused = { refused: { code: 'CHANGED_MEANWHILE', by } };
    expect(put(seen)).toEqual(refused);
    expect(removeReply(all, seen, 'lena')).toEqual(refused);
  });

  test.each(['thanks', 'THANKS', 'Ｔｈａｎｋｓ'])('has a name of its own: %s is taken', (name) => {
    expect(put({ name })).toEqual({ refused: { code: 'NAME_TAKEN' } });
    expect(put({ id: 'thanks', of: 1, name })).toHaveProperty('reply');
  });

  test('is one of so many; those that there are may be changed', () => {
    const many = Array.from({ length: mostReplies }, (_, n) => ({ ...late, id: `r${n}`, name: `Reply ${n}` }));
    expect(put({}, many)).toEqual({ refused: { code: 'TOO_MANY' } });
    expect(put({}, many.slice(1))).toHaveProperty('reply');
    expect(put({ id: 'r0', of: 3 }, many)).toHaveProperty('reply');
  });

  test('has a name that is on record without what looks like somebody', () => {
    expect(put({ name: 'Ask max@example.com' })).toMatchObject({ reply: { name: 'Ask max@example.com' }, said: { name: 'Ask [EMAIL_1]' } });
  });
});
