const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const GIVE_UP_AFTER = 7 * 24 * HOUR;

const WAITS = [0, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR];

/** How long after failed attempt number `attempt` (1, 2, …) the next one is due. Meta publishes no timetable: this one is ours. */
export const waitAfter = (attempt: number): number => WAITS[attempt] ?? 12 * HOUR;

/** When to try again what was first tried at `firstAt`, or undefined when Meta would have given up. */
export function nextAttempt(firstAt: number, lastDueAt: number, attempt: number): number | undefined {
  const due = lastDueAt + waitAfter(attempt);
  return due - firstAt > GIVE_UP_AFTER ? undefined : due;
}
