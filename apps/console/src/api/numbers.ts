import type { Costs } from './types.ts';

export interface Spread {
  count: number;
  /** ms; null: there are none */
  p50: number | null;
  p95: number | null;
}

export interface Numbers {
  cases: {
    opened: number;
    resolved: number;
    inactivity: number;
    deflected: number;
    /** of those opened; a release before does not say */ toPeople?: number;
  };
  handoffs: Record<string, number>;
  firstResponse: Spread & { withinMinute: number; givenUp: number };
  resolution: Spread;
  promises: Record<string, { kept: number; missed: number }>;
  /** how many gave 1 to 5 */
  ratings: number[];
  confidence: { count: number; p25: number | null; p50: number | null; p75: number | null };
  guardrails: Record<string, number>;
  model: { calls: number; tokens: number; usd: number; unknown: number };
}

/** What a day was like, as far as it has gone. */
export interface Day {
  now: number;
  zone: string;
  /** e.g. "2026-11-30" */
  day: string;
  today: string;
  numbers: Numbers;
  costs: Costs;
  /** in which something was sent */
  conversations: number;
}
