/** what a clock that is only corrected moves at most */
const CORRECTED_MS = 5_000;

/** Since when pages could be heard, by the clock of decisions, and how far that clock is from the machine's. */
export interface Listening {
  readonly since: number;
  readonly offset: number;
}

/** Nothing was heard before we listened, nor across a leap of the clock. @param before undefined: we did not listen, or could not */
export function listens(before: Listening | undefined, now: number, machine: number): Listening {
  const offset = now - machine;
  return before && Math.abs(offset - before.offset) < CORRECTED_MS ? { since: before.since, offset } : { since: now, offset };
}

/** @returns who was last heard before this is silent, ms; 0: nobody is yet, because nobody could have been heard for as long */
export const silentSince = ({ since }: Listening, now: number, graceMs: number): number => (now - since < graceMs ? 0 : now - graceMs);
