import { expect, test } from '@jest/globals';
import { cameBack } from './use-came-back.ts';

const stood = (state: 'held' | 'resolving' | 'handing_back' | 'resolved', id = 't1') => ({ id, state, yours: state === 'held' });

test.each([
  [stood('resolving'), stood('held'), true],
  [stood('handing_back'), stood('held'), true],
  [stood('resolving'), stood('resolved'), false],
  [stood('held'), stood('held'), false],
  [stood('resolving'), stood('held', 't2'), false],
])('%j, then %j: came back: %s', (before, now, expected) => expect(cameBack(before, now)).toBe(expected));
