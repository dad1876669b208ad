/** How long a consumer may do nothing while records wait. */
export const STUCK_AFTER_MS = 120_000;

/**
 * Whether a consumer lives, judged by what it does and not by an open port: it is stuck when records wait and none was done for two minutes.
 * @param consumer times are real, ms; `lag` is per topic, records
 * @returns the topics it is stuck on; empty when all is well
 */
export function stuckTopics(
  consumer: { readonly lastProgressAt: number; readonly lag: Readonly<Record<string, number>> },
  now: number,
): string[] {
  if (now - consumer.lastProgressAt < STUCK_AFTER_MS) return [];
  return Object.entries(consumer.lag)
    .filter(([, records]) => records > 0)
    .map(([topic]) => topic);
}
