import type { Draft, ThreadMessage } from '../api/types.ts';

const underWay = new Set(['pending', 'allowed', 'held', 'unconfirmed']);

/** Texts that are under way but not in the transcript yet, which follows by a moment; each line of the thread stands for one. */
export function underWayDrafts(drafts: readonly Draft[], thread: readonly ThreadMessage[]): Draft[] {
  const lines = thread.filter((message) => message.sender === 'agent');
  const taken = new Set<string>();
  return drafts.filter((draft) => {
    if (draft.status === 'discarded' || draft.status === 'refused') return false;
    const line = lines.find(
      (message) =>
        !taken.has(message.id) &&
        message.ts >= draft.at &&
        (draft.template !== null || (draft.file ? message.file?.kind === draft.file.kind : message.text === draft.text)),
    );
    if (line) taken.add(line.id);
    return !line && underWay.has(draft.status);
  });
}

/** What the gate sent back and nobody has dealt with: only its author's business. */
export const refusedDrafts = (drafts: readonly Draft[], userId: string): Draft[] =>
  drafts.filter((draft) => draft.status === 'refused' && draft.agent_id === userId);

/** The box with a text put back into it: what was typed meanwhile stays above it. */
export const putBack = (typed: string, text: string): string =>
  `\n${typed}`.endsWith(`\n${text}`) ? typed : [typed, text].filter(Boolean).join('\n');
