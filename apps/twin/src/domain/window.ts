export const HOUR = 3_600_000;
export const SERVICE_WINDOW = 24 * HOUR;
export const FREE_ENTRY_POINT = 72 * HOUR;

/** What one customer and one business number have between them that decides what may be sent. */
export interface Contacted {
  lastInboundAt?: number;
  /** The last message came from an ad: a reply within 24 h makes everything free for 72 h. */
  referredAt?: number;
  freeEntryUntil?: number;
  /** Meta's own agent leads the conversation: what the customer writes comes on `standby`. */
  heldByAgent?: boolean;
  /** Stopped marketing of this number. */
  optedOut?: boolean;
}

export const windowLeft = (contacted: Contacted, now: number): number =>
  contacted.lastInboundAt === undefined ? 0 : Math.max(0, contacted.lastInboundAt + SERVICE_WINDOW - now);

export const windowOpen = (contacted: Contacted, now: number): boolean => windowLeft(contacted, now) > 0;

export const freeEntryOpen = (contacted: Contacted, now: number): boolean => (contacted.freeEntryUntil ?? 0) > now;

export function received(contacted: Contacted, at: number, referred: boolean): Contacted {
  return { ...contacted, lastInboundAt: Math.max(at, contacted.lastInboundAt ?? 0), ...(referred ? { referredAt: at } : {}) };
}

export function replied(contacted: Contacted, at: number): Contacted {
  if (contacted.referredAt === undefined || freeEntryOpen(contacted, at) || at - contacted.referredAt > SERVICE_WINDOW) return contacted;
  const { referredAt: _used, ...rest } = contacted;
  return { ...rest, freeEntryUntil: at + FREE_ENTRY_POINT };
}
