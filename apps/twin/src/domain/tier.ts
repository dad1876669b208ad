/** Unique people a day that a portfolio may write to outside their window (Messaging limits, since 2025-10-07). */
const sizes: Readonly<Record<string, number>> = {
  TIER_250: 250,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
  TIER_UNLIMITED: Infinity,
};

export interface Portfolio {
  id: string;
  messagingLimit: string;
  /** What a message beyond the limit fails with. Meta doesn't say; 131048, 131049 and 131064 are candidates. */
  overLimitCode: number;
  /** When each person was first reached in the last 24 hours, by their key. */
  reached: Record<string, number>;
}

export const isTier = (name: string): boolean => Object.hasOwn(sizes, name);

const DAY = 24 * 3_600_000;

/** Counts a message to somebody whose window is closed. @returns whether it is within the limit; then they count for 24 hours */
export function reach(portfolio: Portfolio, key: string, now: number): boolean {
  for (const [who, at] of Object.entries(portfolio.reached)) if (at <= now - DAY) delete portfolio.reached[who];
  if (key in portfolio.reached) return true;
  if (Object.keys(portfolio.reached).length >= (sizes[portfolio.messagingLimit] ?? Infinity)) return false;
  portfolio.reached[key] = now;
  return true;
}
