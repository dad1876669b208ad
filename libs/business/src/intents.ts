/** What a customer may want, as a turn is routed by it. */
export const intents = [
  'order_status',
  'address_change',
  'returns_policy',
  'refund',
  'delivery',
  'store',
  'human',
  'greeting',
  'thanks',
  'technical',
  'off_domain',
  // about the shop, but a matter for its people: cancelling, invoices, payment, what is sold, jobs, complaints
  'other',
  'unknown',
] as const;
export type Intent = (typeof intents)[number];

/** What the bot may be switched off for alone: a wish for a person is theirs anyway, and what is not known is asked again. */
export const stoppableIntents: readonly Intent[] = intents.filter((intent) => intent !== 'human' && intent !== 'unknown');
