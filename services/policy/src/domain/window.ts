import { limits } from './bundle.ts';

/** @param lastInboundAt Meta's time of the customer's last message, ms; 0: there never was one */
export const windowEndsAt = (lastInboundAt: number): number => (lastInboundAt === 0 ? 0 : lastInboundAt + limits.windowMs);

/** Whether free text may go out at `now`; computed each time, never read from a state's name. */
export const windowIsOpen = (lastInboundAt: number, now: number): boolean => now < windowEndsAt(lastInboundAt) - limits.windowMarginMs;

/** Until when a question is kept: a day, and no longer than the end of it can be told in words. In a window that Meta saw closed it can't. */
export function keptUntil(
  { lastInboundAt, disputedAt }: { readonly lastInboundAt: number; readonly disputedAt: number },
  now: number,
): number {
  const isTellable = windowIsOpen(lastInboundAt, now) && lastInboundAt > disputedAt;
  return Math.min(now + limits.heldGiveUpMs, isTellable ? windowEndsAt(lastInboundAt) - limits.heldTellMs : Infinity);
}
