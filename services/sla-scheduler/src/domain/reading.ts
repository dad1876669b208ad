/** how long what is unread may not move until promises are judged without it */
const STUCK_MS = 30_000;

/** By partition: where the log ended, and up to where we had read. */
export type Positions = ReadonlyMap<string, { readonly end: number; readonly read: number }>;

/** A look at the log. */
export interface Look {
  /** by the clock of decisions, before it was asked for, ms */
  readonly at: number;
  /** the machine's time, ms */
  readonly real: number;
  /** undefined: nobody could say */
  readonly positions: Positions | undefined;
}

/** How far in time the log has been read. */
export interface Reading {
  /** all that was written until then was read, ms */
  readonly upTo: number;
  /** the look up to whose ends is being read */
  readonly towards: Look | undefined;
  /** records until there */
  readonly left: number;
  /** when that became fewer, the machine's time */
  readonly movedAt: number;
}

export const begun = (real: number): Reading => ({ upTo: 0, towards: undefined, left: Infinity, movedAt: real });

const left = (ends: Positions, now: Positions): number =>
  [...ends].reduce((sum, [partition, { end }]) => sum + Math.max(0, end - (now.get(partition)?.read ?? 0)), 0);

/** What is being written all the time never ends: so we read up to where it ended at an earlier look. Who reads nothing any more silences nobody. */
export function reading(before: Reading, look: Look): Reading {
  const { at, real, positions } = look;
  const stuck = real - before.movedAt < STUCK_MS ? before : { ...before, upTo: at };
  if (!positions) return stuck;
  const unread = left(positions, positions);
  if (unread === 0) return { upTo: at, towards: look, left: 0, movedAt: real };
  if (!before.towards?.positions) return { ...stuck, towards: look, left: unread };
  const rest = left(before.towards.positions, positions);
  if (rest === 0) return { upTo: Math.max(before.upTo, before.towards.at), towards: look, left: unread, movedAt: real };
  return rest < before.left ? { ...before, left: rest, movedAt: real } : stuck;
}
