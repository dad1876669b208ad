import type { Notice } from '../api/types.ts';

const urgency: Record<Notice['kind'], number> = { 'support-p1': 0, breach: 1, escalated: 2, returned: 3, unconfirmed: 4 };

/** One entry per case, the worst word about it first; cases in the order of their newest word. */
export function byCase(notices: readonly Notice[]): { readonly ticketId: string; readonly notices: readonly Notice[] }[] {
  const cases = Map.groupBy(notices, (notice) => notice.ticket_id);
  return [...cases].map(([ticketId, all]) => ({
    ticketId,
    notices: all.toSorted((a, b) => urgency[a.kind] - urgency[b.kind] || b.at - a.at),
  }));
}
