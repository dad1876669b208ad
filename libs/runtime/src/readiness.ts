/** What a process needs to take work, and when each was last seen working (real time, ms). */
export interface Need {
  readonly name: string;
  readonly lastOkAt: number;
  readonly problem: string;
}

const graceMs = 10_000;

/**
 * Not ready only after 10 s without something the process needs; a hiccup takes nobody out of service.
 * What has given no answer for as long is missing too, whatever it said last.
 * @returns the problems that last, by name; empty: ready
 */
export function unreadyBecause(needs: readonly Need[], now: number): string[] {
  return needs.filter(({ lastOkAt }) => now - lastOkAt > graceMs).map(({ name, problem }) => `${name}: ${problem || 'no answer'}`);
}
