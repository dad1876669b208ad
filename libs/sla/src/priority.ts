const tiers: Record<string, number> = { vip: 60, trade: 30, retail: 10 };
const topics: Record<string, number> = { refund: 15, technical: 10, delivery: 10, general: 0 };
const NEGATIVE = 20;
const TIME = 40;
const AGING = 30 * 60_000;

export interface Urgency {
  readonly tier: string;
  readonly topic: string;
  readonly sentiment: string;
}

const weight = ({ tier, topic, sentiment }: Urgency): number =>
  (tiers[tier] ?? tiers['retail']!) + (topics[topic] ?? 0) + (sentiment === 'negative' ? NEGATIVE : 0);

/** 1 (first) to 4. Does not depend on time, so that it may be written down. */
export function priorityClass(urgency: Urgency): 1 | 2 | 3 | 4 {
  const points = weight(urgency);
  if (points >= 60) return 1;
  if (points >= 40) return 2;
  return points >= 20 ? 3 : 4;
}

/** Tier, topic, sentiment and time left in one number, higher is more urgent; `leftMs` may be negative. */
export function priorityScore(urgency: Urgency, leftMs: number, promiseMs: number): number {
  const used = promiseMs > 0 ? 1 - leftMs / promiseMs : 1;
  return Math.round(weight(urgency) + TIME * Math.min(2, Math.max(0, used)));
}

/** How much has to be left at least before people are called: min(300 s, a quarter of the promise), ms. */
export const atRisk = (promiseMs: number): number => Math.min(300_000, promiseMs / 4);

export interface Queued {
  readonly priority: number;
  readonly dueAt: number;
  /** 0: no window */
  readonly windowEndsAt: number;
}

/** Queue order: class, then the earlier of deadline and window end. Each half hour past the deadline lifts a case by a class. */
export function compareQueued(now: number): (a: Queued, b: Queued) => number {
  const rank = ({ priority, dueAt }: Queued): number => Math.max(1, priority - Math.max(0, Math.floor((now - dueAt) / AGING)));
  const end = ({ dueAt, windowEndsAt }: Queued): number => (windowEndsAt > now ? Math.min(dueAt, windowEndsAt) : dueAt);
  return (a, b) => rank(a) - rank(b) || end(a) - end(b);
}
