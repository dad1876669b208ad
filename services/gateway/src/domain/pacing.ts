/** A token bucket; times are real time, ms. */
export interface Bucket { readonly tokens: number; readonly at: number }
export interface Rate { readonly capacity: number; readonly perSecond: number }

/** Meta: 45 at once to one person, then one in 6 s; 80 a second for a number. */
export const pairRate: Rate = { capacity: 45, perSecond: 1 / 6 };
export const numberRate: Rate = { capacity: 80, perSecond: 80 };
/** Of a bucket's capacity the bot leaves this share to people. */
export const keptForPeople = 0.1;

export const full = (rate: Rate, now: number): Bucket => ({ tokens: rate.capacity, at: now });

/** Takes a token, or says how long to wait for one. */
export function take(bucket: Bucket, rate: Rate, now: number, isPerson: boolean): { bucket: Bucket; waitMs: number } {
  const tokens = Math.min(rate.capacity, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate.perSecond);
  const needed = isPerson ? 1 : 1 + rate.capacity * keptForPeople;
  if (tokens >= needed) return { bucket: { tokens: tokens - 1, at: now }, waitMs: 0 };
  return { bucket: { tokens, at: now }, waitMs: Math.ceil(((needed - tokens) / rate.perSecond) * 1000) };
}
