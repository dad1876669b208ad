import type { DataInit, Decision } from '@frontdesk/contracts';
import type { Draft, Merged } from './draft.ts';

/** Ends all that the business starts, also what of it waits at gateway. */
export function optOut(draft: Draft, data: DataInit<'ConsentChanged'>, about: Decision): void {
  draft.emit('ConsentChanged', { ...data, basis: 'opted_out' }, about);
  const { dispatchSeq } = draft.state;
  if (dispatchSeq > 0) draft.emit('ConsentWithdrawn', { dispatchSeq });
}

/**
 * One person, one consent: what was ended in a thread that was merged into this one is ended here, unless they have said otherwise since. Looked at with
 * every message, as a word from before the merge may be decided after it.
 */
export function consentOfMerged(draft: Draft): void {
  const { merged = [] } = draft.context;
  for (const { conversationId: otherConversationId, at } of merged.flatMap((other) => endedIn(other, lastWord))) {
    const { state } = draft;
    if (!state.optedOut && at > state.consentWordAt) optOut(draft, { source: 'merged', otherConversationId, at }, { reasons: ['MERGED'] });
  }
  for (const { conversationId: otherConversationId, at } of merged.flatMap((other) => endedIn(other, lastOfMarketing))) {
    const { optedOut, at: lastAt } = draft.state.marketing;
    const said = { basis: 'opted_out', source: 'merged', otherConversationId, at, category: 'marketing' };
    if (!optedOut && at > lastAt) draft.emit('ConsentChanged', said, { reasons: ['MERGED'] });
  }
}

interface Word {
  readonly optedOut: boolean;
  readonly at: number;
}
const lastWord = ({ optedOut, consentWordAt }: Merged['state']): Word => ({ optedOut, at: consentWordAt });
const lastOfMarketing = ({ marketing }: Merged['state']): Word => marketing;

/** Where and when it was ended: in that thread, and in one that was merged into it, where nothing was said in it since. */
function endedIn({ conversationId, at: mergedAt, state, merged = [] }: Merged, wordOf: (state: Merged['state']) => Word) {
  const { optedOut, at } = wordOf(state);
  // an earlier release did not keep when
  const own = { conversationId, at: at || mergedAt };
  const later: (typeof own)[] = merged.flatMap((other) => endedIn(other, wordOf)).filter((one) => one.at > at);
  return [...(optedOut ? [own] : []), ...later].filter((one) => one.at <= mergedAt);
}
