import { expect, test } from '@jest/globals';
import type { Decider } from './decider.ts';
import { given } from './given.ts';

interface Counted {
  type: string;
  data: { by: number; of?: object };
}

/** Counts up by what it is told, in steps of one, and then says the sum. */
const counting: Decider<number, number, Counted, { of: object }> = {
  initial: () => 0,
  decide: (state, by, { of }) => [
    ...Array.from({ length: by }, () => ({ type: 'Raised', data: { by: 1 } })),
    { type: 'Summed', data: { by: state + by, of } },
  ],
  evolve: (state, { type, data: { by } }) => (type === 'Raised' ? state + by : state),
};
const counted = given(counting, { of: { list: [{ a: 1, b: 2 }, 3], word: 'x' } });

test('what was before counts, and facts are those of the last input', () => {
  const { state, facts } = counted({ type: 'Raised', data: { by: 4 } }).when(2, 1);
  expect([state, facts.map(({ data }) => data.by)]).toEqual([7, [1, 7]]);
  expect(counted().when()).toMatchObject({ state: 0, facts: [] });
});

test.each([
  ['types alone', [{ type: 'Raised' }, { type: 'Summed' }]],
  [
    'of the data the members that are named',
    [
      { type: 'Raised', data: { by: 1 } },
      { type: 'Summed', data: { of: { word: 'x' } } },
    ],
  ],
  ['of what is in a list too', [{ type: 'Raised' }, { type: 'Summed', data: { of: { list: [{ a: 1 }, 3] } } }]],
])('a sentence that is true holds: %s', (_what, expected) => expect(counted().when(1).then(expected)).toBeUndefined());

const summed = (data: object) => [{ type: 'Raised' }, { type: 'Summed', data }];
test.each([
  ['nothing', [], 'expected nothing, got Raised, Summed'],
  ['too few', [{ type: 'Raised' }], 'expected Raised, got Raised, Summed'],
  ['another order', [{ type: 'Summed' }, { type: 'Raised' }], 'expected Summed, Raised, got Raised, Summed'],
  ['another value', summed({ by: 2 }), 'Summed.by: expected 2, got 1'],
  ['a member that is not there', summed({ of: { none: 1 } }), 'Summed.of.none: expected 1, got undefined'],
  ['members of what is not there', summed({ none: { a: 1 } }), 'Summed.none.a: expected 1, got undefined'],
  ['a shorter list', summed({ of: { list: [{ a: 1 }] } }), 'Summed.of.list: expected'],
  ['another element', summed({ of: { list: [{ a: 2 }, 3] } }), 'Summed.of.list[0].a: expected 2, got 1'],
  ['a list where there is none', summed({ of: { word: [] } }), 'Summed.of.word: expected [], got "x"'],
])('one that is not fails: %s', (_what, expected, why) => expect(() => counted().when(1).then(expected)).toThrow(why));

test('what follows from nothing is said as that', () =>
  expect(() =>
    counted()
      .when()
      .then([{ type: 'Summed' }]),
  ).toThrow('expected Summed, got nothing'));
