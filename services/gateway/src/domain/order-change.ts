import type { FencedSend, FenceRow } from './fence.ts';

export type ChangeEnd = 'made' | 'too_late' | 'invalid' | 'unavailable' | 'unconfirmed' | 'cancelled';

/** A change in the shop that is not over; times are real time, ms. `asking`: marked, its request may be on the wire. */
export interface OrderChange {
  readonly changeId: string;
  readonly epoch: number;
  readonly state: 'queued' | 'asking';
  /** requests so far, the one that is out included */
  readonly attempts: number;
  /** of an earlier request nobody knows what became */
  readonly mayBeMade: boolean;
  /** 0: never */
  readonly askedFirstAt: number;
}

/** What the shop said to one request. `unavailable`: certainly not made by it. `unknown`: nobody knows. */
export type Answer = 'made' | 'too_late' | 'invalid' | 'unavailable' | 'unknown';
export type Next = { readonly state: ChangeEnd } | { readonly state: 'queued'; readonly notBefore: number; readonly mayBeMade: boolean };

/** From the first request on: so long the customer hears nothing. */
export const tryForMs = 60_000;
const [firstWaitMs, longestWaitMs] = [1_000, 8_000];

/** To a fence it is one of the bot's: it waits, or is on the wire. What is not known of it is told by itself, and not by the fence. */
export const fencedOf = ({ changeId, epoch, state }: OrderChange): FencedSend => ({
  sendId: changeId,
  dispatchSeq: 0,
  epoch,
  speaker: 'bot',
  state: state === 'asking' ? 'sending' : 'queued',
});

/** How a change ends that is not asked for any more. */
export const givenUp = ({ mayBeMade }: Pick<OrderChange, 'mayBeMade'>, otherwise: 'cancelled' | 'unavailable'): ChangeEnd =>
  mayBeMade ? 'unconfirmed' : otherwise;

const isStale = (fence: FenceRow, { epoch }: OrderChange): boolean => epoch < fence.epoch;
const isTimeUp = ({ askedFirstAt }: OrderChange, at: number): boolean => askedFirstAt > 0 && at >= askedFirstAt + tryForMs;

/** Under the fence's lock, before each request. */
export function beforeAsking(fence: FenceRow, change: OrderChange, now: number): 'ask' | ChangeEnd {
  if (isStale(fence, change)) return givenUp(change, 'cancelled');
  return isTimeUp(change, now) ? givenUp(change, 'unavailable') : 'ask';
}

/** Under the fence's lock, after each request: what the shop has decided stands whatever the epoch does. @param jitter 0..1 */
export function afterAnswer(fence: FenceRow, change: OrderChange, answer: Answer, now: number, jitter: number): Next {
  if (answer !== 'unavailable' && answer !== 'unknown') return { state: answer };
  const mayBeMade = change.mayBeMade || answer === 'unknown';
  if (isStale(fence, change)) return { state: givenUp({ mayBeMade }, 'cancelled') };
  const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (change.attempts - 1)) * (1 + 0.5 * jitter);
  const notBefore = now + Math.round(waitMs);
  return isTimeUp(change, notBefore) ? { state: givenUp({ mayBeMade }, 'unavailable') } : { state: 'queued', notBefore, mayBeMade };
}
