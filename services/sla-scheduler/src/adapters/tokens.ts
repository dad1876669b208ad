/** Where `support-p1` is called, and what we show there; '' where nobody said. */
export interface SupportReceiver {
  readonly url: string;
  readonly token: () => string | undefined;
}
export const SUPPORT_RECEIVER = Symbol('SupportReceiver');
/** How long after a page a team is sent none, ms. */
export const SUPPORT_INTERVAL = Symbol('SupportInterval');
