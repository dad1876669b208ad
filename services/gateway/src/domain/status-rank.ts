/** Order of what Meta tells about a message. `failed` is final unless the message is seen to arrive after all. */
const ranks: ReadonlyMap<string, number> = new Map(
  ['accepted', 'sent', 'delivered', 'read', 'played'].map((status, rank) => [status, rank]),
);

/** Whether the message, of which `current` was told before, is now known to have arrived: by `delivered`, or by a later word where that one was skipped. */
export const arrives = (current: string, status: string): boolean => (ranks.get(status) ?? 0) >= 2 && (ranks.get(current) ?? 0) < 2;

/** Whether `status` may replace `current`: statuses only move forward; `delivered` or later wins over `failed`. */
export function movesForward(current: string, status: string): boolean {
  const rank = ranks.get(status);
  if (current === 'failed') return rank !== undefined && rank >= 2;
  if (status === 'failed') return (ranks.get(current) ?? 0) < 2;
  return rank !== undefined && rank > (ranks.get(current) ?? -1);
}
