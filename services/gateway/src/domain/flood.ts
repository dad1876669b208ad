const tellEveryMs = 60_000;

/** When the same was last told of, and how many came since. */
export interface Flood {
  readonly toldAt: number;
  readonly untold: number;
}

interface Told {
  readonly flood: Flood;
  /** how many a line is due for now; 0 for none */
  readonly told: number;
}

/** One more came: the first is told at once, those of the minute after it as one number. */
export function oneMore(flood: Flood | undefined, now: number): Told {
  return tell({ toldAt: flood?.toldAt ?? -Infinity, untold: (flood?.untold ?? 0) + 1 }, now);
}

/** What came since, once its minute is over. */
export function tell(flood: Flood, now: number): Told {
  const isDue = flood.untold > 0 && now - flood.toldAt >= tellEveryMs;
  return isDue ? { flood: { toldAt: now, untold: 0 }, told: flood.untold } : { flood, told: 0 };
}
