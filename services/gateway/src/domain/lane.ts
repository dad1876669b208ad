import { mayWrite } from './fence.ts';
import type { FencedSend, FenceRow } from './fence.ts';

/** A send as its lane sees it. Times are real time, ms. */
export interface LaneSend extends FencedSend {
  /** not tried before */
  readonly notBefore: number;
  /** when it was put in the queue */
  readonly queuedAt: number;
  /** when its outcome became unknown; 0: it did not */
  readonly unknownSince: number;
}

/** The sends of one conversation that are not settled, and how far it has come. */
export interface Lane {
  readonly fence: FenceRow;
  /** the highest number that was accepted, cancelled, failed or given up: what is missing below it was waited for */
  readonly passedSeq: number;
  readonly open: readonly LaneSend[];
}

export type Next =
  | { readonly do: 'write' | 'cancel'; readonly send: LaneSend }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'nothing' };

/** A missing number is redelivered within seconds, or its record is a dead letter and counts as passed. */
export const gapMs = 30_000;
/** The bot's later sends wait for an unknown one until the "still on it" notice is due. */
export const unknownHoldsMs = 20_000;

/**
 * What the lane does now: in `dispatch_seq` order, one at a time. Only the bot's sends of the same epoch wait for one whose outcome is unknown.
 */
export function next(lane: Lane, now: number): Next {
  const open = [...lane.open].sort((a, b) => a.dispatchSeq - b.dispatchSeq);
  if (open.some((send) => send.state === 'sending')) return { do: 'nothing' };
  let seq = lane.passedSeq + 1;
  let until = Infinity;
  for (const send of open) {
    const isGap = seq < send.dispatchSeq;
    seq = Math.max(seq, send.dispatchSeq + 1);
    if (send.state !== 'queued') continue;
    if (!mayWrite(lane.fence, send)) return { do: 'cancel', send };
    if (isGap && now < send.queuedAt + gapMs) return { do: 'wait', until: Math.min(until, send.queuedAt + gapMs) };
    const holder =
      send.speaker === 'bot' &&
      open.find(
        (other) =>
          other.state === 'unknown' &&
          other.speaker === 'bot' &&
          other.epoch === send.epoch &&
          other.dispatchSeq < send.dispatchSeq &&
          now < other.unknownSince + unknownHoldsMs,
      );
    if (holder) {
      // who does not wait for it goes past
      until = Math.min(until, holder.unknownSince + unknownHoldsMs);
      continue;
    }
    if (now < send.notBefore) return { do: 'wait', until: Math.min(until, send.notBefore) };
    return { do: 'write', send };
  }
  return until === Infinity ? { do: 'nothing' } : { do: 'wait', until };
}
