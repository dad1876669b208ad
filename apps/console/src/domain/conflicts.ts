import type { Conflict } from '../api/types.ts';

export type Judgement = 'same' | 'different';

/** What the rule has made of it so far. */
export const conflictWords = (outcome: Conflict['outcome']): string =>
  outcome === 'merged' ? 'Taken for one person' : 'Taken for two people';

/** What each judgement is called, and what it does. None can be taken back here. */
export function judgementWords({
  outcome,
}: Pick<Conflict, 'outcome'>): Record<Judgement, { readonly action: string; readonly consequence: string }> {
  const stays = 'It stays as it is, and leaves this list.';
  return {
    same: {
      action: 'One person',
      consequence:
        outcome === 'merged' ? stays : 'From now on they write in the older conversation. What either has proved has to be proved again.',
    },
    different: {
      action: 'Two people',
      consequence:
        outcome === 'conflict'
          ? stays
          : 'Each has their own conversation again, and what was proved has to be proved again. ' +
            'Who lost their number can be answered once they write.',
    },
  };
}
