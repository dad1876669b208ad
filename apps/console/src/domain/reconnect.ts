const firstMs = 500;
const longestMs = 15_000;

/**
 * How long to wait before the line is tried again.
 * @param random 0 to 1, so that many pages do not come back in the same moment
 * @returns ms
 */
export function reconnectAfter(failures: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
