/** Order of what Meta tells about a message. `failed` is final unless the message is seen to arrive after all. */
const ranks: Readonly<Record<string, number>> = { accepted: 0, sent: 1, delivered: 2, read: 3, played: 4 };

/** Whether `status` may replace `current`: statuses only move forward; `delivered` or later wins over `failed`. */
export function movesForward(current: string, status: string): boolean {
  const rank = ranks[status];
  if (current === 'failed') return rank !== undefined && rank >= 2;
  if (status === 'failed') return (ranks[current] ?? 0) < 2;
  return rank !== undefined && rank > (ranks[current] ?? -1);
}
