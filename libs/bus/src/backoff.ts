const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** @returns ms to wait before attempt `failures + 1`: 100 ms doubling to 5 s, the upper half of it random so that many don't return at once */
export function backoffMs(failures: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return full / 2 + Math.random() * (full / 2);
}
