export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
export const tiers = ['vip', 'trade', 'retail'] as const;
export const topics = ['refund', 'delivery', 'technical', 'general'] as const;

/** Local wall time, `09:00`; until at or before where it begins is on the next day. */
export interface Hours {
  from: string;
  to: string;
}

/** Minutes of opening hours. */
export interface Promised {
  firstResponse: number;
  nextResponse: number;
  acceptance: number;
  resolution: number;
}

export interface SlaPolicy {
  version: string;
  calendar: { zone: string; week: Record<Weekday, Hours[]>; dates: Record<string, Hours[]> };
  matrix: Record<(typeof tiers)[number], Record<(typeof topics)[number], Promised & { on?: { whatsapp?: Promised } }>>;
}

/** One change, whole. */
export interface Revision {
  revision: number;
  policy: SlaPolicy;
  from: number;
  at: number;
  by_name: string;
  reason: string;
}

export interface SlaSettings {
  /** what held before the first change */
  installed: SlaPolicy;
  /** the newest first */
  revisions: Revision[];
}
