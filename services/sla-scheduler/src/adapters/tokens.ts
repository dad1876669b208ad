/** The promises and hours in force. */
export const SLA_POLICY = Symbol('SlaPolicy');
/** Where `support-p1` is called; '' where nobody said. */
export const SUPPORT_URL = Symbol('SupportUrl');
