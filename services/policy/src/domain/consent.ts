import type { DataInit, Decision } from '@frontdesk/contracts';
import type { Draft } from './draft.ts';

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
  for (const { conversationId, at: mergedAt, state: other } of draft.context.merged ?? []) {
    const said = { basis: 'opted_out', source: 'merged', otherConversationId: conversationId };
    const about = { reasons: ['MERGED'] };
    // an earlier release did not keep when
    const stoppedAt = other.optedOut ? other.consentWordAt || mergedAt : 0;
    const { optedOut, consentWordAt, marketing } = draft.state;
    if (!optedOut && stoppedAt > consentWordAt && stoppedAt <= mergedAt) optOut(draft, { ...said, at: stoppedAt }, about);
    const endedAt = other.marketing.optedOut ? other.marketing.at : 0;
    if (!marketing.optedOut && endedAt > marketing.at && endedAt <= mergedAt)
      draft.emit('ConsentChanged', { ...said, at: endedAt, category: 'marketing' }, about);
  }
}
