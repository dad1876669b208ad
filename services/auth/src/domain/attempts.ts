/** Failures so far, with which the next attempt is judged. */
export interface Failures {
  /** of this challenge, and of others that the contact was asked for in the last 10 minutes: asking again gives no new attempts */
  readonly ofChallenge: number;
  /** of this order in the last 24 h, over all contacts */
  readonly ofOrder: number;
  /** of this conversation in the last 24 h, over all orders: ten minutes later there are attempts again, but not for every order there is */
  readonly ofConversation: number;
}

export const limits = {
  perChallenge: 3,
  challengeWindowMs: 10 * 60_000,
  perOrder: 5,
  perConversation: 6,
  dayMs: 24 * 3_600_000,
  provedForMs: 30 * 60_000,
} as const;

export type Judgement =
  | { readonly outcome: 'proved' }
  | { readonly outcome: 'failed'; readonly attemptsLeft: number }
  | { readonly outcome: 'locked'; readonly reason: 'CHALLENGE_LOCKED' | 'ORDER_LOCKED' | 'CONVERSATION_LOCKED' };

/** Whether a further attempt would be refused unread, whatever it holds. */
export function lockedBefore(failures: Failures): Judgement | undefined {
  if (failures.ofOrder >= limits.perOrder) return { outcome: 'locked', reason: 'ORDER_LOCKED' };
  if (failures.ofConversation >= limits.perConversation) return { outcome: 'locked', reason: 'CONVERSATION_LOCKED' };
  return failures.ofChallenge >= limits.perChallenge ? { outcome: 'locked', reason: 'CHALLENGE_LOCKED' } : undefined;
}

/** Failures of a conversation, and of the orders that it tried. */
export interface Tried extends Omit<Failures, 'ofOrder'> {
  readonly tried: readonly { readonly orderNumber: string; readonly ofOrder: number }[];
}

/** The orders that nobody is asked to prove for now, as no proof would be looked at; "*": none is. */
export function lockedOrders({ tried, ...failures }: Tried): string[] {
  if (lockedBefore({ ...failures, ofOrder: 0 })) return ['*'];
  return tried.filter(({ ofOrder }) => lockedBefore({ ...failures, ofOrder })).map(({ orderNumber }) => orderNumber);
}

/** What one attempt comes to (3 attempts; 5 failures of an order in 24 h over all contacts lock it, and 6 of a conversation over all orders). */
export function judge(matches: boolean, failures: Failures): Judgement {
  const locked = lockedBefore(failures);
  if (locked) return locked;
  if (matches) return { outcome: 'proved' };
  const { ofChallenge, ofOrder, ofConversation } = failures;
  const after = { ofChallenge: ofChallenge + 1, ofOrder: ofOrder + 1, ofConversation: ofConversation + 1 };
  const left = Math.min(limits.perChallenge - after.ofChallenge, limits.perConversation - after.ofConversation);
  return lockedBefore(after) ?? { outcome: 'failed', attemptsLeft: left };
}
