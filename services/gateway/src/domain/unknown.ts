import { mayWrite } from './fence.ts';
import type { FencedSend, FenceRow } from './fence.ts';

export interface UnknownSend extends FencedSend {
  /** real time, ms */
  readonly unknownSince: number;
  readonly timesUnknown: number;
}

export const resendAfterMs = 30_000;
export const giveUpAfterMs = 10 * 60_000;

/**
 * A send whose outcome nobody knows: no status with its callback data after 30 s while other statuses of the number do arrive says that Meta
 * never had it. Without any statuses nothing can be said, and after ten minutes it is a person's task. Never more than two copies.
 * @param lastStatusAt real time at which the number's last status arrived; 0: none
 */
export function afterUnknown(fence: FenceRow, send: UnknownSend, lastStatusAt: number, now: number): 'wait' | 'resend' | 'unconfirmed' {
  if (send.timesUnknown > 1) return 'unconfirmed';
  const statusesArrive = lastStatusAt > send.unknownSince;
  if (now >= send.unknownSince + resendAfterMs && statusesArrive) return mayWrite(fence, send) ? 'resend' : 'unconfirmed';
  return now >= send.unknownSince + giveUpAfterMs ? 'unconfirmed' : 'wait';
}
