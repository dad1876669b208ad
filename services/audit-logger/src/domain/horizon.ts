const dayMs = 24 * 60 * 60_000;

/** The lowest id of that time: ids begin with 48 bits of their cause's. */
export function lowestIdOf(ms: number): string {
  const time = Math.max(0, Math.trunc(ms)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

export interface Case {
  readonly openedAt: number;
  /** undefined: it is open */
  readonly closedAt: number | undefined;
}

/** A topic brings what was said up to three days later: so long before its case opened it may have been said. */
export const lateMs = 3 * dayMs;

/**
 * Until when what was said in a conversation is due: not from the first case on that is open, or has not been closed for so long.
 * @param most what of no such case is due, if another time than the horizon
 */
export const dueUntil = (cases: readonly Case[], horizon: number, most = horizon): number =>
  Math.min(most, ...cases.filter(({ closedAt = Infinity }) => closedAt >= horizon).map(({ openedAt }) => openedAt - lateMs));
