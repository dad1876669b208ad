/** Where one send stands. `sending`: marked, its request may be on the wire. `unknown`: nobody can say whether Meta took it. */
export type SendState = 'queued' | 'sending' | 'accepted' | 'failed' | 'cancelled' | 'unknown' | 'unconfirmed';
export type Speaker = 'bot' | 'notice' | 'agent';

export interface FencedSend {
  readonly sendId: string;
  readonly dispatchSeq: number;
  readonly epoch: number;
  readonly speaker: Speaker;
  readonly state: SendState;
  /** the business does: a STOP ends it */
  readonly starts?: boolean;
}

/** A raised fence that was not answered yet. */
export interface Owed {
  readonly epoch: number;
  readonly case: number;
  readonly turn: number;
}

/** The fence of one conversation: its epoch, as far as gateway has read it, and the answers it still owes. */
export interface FenceRow {
  readonly epoch: number;
  readonly owed: readonly Owed[];
  /** the number after which the customer last said STOP */
  readonly withdrawnSeq?: number;
}

export interface Reached {
  readonly owed: Owed;
  /** sends of the bot's, older than the epoch, whose outcome nobody knows */
  readonly unknown: readonly string[];
}

export const openFence: FenceRow = { epoch: 0, owed: [] };

const isFenced = (send: FencedSend, epoch: number): boolean => send.speaker === 'bot' && send.epoch < epoch;

/** The business starts it, and the customer has said STOP since. */
export const isWithdrawn = ({ withdrawnSeq = 0 }: Pick<FenceRow, 'withdrawnSeq'>, { starts = false, dispatchSeq }: FencedSend): boolean =>
  starts && dispatchSeq <= withdrawnSeq;

/** What a person or a service notice was allowed to say goes out whatever the epoch does; the bot's only in the newest epoch read. What is withdrawn, never. */
export const mayWrite = (fence: FenceRow, send: FencedSend): boolean => !isFenced(send, fence.epoch) && !isWithdrawn(fence, send);

/** A fence was read: which sends are cancelled now, and what is owed. An older or repeated epoch changes nothing but is answered. */
export function afterFence(fence: FenceRow, sends: readonly FencedSend[], raised: Owed): { fence: FenceRow; cancel: string[] } {
  const epoch = Math.max(fence.epoch, raised.epoch);
  const cancel = sends.filter((send) => send.state === 'queued' && isFenced(send, epoch)).map((send) => send.sendId);
  return { fence: { ...fence, epoch, owed: [...fence.owed, raised] }, cancel };
}

/**
 * Which owed fences are reached: those for which nothing older of the bot's is `sending`. Called whenever a fence was raised and whenever a
 * send left `sending`; a mark never lasts longer than Graph's time-out and two seconds, so neither does a fence.
 */
export function fenceReached(fence: FenceRow, sends: readonly FencedSend[]): { fence: FenceRow; reached: Reached[] } {
  const isHeld = (owed: Owed): boolean => sends.some((send) => send.state === 'sending' && isFenced(send, owed.epoch));
  const reached = fence.owed
    .filter((owed) => !isHeld(owed))
    .map((owed) => ({
      owed,
      unknown: sends.filter((send) => send.state === 'unknown' && isFenced(send, owed.epoch)).map((send) => send.sendId),
    }));
  return { fence: { ...fence, owed: fence.owed.filter(isHeld) }, reached };
}
