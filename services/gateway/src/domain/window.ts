/** Meta's customer service window, from its time of what a customer wrote last. */
const windowMs = 24 * 60 * 60_000;
/** Sooner than this before its end nobody asks whether another has begun: a call is written within seconds of the look. */
const lookAheadMs = 60_000;

/** Whether what the customer has written since matters. @param judgedEndsAt of the window that policy judged in; 0: none */
export const endsSoon = (judgedEndsAt: number, now: number): boolean => judgedEndsAt > 0 && now > judgedEndsAt - lookAheadMs;

/** From when on it may not be called. @param lastSentAt Meta's time of what the customer wrote last; ms */
export const callableUntil = (judgedEndsAt: number, lastSentAt = 0): number =>
  judgedEndsAt === 0 ? Infinity : Math.max(judgedEndsAt, lastSentAt + windowMs);
