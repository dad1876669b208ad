/** Failures so far, with which the next attempt is judged. */
export interface Failures {
  /** of this challenge, and of others that the contact was asked for in the last 10 minutes: asking again gives no new attempts */
  readonly ofChallenge: number;
  /** of this order in the last 24 h, over all contacts */
  readonly ofOrder: number;
}

export const limits = {
  perChallenge: 3,
  challengeWindowMs: 10 * 60_000,
  perOrder: 5,
  orderWindowMs: 24 * 3_600_000,
  provedForMs: 30 * 60_000,
} as const;

export type Judgement =
  | { readonly outcome: 'proved' }
  | { readonly outcome: 'failed'; readonly attemptsLeft: number }
  | { readonly outcome: 'locked'; readonly reason: 'CHALLENGE_LOCKED' | 'ORDER_LOCKED' };

/** Whether a further attempt would be refused unread, whatever it holds. */
export function lockedBefore(failures: Failures): Judgement | undefined {
  if (failures.ofOrder >= limits.perOrder) return { outcome: 'locked', reason: 'ORDER_LOCKED' };
  return failures.ofChallenge >= limits.perChallenge ? { outcome: 'locked', reason: 'CHALLENGE_LOCKED' } : undefined;
}

/** What one attempt comes to (3 attempts; 5 failures of an order in 24 h over all contacts lock it). */
export function judge(matches: boolean, failures: Failures): Judgement {
  const locked = lockedBefore(failures);
  if (locked) return locked;
  if (matches) return { outcome: 'proved' };
  const after = { ofChallenge: failures.ofChallenge + 1, ofOrder: failures.ofOrder + 1 };
  return lockedBefore(after) ?? { outcome: 'failed', attemptsLeft: limits.perChallenge - after.ofChallenge };
}
