/** The promises and hours in force. */
export const SLA_POLICY = Symbol('SlaPolicy');
/** Where `support-p1` is called; '' where nobody said. */
export const SUPPORT_URL = Symbol('SupportUrl');
/** How long after a page a team is sent none, ms. */
export const SUPPORT_INTERVAL = Symbol('SupportInterval');
