/** What a run with a rate offers, whether or not anybody is free to write it. */
export interface Offer {
  /** messages a second */
  readonly rate: number;
  readonly seconds: number;
  /** ten times the rate for ten seconds, a quarter into it */
  readonly burst: boolean;
}

const TIMES = 10;
const BURST_SECONDS = 10;
/** after a burst the latency has so long to come back */
const BACK_SECONDS = 10;

const burstAt = (seconds: number): number => seconds / 4;

/** @returns seconds into a run from which replies are counted as those after its burst */
export const afterBurst = (seconds: number): number => burstAt(seconds) + BURST_SECONDS + BACK_SECONDS;

/** @returns how many messages are due within the run */
export const messagesOf = ({ rate, seconds, burst }: Offer): number =>
  Math.ceil(rate * (seconds + (burst ? (TIMES - 1) * BURST_SECONDS : 0)));

/** @returns seconds into the run at which a message (from 0) is due */
export function dueAt({ rate, seconds, burst }: Offer, index: number): number {
  const steady = index / rate;
  const begun = burstAt(seconds);
  if (!burst || steady <= begun) return steady;
  return Math.max(begun + (steady - begun) / TIMES, steady - (TIMES - 1) * BURST_SECONDS);
}
