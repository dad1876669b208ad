const words: Record<string, string> = {
  WINDOW_CLOSED: 'The customer last wrote more than 24 hours ago, so WhatsApp takes no free text until they write again.',
  WINDOW_CLOSED_AT_META: 'WhatsApp says that the 24-hour window has closed, so it takes no free text until the customer writes again.',
  OPTED_OUT: 'The customer has asked us to stop: nothing that we start may be sent.',
  NO_OPT_IN: 'The customer has not agreed to be written to first, so no template may be sent.',
  OUTBOUND_FROZEN: 'All outgoing messages are frozen at the moment.',
  URL_NOT_ALLOWED: 'It holds a link to an address that we do not send to customers. Take the link out, or use one of our own pages.',
  TOO_LONG: 'It is longer than may be sent at once. Shorten it, or send it in two parts.',
  EMPTY: 'There is no text in it.',
  STALE_EPOCH: 'The conversation changed hands before this was sent.',
  NOT_THE_OWNER: 'The conversation is not yours any more.',
  CASE_CLOSED: 'The case was closed before this was sent.',
  NO_TEMPLATE: 'There is no approved template that fits.',
  TEMPLATE_NOT_APPROVED: 'WhatsApp has not approved this template, or has paused it.',
  TEMPLATE_QUALITY_RED: 'Customers have complained about this template, so it rests until WhatsApp rates it better.',
  TEMPLATES_RESTRICTED: 'WhatsApp lets us send no template at the moment.',
  TEMPLATE_VARIABLES: "The template's blanks were not filled in as it needs them: each has to be there, on one line.",
  UNKNOWN_CONTACT: "The customer's address is not known.",
  RATE_LIMITED: 'Too many messages went to this customer in a short time.',
};

/** Why the gate sent a person's text back, as one would tell a colleague. */
export function refusalWords(reason: string | null, link?: string | null, file?: object | null): string {
  if (!reason) return 'It was not sent.';
  // by a release that knows of no files, and found no words
  if (reason === 'EMPTY' && file) return 'Files cannot be sent at this moment, the system is being updated. Try again in a few minutes.';
  if (reason === 'URL_NOT_ALLOWED' && link)
    return `It holds a link that we do not send to customers, “${link}”. Take it out, or use one of our own pages.`;
  return words[reason] ?? `It was not sent (${reason.toLowerCase().replaceAll('_', ' ')}).`;
}

const channels: Record<string, string> = { email: 'by e-mail', phone: 'by phone' };

/** What to do instead when WhatsApp lets nothing through. */
export const otherChannelWords = (channel: string): string =>
  `No template may be sent either. Reach the customer ${channels[channel] ?? `over ${channel}`}.`;
