export interface Bucket {
  tokens: number;
  at: number;
}

export interface Rate {
  capacity: number;
  perMs: number;
}

/** 1 message in 6 s to one person, with a burst of 45 borrowed from the time to come. */
export const PAIR: Rate = { capacity: 45, perMs: 1 / 6000 };

/** 5,000 calls in an hour that manage one account (one with a registered number). */
export const MANAGEMENT: Rate = { capacity: 5000, perMs: 5000 / 3_600_000 };

export const perSecond = (messages: number): Rate => ({ capacity: messages, perMs: messages / 1000 });

export function take(bucket: Bucket | undefined, rate: Rate, now: number): { ok: boolean; bucket: Bucket } {
  const elapsed = bucket ? Math.max(0, now - bucket.at) : 0;
  const tokens = Math.min(rate.capacity, (bucket?.tokens ?? rate.capacity) + elapsed * rate.perMs);
  // A token refilled by adding up floating point numbers may fall short of 1 by a rounding error.
  const ok = tokens >= 1 - 1e-9;
  return { ok, bucket: { tokens: ok ? tokens - 1 : tokens, at: now } };
}
