import type { Notice } from '../api/types.ts';

const urgency: Record<Notice['kind'], number> = {
  'support-p1': 0,
  breach: 1,
  warning: 2,
  escalated: 3,
  returned: 4,
  unconfirmed: 5,
  silent: 6,
};

/** One entry per case, the worst word about it first; cases in the order of their newest word. */
export function byCase(notices: readonly Notice[]): { readonly ticketId: string; readonly notices: readonly Notice[] }[] {
  const cases = Map.groupBy(notices, (notice) => notice.ticket_id);
  return [...cases].map(([ticketId, all]) => ({
    ticketId,
    notices: all.toSorted((a, b) => urgency[a.kind] - urgency[b.kind] || b.at - a.at),
  }));
}

/** After something was said of notices, how long what comes then is gathered. */
export const QUIET_MS = 30_000;

/** What this page has seen of notices, and what of it is still to be said. */
export interface Told {
  readonly seen: ReadonlySet<string>;
  readonly waiting: ReadonlySet<string>;
  readonly at: number;
}

interface Telling {
  readonly told: Told;
  /** to be said now, as one */
  readonly say: readonly Notice[];
  /** that have cleared before they were said */
  readonly cleared: number;
  /** how long the rest waits; 0: nothing does */
  readonly waitMs: number;
}

/** The first is said at once, what comes within the quiet time as one when it has passed; the list shows all meanwhile. */
export function tell({ seen, waiting, at }: Told, notices: readonly Notice[], now: number): Telling {
  const ids = notices.map(({ id }) => id);
  const pending = new Set([...waiting, ...ids.filter((id) => !seen.has(id))]);
  const told: Told = { seen: new Set(ids), waiting: pending, at };
  const waitMs = pending.size > 0 ? Math.max(0, at + QUIET_MS - now) : 0;
  if (waitMs > 0) return { told, say: [], cleared: 0, waitMs };
  const say = notices.filter(({ id }) => pending.has(id));
  return { told: { ...told, waiting: new Set(), at: say.length > 0 ? now : at }, say, cleared: pending.size - say.length, waitMs };
}
