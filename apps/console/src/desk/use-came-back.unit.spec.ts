import { expect, test } from '@jest/globals';
import { cameBack } from './use-came-back.ts';
import type { LetGo } from './use-came-back.ts';

type State = 'held' | 'resolving' | 'handing_back' | 'back';
const one = (state: State, revision: number, id = 't1') => ({ id, state, yours: state === 'held', revision });
/** Which came back, look after look. */
const backAfter = (...looks: ReturnType<typeof one>[][]): string[][] => {
  let known: LetGo = new Map();
  return looks.map((mine) => {
    const { letGo, back } = cameBack(known, mine);
    known = letGo;
    return back.map(({ id }) => id);
  });
};

test.each<[string, ReturnType<typeof one>[][], string[][]]>([
  ['resolved, and refused', [[one('held', 1)], [one('resolving', 2)], [one('held', 3)], [one('held', 3)]], [[], [], ['t1'], []]],
  ['handed back, and refused', [[one('handing_back', 2)], [one('held', 3)]], [[], ['t1']]],
  ['handed back, and that is so', [[one('handing_back', 2)], [one('back', 3)], []], [[], [], []]],
  ['held all the time', [[one('held', 1)], [one('held', 2)]], [[], []]],
  ['resolved, and one that is held', [[one('resolving', 2)], [one('resolving', 2), one('held', 5, 't2')]], [[], []]],
  ['looked at before it was let go of, told after', [[one('resolving', 2)], [one('held', 1)], [one('held', 3)]], [[], [], ['t1']]],
  ['twice', [[one('resolving', 2)], [one('held', 3)], [one('resolving', 4)], [one('held', 5)]], [[], ['t1'], [], ['t1']]],
])('%s', (_name, looks, back) => expect(backAfter(...looks)).toEqual(back));
