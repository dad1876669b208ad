import type { Draft } from './draft.ts';

/**
 * One person, one consent: what was ended in a thread that was merged into this one is ended here, unless they have said otherwise since. Looked at with
 * every message, as a word from before the merge may be decided after it.
 */
export function consentOfMerged(draft: Draft): void {
  for (const { conversationId, at: mergedAt, state: other } of draft.context.merged ?? []) {
    const end = (at: number, category = ''): void =>
      draft.emit(
        'ConsentChanged',
        { basis: 'opted_out', source: 'merged', otherConversationId: conversationId, at, category },
        { reasons: ['MERGED'] },
      );
    // an earlier release did not keep when
    const stoppedAt = other.optedOut ? other.consentWordAt || mergedAt : 0;
    const { optedOut, consentWordAt, marketing } = draft.state;
    if (!optedOut && stoppedAt > consentWordAt && stoppedAt <= mergedAt) end(stoppedAt);
    const endedAt = other.marketing.optedOut ? other.marketing.at : 0;
    if (!marketing.optedOut && endedAt > marketing.at && endedAt <= mergedAt) end(endedAt, 'marketing');
  }
}
